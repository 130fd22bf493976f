import { useState } from "react";
import { IMAGE_LIMITS } from "../../model/made-images";
import { useChangePicture } from "../services";

const AXES = ["B", "C", "H", "W"] as const;
const START = [1, 3, 6, 6] as const;

/** A tensor made to be read by eye: random or counted, of any shape within the limits. */
export function TensorMaker({ onDone }: { onDone: () => void }) {
  const change = useChangePicture();
  const [kind, setKind] = useState<"random" | "arange">("arange");
  const [sizes, setSizes] = useState<readonly number[]>(START);
  const [seed, setSeed] = useState(0);
  const most = [IMAGE_LIMITS.batch, IMAGE_LIMITS.channels, IMAGE_LIMITS.size, IMAGE_LIMITS.size];
  const product = sizes.reduce((so, size) => so * size, 1);
  const wrong = sizes.findIndex((size, axis) => !Number.isInteger(size) || size < 1 || size > (most[axis] ?? 1));
  const tooMany = product > IMAGE_LIMITS.elements;
  return (
    <form
      className="maker"
      onSubmit={(event) => {
        event.preventDefault();
        const [b = 1, c = 1, h = 1, w = 1] = sizes;
        const shape = [b, c, h, w] as const;
        change({ image: kind === "random" ? { random: { seed, shape } } : { arange: { shape } }, resize: null }, kind);
        onDone();
      }}
    >
      <label>
        values
        <select
          className="select select--small"
          value={kind}
          onChange={(event) => setKind(event.target.value === "random" ? "random" : "arange")}
        >
          <option value="arange">arange: 0, 1, 2, …</option>
          <option value="random">random: standard normal</option>
        </select>
      </label>
      <div className="maker__sizes">
        {AXES.map((name, axis) => (
          <label key={name}>
            {name}
            <input
              inputMode="numeric"
              value={Number.isNaN(sizes[axis]) ? "" : sizes[axis]}
              aria-invalid={wrong === axis}
              onChange={(event) =>
                setSizes(sizes.map((size, at) => (at === axis ? Number.parseInt(event.target.value, 10) : size)))
              }
            />
          </label>
        ))}
        {kind === "random" && (
          <label>
            seed
            <input
              inputMode="numeric"
              value={seed}
              onChange={(event) => setSeed((Number.parseInt(event.target.value, 10) || 0) >>> 0)}
            />
          </label>
        )}
      </div>
      {wrong >= 0 && (
        <p className="hint hint--rule" role="alert">
          {AXES[wrong]} must be a whole number from 1 to {most[wrong]}
        </p>
      )}
      {wrong < 0 && tooMany && (
        <p className="hint hint--rule" role="alert">
          {product} numbers are more than the {IMAGE_LIMITS.elements} that fit
        </p>
      )}
      <button type="submit" className="button button--primary" disabled={wrong >= 0 || tooMany}>
        Make it
      </button>
    </form>
  );
}
