import { useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import { Icon } from "./icon";

export interface MenuItem {
  readonly label: string;
  /** Shown soft beside the label. */
  readonly detail?: string;
  readonly checked?: boolean;
  readonly disabled?: boolean;
  /** Heads a group of items below it; cannot be chosen. */
  readonly heading?: boolean;
  readonly onChoose?: () => void;
}

/** A button with a list of commands: arrows move, Enter chooses, Escape or a click elsewhere closes. */
export function Menu(props: {
  label: string;
  title?: string;
  className?: string;
  /** Which edge of the button the list keeps to. */
  align?: "left" | "right";
  items: readonly MenuItem[];
}) {
  const [open, setOpen] = useState(false);
  const [flipped, setFlipped] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const id = useId();

  // On a narrow page a button may stand too far left for a list that keeps to its right edge.
  useLayoutEffect(() => {
    const list = open ? root.current?.querySelector(".menu__list") : null;
    setFlipped(list ? list.getBoundingClientRect().left < 0 : false);
  }, [open]);

  useEffect(() => {
    if (!open) return undefined;
    root.current?.querySelector<HTMLElement>('[role^="menuitem"]:not(:disabled)')?.focus();
    const close = (event: PointerEvent) => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) setOpen(false);
    };
    document.addEventListener("pointerdown", close);
    return () => document.removeEventListener("pointerdown", close);
  }, [open]);

  const move = (by: number) => {
    const items = [...(root.current?.querySelectorAll<HTMLElement>('[role^="menuitem"]:not(:disabled)') ?? [])];
    const at = items.findIndex((item) => item === document.activeElement);
    items[(at + by + items.length) % items.length]?.focus();
  };
  const close = () => {
    setOpen(false);
    root.current?.querySelector("button")?.focus();
  };

  return (
    <div className="menu" ref={root}>
      <button
        type="button"
        className={`button ${props.className ?? ""}`}
        title={props.title}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        <span className="menu__label">{props.label}</span>
        <Icon name="chevron" />
      </button>
      {open && (
        <div
          id={id}
          className={`menu__list${props.align === "left" || flipped ? " menu__list--left" : ""}`}
          role="menu"
          tabIndex={-1}
          aria-label={props.label}
          onKeyDown={(event) => {
            if (event.key === "Escape") close();
            else if (event.key === "ArrowDown") move(1);
            else if (event.key === "ArrowUp") move(-1);
            else if (event.key === "Tab") {
              setOpen(false);
              return;
            } else return;
            event.preventDefault();
            event.stopPropagation();
          }}
        >
          {props.items.map((item) =>
            item.heading ? (
              <p key={item.label} className="menu__heading" role="presentation">
                {item.label}
              </p>
            ) : (
              <button
                key={item.label}
                type="button"
                className="menu__item"
                role={item.checked === undefined ? "menuitem" : "menuitemradio"}
                aria-checked={item.checked}
                disabled={item.disabled}
                tabIndex={-1}
                onClick={() => {
                  close();
                  item.onChoose?.();
                }}
              >
                <span>{item.label}</span>
                {item.detail && <span className="soft mono">{item.detail}</span>}
                {item.checked && <span aria-hidden="true">✓</span>}
              </button>
            ),
          )}
        </div>
      )}
    </div>
  );
}
