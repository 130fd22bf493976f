/** Icons drawn on a 20 × 20 grid with a 1.6 stroke. */
const PATHS = {
  undo: "M8 4 4 8l4 4M4 8h7a5 5 0 0 1 0 10H8",
  redo: "M12 4l4 4-4 4M16 8H9a5 5 0 0 0 0 10h3",
  select: "M5 3l10 7-5 1-2 5z",
  rect: "M3.5 5.5h13v9h-13z",
  ellipse: "M10 4.5c4 0 7 2.5 7 5.5s-3 5.5-7 5.5-7-2.5-7-5.5 3-5.5 7-5.5z",
  polygon: "M10 3l7 5-2.6 8.5H5.6L3 8z",
  lasso: "M5 13c-2-1-2.500-3-1.500-5C5 4.500 9 3 12.500 4s5 4 3 6.500-6 3-8 2.500-3 1-2 2.500S8 17 8 17",
  brush:
    "M16.500 3.500 9 11M8.500 11.500c-2-.5-3.500 1-3.500 3 0 1-.5 1.500-1.500 2 2.500.5 6.500.5 7-2.500.2-1-.5-2.200-2-2.500z",
  eraser: "M8.500 16.500h8M3.500 12.500l7.500-8 5 4.500-6.500 7.500H7z",
  trash: "M4 6h12M8 6V4h4v2M6 6l.7 10.500h6.600L14 6",
  link: "M8.500 11.500l3-3M7 9l-2 2a3 3 0 0 0 4 4l2-2M13 11l2-2a3 3 0 0 0-4-4L9 7",
  unlink: "M7 9l-2 2a3 3 0 0 0 4 4l2-2M13 11l2-2a3 3 0 0 0-4-4L9 7",
  theme: "M10 3a7 7 0 1 0 0 14zM10 3a7 7 0 0 1 0 14",
  help: "M7.500 7.500A2.500 2.500 0 1 1 10 10.200V12M10 15v.2",
  close: "M5 5l10 10M15 5 5 15",
  open: "M10 13V4M6.500 7.500 10 4l3.500 3.500M4 13v3h12v-3",
  fit: "M4 8V4h4M12 4h4v4M16 12v4h-4M8 16H4v-4",
  plus: "M10 4.500v11M4.500 10h11",
  minus: "M4.500 10h11",
  chevron: "M6 8l4 4 4-4",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="icon" width="18" height="18" viewBox="0 0 20 20" aria-hidden="true">
      <path
        d={PATHS[name]}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.6"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
