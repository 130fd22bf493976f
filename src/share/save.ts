import { PlaygroundError } from "../model/errors";

/** Firefox and Safari read the bytes some time after the click; an address freed too early saves nothing. */
const ADDRESS_LIFETIME = 60_000;

/** Offers bytes as a download called `name`. */
export function saveBytes(name: string, bytes: Uint8Array<ArrayBuffer> | Blob, mime: string): void {
  const address = URL.createObjectURL(bytes instanceof Blob ? bytes : new Blob([bytes], { type: mime }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.hidden = true;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), ADDRESS_LIFETIME);
}

/**
 * Saves a canvas as a PNG file. Rejects with "save-refused" when the browser gives no picture: a canvas without
 * area, larger than the browser allows, or holding a picture from elsewhere.
 */
export async function saveCanvasPng(canvas: HTMLCanvasElement, name: string): Promise<void> {
  const refused = () =>
    new PlaygroundError("save-refused", `the browser gave no picture of ${canvas.width}×${canvas.height} pixels`, {
      width: canvas.width,
      height: canvas.height,
    });
  const blob = await new Promise<Blob | null>((resolve, reject) => {
    try {
      canvas.toBlob(resolve, "image/png");
    } catch {
      reject(refused());
    }
  });
  if (blob === null) throw refused();
  saveBytes(name, blob, "image/png");
}

/**
 * Puts a text on the clipboard. False when the browser refuses, as it may inside a frame or without a secure
 * connection: then the page shows the text selected, for the reader to copy.
 */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // `clipboard` is missing without a secure connection, and `writeText` rejects where it is not allowed.
    return false;
  }
}
