import { PlaygroundError } from "../model/errors";
import { saveBytes, saveCanvasPng } from "./save";
import { standaloneSvg } from "./svg-text";

/** Pixels per CSS pixel of a saved picture: enough for a slide, whatever screen it was made on. */
const SCALE = 2;

interface Layer {
  readonly node: HTMLCanvasElement | SVGSVGElement;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The visible canvases and drawings of a stage, bottom first, in CSS pixels from its corner. */
function layersOf(stage: Element): { width: number; height: number; layers: Layer[] } {
  const frame = stage.getBoundingClientRect();
  const layers: Layer[] = [];
  const nodes = stage instanceof SVGSVGElement ? [stage] : [...stage.children];
  for (const node of nodes) {
    if (!(node instanceof HTMLCanvasElement || node instanceof SVGSVGElement)) continue;
    const { left, top, width, height } = node.getBoundingClientRect();
    if (width === 0 || height === 0) continue;
    layers.push({ node, x: left - frame.left, y: top - frame.top, width, height });
  }
  return { width: frame.width, height: frame.height, layers };
}

/** The first colour behind a node that is not see-through: what the eye sees around the drawing. */
function backdropOf(node: Element): string {
  for (let at: Element | null = node; at; at = at.parentElement) {
    const { backgroundColor } = getComputedStyle(at);
    if (backgroundColor !== "rgba(0, 0, 0, 0)" && backgroundColor !== "transparent") return backgroundColor;
  }
  return "white";
}

async function drawingOf(svg: SVGSVGElement): Promise<HTMLImageElement> {
  const address = URL.createObjectURL(new Blob([standaloneSvg(svg, { backed: false })], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    return image;
  } finally {
    URL.revokeObjectURL(address);
  }
}

/**
 * Saves what a panel shows, canvases and drawings above each other, as a PNG file of twice its size on the page.
 * Rejects with "save-refused" when the browser gives no picture.
 */
export async function saveStagePng(stage: Element, name: string): Promise<void> {
  const { width, height, layers } = layersOf(stage);
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * SCALE);
  canvas.height = Math.round(height * SCALE);
  const context = canvas.getContext("2d");
  if (!context) throw new PlaygroundError("save-refused", "the browser refuses a canvas to draw the picture on");
  context.scale(SCALE, SCALE);
  context.fillStyle = backdropOf(stage);
  context.fillRect(0, 0, width, height);
  context.imageSmoothingEnabled = false;
  for (const layer of layers) {
    // Layers lie upon each other: they are drawn in order.
    const drawn = layer.node instanceof SVGSVGElement ? await drawingOf(layer.node) : layer.node;
    context.drawImage(drawn, layer.x, layer.y, layer.width, layer.height);
  }
  await saveCanvasPng(canvas, name);
}

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");

/** Saves what a panel shows as an SVG file: drawings as drawings, canvases as pictures inside it. */
export function saveStageSvg(stage: Element, name: string): void {
  const { width, height, layers } = layersOf(stage);
  const parts = layers.map(({ node, x, y, width: w, height: h }) => {
    if (node instanceof SVGSVGElement) {
      const text = standaloneSvg(node, { backed: false }).replace(/^<\?xml[^>]*>\s*/, "");
      return `<g transform="translate(${x} ${y})">${text}</g>`;
    }
    const picture = escaped(node.toDataURL("image/png"));
    return `<image x="${x}" y="${y}" width="${w}" height="${h}" href="${picture}" style="image-rendering:pixelated"/>`;
  });
  const text =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">` +
    `<rect width="100%" height="100%" fill="${escaped(backdropOf(stage))}"/>${parts.join("")}</svg>`;
  saveBytes(name, new Blob([text], { type: "image/svg+xml" }), "image/svg+xml");
}
