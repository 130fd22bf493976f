import { useEffect, useState } from "react";
import type { Pair } from "../../model/geometry";
import { canWorkAt } from "../../share/pictures/limits";
import { withLongest, withWidth } from "../../share/working-size";
import { count } from "../../views/format";
import { useApp, useChangePicture } from "../services";

/** Longest sides offered for the working size; the picture's own size comes last, where it fits. */
const LONGEST = [36, 72, 144, 288, 512, 1024, 2048];
const written = ([h, w]: Pair): string => `${h} × ${w}`;

/** The working size of a picture, its own or reduced: usual ones to choose from. */
export function SizeControl() {
  const picture = useApp((state) => state.picture);
  const change = useChangePicture();
  const natural = picture?.natural;
  if (!picture || !natural) return null;
  const [, , h, w] = picture.image.shape;
  const reduced = LONGEST.filter((longest) => longest < Math.max(...natural)).map((each) => withLongest(natural, each));
  const sizes = canWorkAt(natural) ? [...reduced, natural] : reduced;
  const current = written([h, w]);
  return (
    <select
      className="select select--small size"
      aria-label="working size, rows × columns"
      title="working size, rows × columns"
      value={current}
      onChange={(event) => {
        const size = sizes.find((each) => written(each) === event.target.value);
        if (size) change({ resize: size === natural ? null : size }, picture.label);
      }}
    >
      {!sizes.some((size) => written(size) === current) && <option>{current}</option>}
      {sizes.map((size) => (
        <option key={written(size)}>{written(size)}</option>
      ))}
    </select>
  );
}

/** Says what a picture was reduced from, and takes any other width; the height follows. */
export function SizeNote() {
  const picture = useApp((state) => state.picture);
  const change = useChangePicture();
  const [, , h, w] = picture?.image.shape ?? [1, 1, 1, 1];
  const [typed, setTyped] = useState(String(w));
  useEffect(() => setTyped(String(w)), [w]);
  const natural = picture?.natural;
  if (!picture || !natural) return null;
  const reduced = h !== natural[0] || w !== natural[1];
  return (
    <p className="hint size-note">
      {reduced ? `reduced from ${count(natural[0])} × ${count(natural[1])}` : "at its own size"}
      <label>
        {" "}
        {reduced ? "to width" : "— width"}{" "}
        <input
          inputMode="numeric"
          aria-label="working width in pixels"
          title="width in pixels; the height follows; Enter takes it"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          onBlur={() => setTyped(String(w))}
          onKeyDown={(event) => {
            if (event.key !== "Enter") return;
            const width = Number(typed);
            if (width >= natural[1] && canWorkAt(natural)) change({ resize: null }, picture.label);
            else if (Number.isFinite(width) && width >= 1) change({ resize: withWidth(natural, width) }, picture.label);
            else setTyped(String(w));
          }}
        />
      </label>
    </p>
  );
}
