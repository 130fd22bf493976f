import { SUM_AXES, type SumAxis } from "../../model/document";
import { setSumOver, toggleSum } from "../../state/actions";
import { useApp, useServices } from "../services";

const AXES: Readonly<Record<SumAxis, { label: string; className: string }>> = {
  C: { label: "channels", className: "axis-c" },
  kh: { label: "kh", className: "axis-h" },
  kw: { label: "kw", className: "axis-w" },
};

const NAMED: readonly { name: string; axes: readonly SumAxis[]; says: string }[] = [
  { name: "products", axes: [], says: "nothing is summed: one number per window, channel and tap" },
  { name: "patch maps", axes: ["C"], says: "channels are summed: one k×k map per window" },
  { name: "depthwise", axes: ["kh", "kw"], says: "taps are summed, channels kept, as conv2d with groups = C" },
  { name: "convolution", axes: ["C", "kh", "kw"], says: "everything is summed: one number per window" },
];

const same = (a: readonly SumAxis[], b: readonly SumAxis[]) => a.length === b.length && a.every((x) => b.includes(x));

/** The einsum that the choice of axes is: n, c, i, j in; what is not summed out. */
function einsum(sumOver: readonly SumAxis[]): string {
  const kept = [sumOver.includes("C") ? "" : "c", sumOver.includes("kh") ? "" : "i", sumOver.includes("kw") ? "" : "j"];
  return `einsum("ncij,cij->n${kept.join("")}")`;
}

/** Which axes of the product are summed: the one switch between patch maps, depthwise and convolution. */
export function SumPanel() {
  const { store } = useServices();
  const sumOver = useApp((state) => state.document.sum_over);
  const named = NAMED.find(({ axes }) => same(axes, sumOver));
  return (
    <section className="panel panel--sum" aria-labelledby="sum-title">
      <div className="panel__head">
        <h2 id="sum-title" className="panel__title">
          Sum over
        </h2>
        <code className="hint">{einsum(sumOver)}</code>
      </div>
      <div className="checks">
        {SUM_AXES.map((axis) => (
          <label key={axis} className={`check ${AXES[axis].className}`}>
            <input type="checkbox" checked={sumOver.includes(axis)} onChange={() => toggleSum(store, axis)} />
            {AXES[axis].label}
          </label>
        ))}
      </div>
      <div className="chips" role="group" aria-label="usual choices">
        {NAMED.map(({ name, axes, says }) => (
          <button
            key={name}
            type="button"
            className="chip"
            aria-pressed={same(axes, sumOver)}
            title={says}
            onClick={() => setSumOver(store, axes)}
          >
            {name}
          </button>
        ))}
      </div>
      <p className="hint">{named?.says ?? "one number for everything that is not summed"}</p>
    </section>
  );
}
