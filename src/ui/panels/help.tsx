import { useEffect, useRef } from "react";
import { Icon } from "../controls/icon";

const KEYS: readonly (readonly [string, readonly (readonly [string, string])[]])[] = [
  [
    "Everywhere",
    [
      ["Ctrl Z, Ctrl Shift Z", "undo, redo"],
      ["Ctrl V", "paste a picture, or numbers as PyTorch and NumPy print them"],
      ["?", "this help"],
      ["Esc", "unpin, leave a tool, close"],
    ],
  ],
  [
    "Following a number",
    [
      ["hover", "lights up what it came from and what it feeds, in every panel"],
      ["click or Enter", "pins it"],
      ["arrow keys", "move by one window, or by one pixel on the picture"],
      ["Esc", "unpins"],
    ],
  ],
  [
    "Drawing a region",
    [
      ["V R O P L B E", "select, rectangle, ellipse, polygon, lasso, brush, eraser"],
      ["arrow keys", "move the pen on the focused picture; with Shift by ten pixels"],
      ["Space", "sets a corner or vertex, puts the pen down or up"],
      ["Enter", "the same; ends a polygon"],
      ["[ and ]", "choose a drawn shape; arrows move it, Shift + arrows resize it, Delete removes it"],
    ],
  ],
  [
    "Tensor",
    [
      ["wheel, pinch, drag", "zoom and pan; zoomed in, cells print their numbers"],
      ["+ and −, 0", "zoom in and out, fit"],
      ["Shift + arrow keys", "pan"],
      ["← → on the river", "move along the steps; Enter shows a step's numbers"],
    ],
  ],
  [
    "Code",
    [
      ["Tab", "leaves the text; Ctrl + Z in it takes back what was typed last"],
      ["recipes…", "ways to the same maps, and mistakes on purpose with what PyTorch says to them"],
    ],
  ],
  [
    "Speed",
    [
      ["← → on a tab", "go to the next panel of the lower area"],
      ["← → on the chart", "read the times at each share of the windows; Esc stops reading"],
    ],
  ],
];

/** What the page is about in a few sentences, and every key. */
export function Help({ open, onClose }: { open: boolean; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (open && !dialog.current?.open) dialog.current?.showModal();
    if (!open) dialog.current?.close();
  }, [open]);
  return (
    <dialog ref={dialog} className="help" aria-labelledby="help-title" onClose={onClose}>
      <div className="help__head">
        <h2 id="help-title">How to read this page</h2>
        <button type="button" className="button button--quiet button--icon" aria-label="Close" onClick={onClose}>
          <Icon name="close" />
        </button>
      </div>
      <p>
        A filter of C × k × k slides over the image. For window <i>n</i>, channel <i>c</i> and tap (<i>i</i>, <i>j</i>)
        there is one product: <code>P[n, c, i, j] = patch[n, c, i, j] · filter[c, i, j]</code>. Summing it over the
        channels gives one k × k map per window; summing over everything gives a convolution. The region you draw
        decides which windows run at all.
      </p>
      <p>
        The river shows each line of PyTorch as a column and each axis as a ribbon that keeps its hue: orange for
        channels, teal for rows, blue for columns. A view only reads the same storage another way; a copy allocates.
      </p>
      <div className="help__keys">
        {KEYS.map(([title, rows]) => (
          <section key={title}>
            <h3>{title}</h3>
            <dl>
              {rows.map(([key, what]) => (
                <div key={key + what}>
                  <dt>{key}</dt>
                  <dd>{what}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <p className="soft">
        Everything is computed in your browser. No picture leaves it unless you put it into a link.
      </p>
    </dialog>
  );
}
