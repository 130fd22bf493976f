import { select, zoom, zoomIdentity, type D3ZoomEvent, type ZoomTransform } from "d3";
import { fitPlane, type Extent2, type View } from "./view";

/** What a zoomable node shows; asked anew whenever it matters, so that it may change at any time. */
export interface ZoomOptions {
  /** Size of the node in CSS pixels. */
  readonly viewport: () => Extent2;
  /** Size of the plane in its own units. */
  readonly content: () => Extent2;
  /** The view that shows the whole plane; `fitPlane` when left out. */
  readonly fit?: () => View;
  /** Largest number of CSS pixels per unit; 200 when left out. */
  readonly most?: number;
  /** Called with every new view, whoever changed it. */
  readonly onChange: (view: View) => void;
}

/** A node that can be zoomed and panned. */
export interface ZoomHandle {
  view(): View;
  /** Goes to a view, kept within bounds; calls `onChange`. */
  set(view: View): void;
  /** Shows the whole plane. */
  fit(): void;
  /** To be called after the node's or the plane's size changed: keeps the view if it can, fits if it showed all before. */
  refresh(): void;
  /** A key pressed on the node: true when it moved the view. */
  key(pressed: KeyPress): boolean;
  dispose(): void;
}

/** The part of a KeyboardEvent that moving needs. */
export interface KeyPress {
  readonly key: string;
  readonly shiftKey?: boolean;
  readonly ctrlKey?: boolean;
  readonly metaKey?: boolean;
  readonly altKey?: boolean;
}

/** The bounds of a view. */
export interface ZoomBounds {
  readonly viewport: Extent2;
  readonly content: Extent2;
  /** Least and most CSS pixels per unit. */
  readonly least: number;
  readonly most: number;
}

const MOST = 200;
const KEY_ZOOM = 1.5;
/** Share of the node that an arrow key moves by. */
const KEY_PAN = 0.2;

function within(offset: number, content: number, viewport: number): number {
  const room = viewport - content;
  return room >= 0 ? room / 2 : Math.max(room, Math.min(0, offset));
}

/** The nearest view within bounds: no smaller than `least`, no larger than `most`, no margin that the plane could fill. */
export function constrainView(view: View, { viewport, content, least, most }: ZoomBounds): View {
  const k = Math.min(Math.max(view.k, least), Math.max(least, most));
  // A scale beyond the bounds is mended about the middle of the node.
  const x = viewport.width / 2 - ((viewport.width / 2 - view.x) / view.k) * k;
  const y = viewport.height / 2 - ((viewport.height / 2 - view.y) / view.k) * k;
  return {
    k,
    x: within(x, content.width * k, viewport.width),
    y: within(y, content.height * k, viewport.height),
  };
}

/** The view magnified `factor` times about a point of the node, which stays where it is. */
export function zoomAbout(view: View, factor: number, x: number, y: number): View {
  return { k: view.k * factor, x: x - (x - view.x) * factor, y: y - (y - view.y) * factor };
}

/**
 * What a key makes of a view: + and − zoom about the middle, 0 fits, Shift with an arrow moves by a fifth of the node.
 * Null for any other key, and with Ctrl, Alt or Meta, which belong to the browser.
 */
export function keyView(view: View, pressed: KeyPress, bounds: ZoomBounds, fit: View): View | null {
  if (pressed.ctrlKey || pressed.metaKey || pressed.altKey) return null;
  const { width, height } = bounds.viewport;
  const zoomed = (factor: number): View => constrainView(zoomAbout(view, factor, width / 2, height / 2), bounds);
  const moved = (x: number, y: number): View =>
    constrainView({ k: view.k, x: view.x + x * width * KEY_PAN, y: view.y + y * height * KEY_PAN }, bounds);
  switch (pressed.key) {
    case "+":
    case "=":
      return zoomed(KEY_ZOOM);
    case "-":
    case "_":
    case "−":
      return zoomed(1 / KEY_ZOOM);
    case "0":
      return fit;
    default:
      break;
  }
  if (!pressed.shiftKey) return null;
  switch (pressed.key) {
    case "ArrowLeft":
      return moved(1, 0);
    case "ArrowRight":
      return moved(-1, 0);
    case "ArrowUp":
      return moved(0, 1);
    case "ArrowDown":
      return moved(0, -1);
    default:
      return null;
  }
}

/** Whether a view shows the whole plane at its fitted size. */
export const isFit = (view: View, fit: View): boolean => Math.abs(view.k / fit.k - 1) < 1e-3;

const transformOf = ({ k, x, y }: View): ZoomTransform => zoomIdentity.translate(x, y).scale(k);
const viewOf = ({ k, x, y }: ZoomTransform): View => ({ k, x, y });

/**
 * Lets a node be zoomed and panned by wheel, pinch, drag and double click, between the whole plane and `most` pixels
 * per unit. The node alone takes touches (`touch-action: none`); a wheel at the end of its range scrolls the page.
 */
export function attachZoom(node: HTMLElement | SVGSVGElement, options: ZoomOptions): ZoomHandle {
  const selection = select<Element, unknown>(node);
  const fit = (): View => options.fit?.() ?? fitPlane(options.content(), options.viewport());
  const bounds = (): ZoomBounds => {
    const least = fit().k;
    return {
      viewport: options.viewport(),
      content: options.content(),
      least,
      most: Math.max(options.most ?? MOST, least),
    };
  };
  let current = fit();
  let fitted = current;

  const behaviour = zoom<Element, unknown>()
    .extent(() => {
      const { width, height } = options.viewport();
      return [
        [0, 0],
        [width, height],
      ];
    })
    .constrain((transform) => transformOf(constrainView(viewOf(transform), bounds())))
    .on("zoom.view", (event: D3ZoomEvent<Element, unknown>) => {
      current = viewOf(event.transform);
      options.onChange(current);
    });

  const set = (view: View): void => {
    const limits = bounds();
    behaviour.scaleExtent([limits.least, limits.most]);
    behaviour.transform(selection, transformOf(constrainView(view, limits)));
  };
  const touchAction = node.style.touchAction;
  node.style.touchAction = "none";
  selection.call(behaviour);
  set(current);
  return {
    view: () => current,
    set,
    fit: () => set(fit()),
    refresh: () => {
      const whole = isFit(current, fitted);
      fitted = fit();
      set(whole ? fitted : current);
    },
    key: (pressed) => {
      const next = keyView(current, pressed, bounds(), fit());
      if (next) set(next);
      return next !== null;
    },
    dispose: () => {
      selection.on(".zoom", null).interrupt();
      node.style.touchAction = touchAction;
    },
  };
}
