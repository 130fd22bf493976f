import type { MouseEvent } from "react";
import type { Selection } from "../../model/selection";
import { setSession } from "../../state/store";
import { IconButton } from "../controls/icon-button";
import { useServices } from "../services";
import { useMoveSelection } from "../use-move-selection";
import type { Tiles } from "./use-tiles";

interface TilesStageProps {
  readonly tiles: Tiles;
  /** What the tiles are, in words; how they are moved through is added. */
  readonly label: string;
  /** What is shown whole by the button that fits it. */
  readonly whole: string;
  readonly testId: string;
  readonly className?: string;
  /** Whether newer numbers are under way. */
  readonly stale: boolean;
  /** Whether nothing can be drawn yet, because the first numbers are still being computed. */
  readonly waiting?: boolean;
  /** What arrow keys move by: pixels, or products from window to window. */
  readonly moves: "pixel" | "product";
  /** What stands under a point of the page. */
  readonly under: (event: { clientX: number; clientY: number }) => Selection | null;
}

/** Where numbers are drawn as tiles: pointing at one follows it, a click pins it, keys move and zoom. */
export function TilesStage({
  tiles,
  label,
  whole,
  testId,
  className = "",
  stale,
  waiting = false,
  moves,
  under,
}: TilesStageProps) {
  const { store } = useServices();
  const moveSelection = useMoveSelection();
  const zoomBy = (event: MouseEvent, key: string) => {
    event.stopPropagation();
    tiles.key({ key });
  };
  return (
    <div
      ref={tiles.stage}
      className={`tensor__stage ${className}${stale ? " tensor__stage--stale" : ""}`}
      role="application"
      aria-roledescription="tensor"
      aria-label={`${label}. Arrow keys move by ${moves === "pixel" ? "pixel" : "window"}, plus and minus zoom, Shift with arrows pans, 0 fits.`}
      tabIndex={0}
      data-testid={testId}
      onPointerMove={(event) => {
        if (event.buttons === 0) setSession(store, { hover: under(event) });
      }}
      onPointerLeave={() => setSession(store, { hover: null })}
      onClick={(event) => {
        const found = under(event);
        if (found) setSession(store, { pinned: found });
      }}
      onKeyDown={(event) => {
        // Enter on one of its buttons presses that button.
        if (event.target !== event.currentTarget) return;
        if (tiles.key(event) || moveSelection(event, moves)) {
          event.preventDefault();
          event.stopPropagation();
        }
      }}
    >
      <canvas ref={tiles.canvas} />
      <svg ref={tiles.overlay} aria-hidden="true" />
      {waiting && (
        <p className="tensor__message" role="status">
          computing…
        </p>
      )}
      <canvas ref={tiles.overview} className="tensor__overview" hidden aria-hidden="true" />
      <div className="tensor__zoom">
        <IconButton icon="plus" label="Zoom in" title="zoom in (+)" onClick={(event) => zoomBy(event, "+")} />
        <IconButton icon="minus" label="Zoom out" title="zoom out (−)" onClick={(event) => zoomBy(event, "-")} />
        <IconButton icon="fit" label="Fit" title={`show ${whole} (0)`} onClick={(event) => zoomBy(event, "0")} />
      </div>
    </div>
  );
}
