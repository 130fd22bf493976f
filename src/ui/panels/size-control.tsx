import { useEffect, useState } from "react";
import { count } from "../../views/format";
import { useApp, useChangePicture } from "../services";

/** Longest sides offered for the working size; the picture's own size comes last. */
const LONGEST = [36, 72, 144, 288, 512, 1024];
/** Most pixels worked on at once: every tensor between picture and output grows with them. */
const MOST_PIXELS = 1_048_576;

const scaled = ([h, w]: readonly [number, number], longest: number): [number, number] => {
  const factor = longest / Math.max(h, w);
  return [Math.max(1, Math.round(h * factor)), Math.max(1, Math.round(w * factor))];
};

/** The working size of a picture: its own, or reduced; says what was reduced to what. */
export function SizeControl() {
  const picture = useApp((state) => state.picture);
  const resize = useApp((state) => state.document.resize);
  const change = useChangePicture();
  const natural = picture?.natural;
  const [, , h, w] = picture?.image.shape ?? [1, 1, 1, 1];
  const [typed, setTyped] = useState(String(w));
  useEffect(() => setTyped(String(w)), [w]);
  if (!picture || !natural) return null;

  const sizes = LONGEST.filter((longest) => longest < Math.max(...natural)).map((longest) => scaled(natural, longest));
  const whole = natural[0] * natural[1] <= MOST_PIXELS;
  const isWhole = h === natural[0] && w === natural[1];
  const current = sizes.find((size) => size[0] === h && size[1] === w);
  return (
    <div className="size">
      <label className="size__row">
        <span className="soft">working size</span>
        <select
          className="select select--small"
          value={isWhole ? "own" : current ? current.join(" × ") : "other"}
          onChange={(event) => {
            const size = sizes.find((each) => each.join(" × ") === event.target.value);
            if (size) change({ resize: size }, picture.label);
            else if (event.target.value === "own") change({ resize: null }, picture.label);
          }}
        >
          {sizes.map((size) => (
            <option key={size.join()} value={size.join(" × ")}>
              {size[0]} × {size[1]}
            </option>
          ))}
          {!isWhole && !current && <option value="other">{`${h} × ${w}`}</option>}
          <option value="own" disabled={!whole}>
            {natural[0]} × {natural[1]}, its own
          </option>
        </select>
        <input
          className="size__width"
          inputMode="numeric"
          aria-label="working width in pixels"
          title="width in pixels; the height follows"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          onBlur={() => setTyped(String(w))}
          onKeyDown={(event) => {
            if (event.key !== "Enter") return;
            const width = Math.round(Number(typed));
            const most = Math.min(natural[1], Math.floor(Math.sqrt((MOST_PIXELS * natural[1]) / natural[0])));
            if (!Number.isFinite(width) || width < 1) return setTyped(String(w));
            const fitting = Math.min(width, most);
            change(
              { resize: [Math.max(1, Math.round((natural[0] * fitting) / natural[1])), fitting] },
              picture.label,
            );
          }}
        />
      </label>
      {resize && !isWhole && (
        <p className="hint">
          reduced from {count(natural[0])} × {count(natural[1])} to {count(h)} × {count(w)}, rows × columns
        </p>
      )}
    </div>
  );
}
