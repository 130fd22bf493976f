import { Suspense, useState } from "react";
import type { ImageSource } from "../../model/document";
import { SAMPLES } from "../../model/samples";
import { withLongest } from "../../share/working-size";
import { clearRegion, invertRegion, removeShape } from "../../state/actions";
import { TOOLS, type Tool } from "../../state/app-state";
import { Icon } from "../controls/icon";
import { Menu } from "../controls/menu";
import { PictureInput } from "../controls/picture-input";
import { Segmented } from "../controls/segmented";
import { later } from "../later";
import { RegionEditor } from "../region/region-editor";
import { ShapeFields } from "../region/shape-fields";
import { useApp, useChangePicture, useServices, useSession } from "../services";
import { SizeNote, SizeControl } from "./size-control";

// Fetched when it is first asked for.
const TensorMaker = later(async () => (await import("./tensor-maker")).TensorMaker);

const TOOL_NAMES: Readonly<Record<Tool, { label: string; key: string }>> = {
  select: { label: "Select", key: "V" },
  rect: { label: "Rectangle", key: "R" },
  ellipse: { label: "Ellipse", key: "O" },
  polygon: { label: "Polygon", key: "P" },
  lasso: { label: "Lasso", key: "L" },
  brush: { label: "Brush", key: "B" },
  eraser: { label: "Eraser", key: "E" },
};

function Tools() {
  const { store } = useServices();
  const tool = useApp((state) => state.session.tool);
  const drawing = useApp((state) => state.session.drawing);
  const radius = useApp((state) => state.session.brushRadius);
  const shape = useApp((state) => state.session.shape);
  const drawn = useApp((state) => state.document.region.shapes.length);
  const set = useSession();
  return (
    <div className="tools">
      <div className="tools__row" role="radiogroup" aria-label="region tools">
        {TOOLS.map((name) => (
          <button
            key={name}
            type="button"
            role="radio"
            aria-checked={tool === name}
            className="button button--quiet button--icon tools__tool"
            aria-label={`${TOOL_NAMES[name].label} (${TOOL_NAMES[name].key})`}
            title={`${TOOL_NAMES[name].label} (${TOOL_NAMES[name].key})`}
            onClick={() => set({ tool: name })}
          >
            <Icon name={name} />
          </button>
        ))}
      </div>
      <div className="tools__row">
        <Segmented
          label="what a new shape does"
          value={drawing}
          choices={[
            { value: "add", label: "add", title: "a new shape joins the region" },
            { value: "subtract", label: "subtract", title: "a new shape is cut out of the region" },
          ]}
          onChange={(value) => set({ drawing: value })}
        />
        {(tool === "brush" || tool === "eraser") && (
          <label className="tools__radius">
            radius
            <input
              type="range"
              min={1}
              max={60}
              value={radius}
              aria-label="brush radius in pixels"
              onChange={(event) => set({ brushRadius: Number(event.target.value) })}
            />
            <output>{radius}</output>
          </label>
        )}
        <button
          type="button"
          className="button button--quiet button--small"
          title="what was outside is inside, and the other way round"
          onClick={() => invertRegion(store)}
        >
          invert
        </button>
        <button
          type="button"
          className="button button--quiet button--small"
          disabled={drawn === 0}
          title="no region: the whole image"
          onClick={() => clearRegion(store)}
        >
          clear
        </button>
        {shape !== null && (
          <button
            type="button"
            className="button button--quiet button--icon"
            aria-label="Delete the selected shape"
            title="Delete the selected shape (Del)"
            onClick={() => removeShape(store, shape)}
          >
            <Icon name="trash" />
          </button>
        )}
      </div>
      {shape !== null && <ShapeFields index={shape} />}
    </div>
  );
}

/** Tensors made to be read by eye. */
const TENSORS: readonly { label: string; detail: string; image: ImageSource }[] = [
  { label: "the thread's own", detail: "[1, 5, 12, 12]", image: { random: { seed: 0, shape: [1, 5, 12, 12] } } },
  { label: "a batch of two", detail: "[2, 3, 12, 12]", image: { random: { seed: 0, shape: [2, 3, 12, 12] } } },
  { label: "0, 1, 2, …", detail: "[1, 1, 6, 6]", image: { arange: { shape: [1, 1, 6, 6] } } },
];

function Pictures({ onMake }: { onMake: () => void }) {
  const change = useChangePicture();
  const image = useApp((state) => state.document.image);
  const resize = useApp((state) => state.document.resize);
  const set = useSession();
  const chosen = "sample" in image ? image.sample : null;
  return (
    <>
      <div className="samples" role="group" aria-label="sample pictures">
        {SAMPLES.map(({ name, label, credit, licence, width, height }) => (
          <button
            key={name}
            type="button"
            aria-pressed={chosen === name}
            aria-label={`sample ${name}: ${label}`}
            title={`${name}, ${width} × ${height}: ${label}. ${credit}, ${licence}`}
            onClick={() => {
              // A reduced picture is followed by one reduced as far, in its own proportions.
              const size = resize && withLongest([height, width], Math.max(...resize));
              change({ image: { sample: name }, resize: size }, name);
            }}
          >
            <img src={`samples/thumbnails/${name}.jpg`} alt="" />
          </button>
        ))}
      </div>
      <div className="pictures">
        <PictureInput
          label="picture file"
          className="button button--small"
          title="load a picture (PNG, JPEG, WebP, GIF, AVIF) or an array (.npy, .npz, .safetensors); or drop or paste it anywhere. It never leaves your browser."
        >
          <Icon name="open" /> Open
        </PictureInput>
        <Menu
          label="Tensor"
          title="tensors made to be read by eye"
          className="button--small"
          align="left"
          items={[
            ...TENSORS.map(({ label, detail, image: made }) => ({
              label,
              detail,
              checked: JSON.stringify(made) === JSON.stringify(image),
              onChoose: () => change({ image: made, resize: null }, label),
            })),
            { label: "any shape B, C, H, W…", onChoose: onMake },
            { label: "paste or load numbers…", onChoose: () => set({ numbers: { target: "image", file: null } }) },
          ]}
        />
        <SizeControl />
      </div>
    </>
  );
}

/** The picture, the region drawn on it, the tools, and where pictures come from. */
export function ImagePanel() {
  const [making, setMaking] = useState(false);
  const picture = useApp((state) => state.picture);
  const batch = useApp((state) => state.session.batch);
  const color = useApp((state) => state.document.color);
  const opening = useApp((state) => state.session.opening);
  const decoding = useApp((state) => state.session.decoding);
  const change = useChangePicture();
  const set = useSession();
  const images = picture?.image.shape[0] ?? 1;
  return (
    <section className="panel panel--image" aria-labelledby="image-title">
      <div className="panel__head">
        <h2 id="image-title" className="panel__title">
          Image and region
        </h2>
        {images > 1 && (
          <label className="hint">
            image{" "}
            <select
              className="select select--small"
              value={batch}
              onChange={(e) => set({ batch: Number(e.target.value) })}
            >
              {Array.from({ length: images }, (_, b) => (
                <option key={b} value={b}>
                  b = {b}
                </option>
              ))}
            </select>
          </label>
        )}
        {picture?.natural && (
          <Segmented
            label="colour"
            value={color}
            choices={[
              { value: "rgb", label: "RGB", title: "three channels" },
              { value: "gray", label: "gray", title: "one channel: 0.299 R + 0.587 G + 0.114 B (Rec. 601)" },
            ]}
            onChange={(value) => change({ color: value }, picture.label)}
          />
        )}
      </div>
      <RegionEditor />
      <Tools />
      <Pictures onMake={() => setMaking(true)} />
      {making && (
        <Suspense>
          <TensorMaker onDone={() => setMaking(false)} />
        </Suspense>
      )}
      <SizeNote />
      {opening && (
        <p className="hint" role="status">
          opening {opening}…{decoding ? ` ${Math.floor(100 * decoding.done)} %` : ""}
          {decoding && (
            <button type="button" className="button button--quiet button--small" onClick={decoding.cancel}>
              cancel
            </button>
          )}
        </p>
      )}
      {picture?.notes.map((note) => (
        <p key={note} className="hint">
          {note}
        </p>
      ))}
    </section>
  );
}
