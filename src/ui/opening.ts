import { isOverBudget, pictureCost, pixelsWithinBudget } from "../model/budget";
import type { Document } from "../model/document";
import { PlaygroundError } from "../model/errors";
import type { ImageShape } from "../model/geometry";
import { numel } from "../model/layout";
import type { Runner, WorkingImage } from "../model/runner";
import { channelsOf } from "../share/document/image-size";
import type { PictureLoader } from "../share/picture-loader";
import type { PictureProgress } from "../share/pictures/client";
import { canWorkAt } from "../share/pictures/limits";
import { reducedSize } from "../share/working-size";
import { askFirst, type CostAnswer } from "../state/asking";
import type { Conductor, PictureChange } from "../state/conductor";
import { setSession, type Store } from "../state/store";

/** Asks before a picture is worked on at its full size where that takes more than the budget; see `askFirst`. */
export const askAtFullSize = (
  store: Store,
  name: string,
  shape: ImageShape,
  perNumber: 1 | 4,
  instead: string | null = null,
): Promise<CostAnswer> => askFirst(store, `${name} at its full size`, pictureCost(shape, perNumber), instead);

interface Wiring {
  readonly store: Store;
  readonly conductor: Conductor;
  readonly runner: Pick<Runner, "expectImage">;
  readonly pictures: PictureLoader;
  /** Shows a document. */
  readonly show: (document: Document) => Promise<void>;
}

/** How what a person brings comes in: files, pasted text, arrays. */
export interface Opening {
  /** Takes in a file that a person brought: a picture or an array becomes the image of the document. */
  readonly openFile: (file: Blob, name: string) => Promise<void>;
  /** Takes in pasted text: one that is a tensor becomes the image, any other is left alone. */
  readonly openText: (text: string) => Promise<void>;
  /** Makes an array the image of the document. */
  readonly openArray: (array: WorkingImage, name: string) => Promise<void>;
}

export function createOpening({ store, conductor, runner, pictures, show }: Wiring): Opening {
  async function openArray(array: WorkingImage, name: string): Promise<void> {
    const change = pictures.adoptArray(array, name);
    // Another image was chosen: the one that a link asked for is no longer waited for.
    setSession(store, { wanted: null });
    await conductor.changePicture(change, name);
  }

  /** Takes in a file of arrays: the one that a link asks for, or its only one as the image; which of several is asked. */
  async function openArrayFile(file: Blob, name: string): Promise<void> {
    const [{ openArrayFile: open }, { asImage, imageShapeOf }] = await Promise.all([
      import("../share/arrays/open"),
      import("../share/arrays/as-image"),
    ]);
    const entries = await open(file);
    const { wanted } = store.getState().session;
    const [only, second] = entries;
    if (wanted && "absent" in wanted.image && only) {
      const asked = wanted.image.absent.shape.join();
      const found = entries.find(({ shape }) => [1, 1, ...shape].slice(-4).join() === asked) ?? only;
      pictures.provideArray(wanted.image, asImage(found.read()), name);
      await show(wanted);
    } else if (only && !second) {
      imageShapeOf(only.shape);
      await openArray(asImage(only.read()), name);
    } else {
      setSession(store, { numbers: { target: "image", file: { blob: file, name } } });
    }
  }

  /** Takes in a picture file; where its full size takes more than the budget, the person says at which size. */
  async function adoptWithinBudget(file: Blob, name: string): Promise<PictureChange> {
    const decoding = new AbortController();
    const cancel = () => decoding.abort();
    setSession(store, { decoding: { done: 0, cancel } });
    const isNewest = () => store.getState().session.decoding?.cancel === cancel;
    const onProgress = ({ size, done }: PictureProgress): void => {
      if (!isNewest()) return;
      setSession(store, { decoding: { done, cancel } });
      if (size === null || done > 0) return;
      // The engine makes room while the file is still decoded: fresh memory takes longer than what is copied into it.
      const shape = [1, store.getState().document.color === "gray" ? 1 : 3, ...size] as const;
      if (canWorkAt(size) && !isOverBudget(pictureCost(shape, 1))) runner.expectImage(numel(shape));
    };
    const { image, resize, natural, perNumber } = await pictures
      .adopt(file, name, { signal: decoding.signal, onProgress })
      .catch((thrown: unknown) => {
        if (isNewest()) runner.expectImage(0);
        throw thrown;
      })
      .finally(() => isNewest() && setSession(store, { decoding: null }));
    // It comes reduced: there is nothing to ask.
    if (!canWorkAt(natural)) return { image, resize };
    const channels = channelsOf({ image, color: store.getState().document.color, resize });
    // Well within it: a few pixels less would be no choice.
    const [h, w] = reducedSize(natural, pixelsWithinBudget(channels) / 2);
    const answer = await askAtFullSize(store, name, [1, channels, ...natural], perNumber, `Work at ${h} × ${w}`);
    if (answer === "leave") throw new PlaygroundError("cancelled", `${name} was not opened`);
    return { image, resize: answer === "instead" ? [h, w] : resize };
  }

  async function openText(text: string): Promise<void> {
    const { looksLikeTensorText } = await import("../share/arrays/tensor-text");
    if (looksLikeTensorText(text)) await openArrayFile(new Blob([text]), "pasted numbers");
  }

  async function openFile(file: Blob, name: string): Promise<void> {
    const { kindOfFile } = await import("../share/arrays/open");
    if ((await kindOfFile(file)) !== null) return openArrayFile(file, name);
    const { wanted } = store.getState().session;
    if (wanted) {
      await pictures.provide(wanted.image, file, name);
      await show(wanted);
      return;
    }
    await conductor.changePicture(() => adoptWithinBudget(file, name), name);
  }

  return { openFile, openText, openArray };
}
