import { describe, expect, it } from "vitest";
import type { Pair } from "../../src/model/geometry";
import { PlaygroundError } from "../../src/model/errors";
import type { PictureLoader, Watch } from "../../src/share/picture-loader";
import type { Conductor, PictureChange } from "../../src/state/conductor";
import { commit } from "../../src/state/store";
import { createOpening } from "../../src/ui/opening";
import { appWith, pictureOf } from "../state/app";

/** Bytes that begin as no file of arrays does. */
const FILE = new Blob(["\u0089PNG of some size"]);

/** An opening over a decoder that finds pictures of one size, and a conductor that shows them, or is asked for something newer. */
function stage(natural: Pair, conduct: "shows" | "is asked for something newer" = "shows") {
  const store = appWith({}, [1, 1, 12, 12]);
  const expected: number[] = [];
  const changes: PictureChange[] = [];
  const pictures = {
    adopt: (_file: Blob, name: string, { onProgress }: Watch) => {
      onProgress?.({ size: natural, done: 0 });
      const image = { absent: { name, shape: [1, 3, ...natural] } };
      return Promise.resolve({ image, resize: null, natural, perNumber: 1 });
    },
  };
  const conductor = {
    changePicture: async (change: () => Promise<PictureChange>) => {
      const found = await change();
      changes.push(found);
      if (conduct !== "shows") throw new PlaygroundError("superseded", "a newer picture was asked for");
      const { document } = store.getState();
      commit(store, { ...document, ...found }, { ...pictureOf([1, 3, ...(found.resize ?? natural)], "it"), natural });
    },
  };
  const opening = createOpening({
    store,
    // Nothing else of them is used.
    conductor: conductor as unknown as Conductor,
    pictures: pictures as unknown as PictureLoader,
    runner: { expectImage: (elements) => expected.push(elements) },
    show: () => Promise.reject(new Error("no link is waiting")),
  });
  const told = () => store.getState().session.toasts.map(({ message }) => message);
  return { opening, store, expected, changes, told };
}

describe("a picture that a person brings", () => {
  it("is worked on at its own size, for which the engine makes room while it is decoded", async () => {
    const all = stage([3000, 4000]);
    await all.opening.openFile(FILE, "photo.jpg");
    expect(all.changes).toMatchObject([{ resize: null }]);
    expect([all.expected, all.told()]).toEqual([[36_000_000], []]);
  });

  it.each<[Pair, Pair]>([
    [
      [6144, 8160],
      [1536, 2040],
    ],
    [
      [60, 20_000],
      [12, 4000],
    ],
  ])("of %j cannot be: it is reduced to %j, which is said, and no room is made for all of it", async (natural, to) => {
    const all = stage(natural);
    await all.opening.openFile(FILE, "photo.jpg");
    expect(all.changes).toMatchObject([{ resize: to }]);
    expect(all.expected).toEqual([]);
    expect(all.told()).toEqual([expect.stringMatching(/^photo\.jpg is reduced from /)]);
  });

  it("is not said to be reduced when something newer took its place", async () => {
    const all = stage([6144, 8160], "is asked for something newer");
    await expect(all.opening.openFile(FILE, "photo.jpg")).rejects.toMatchObject({ tag: "superseded" });
    expect(all.told()).toEqual([]);
  });
});
