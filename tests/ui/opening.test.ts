import { describe, expect, it, vi } from "vitest";
import type { Pair } from "../../src/model/geometry";
import type { PictureLoader, Watch } from "../../src/share/picture-loader";
import type { Conductor, PictureChange } from "../../src/state/conductor";
import { createOpening } from "../../src/ui/opening";
import { appWith } from "../state/app";

/** Bytes that begin as no file of arrays does. */
const FILE = new Blob(["\u0089PNG of some size"]);

/** An opening over a decoder that finds pictures of one size, [H, W], and a conductor that only takes note. */
function stage(natural: Pair) {
  const store = appWith({}, [1, 1, 12, 12]);
  const expected: number[] = [];
  const changes: PictureChange[] = [];
  const pictures = {
    adopt: (_file: Blob, name: string, { onProgress }: Watch) => {
      onProgress?.({ size: natural, done: 0 });
      const image = { absent: { name, shape: [1, 3, ...natural] } };
      return Promise.resolve({ image, resize: null, natural, perNumber: 4 });
    },
  };
  const conductor = {
    changePicture: async (change: () => Promise<PictureChange>) => {
      changes.push(await change());
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
  return { opening, expected, changes, asked: () => store.getState().session.asking };
}

describe("a picture that a person brings", () => {
  it("is worked on at its own size, for which the engine makes room while it is decoded", async () => {
    const all = stage([3000, 4000]);
    await all.opening.openFile(FILE, "photo.jpg");
    expect(all.changes).toMatchObject([{ resize: null }]);
    expect([all.expected, all.asked()]).toEqual([[36_000_000], null]);
  });

  it("is asked about where its own size takes more than the budget", async () => {
    const all = stage([4000, 6000]);
    void all.opening.openFile(FILE, "photo.png");
    await vi.waitFor(() => expect(all.asked()).toMatchObject({ instead: "Work at 1672 × 2508" }));
    expect(all.changes).toEqual([]);
  });

  it.each<[Pair]>([[[6144, 8160]], [[60, 20_000]]])(
    "of %j comes reduced: nothing is asked, and no room is made for all of it",
    async (natural) => {
      const all = stage(natural);
      await all.opening.openFile(FILE, "photo.jpg");
      expect(all.changes).toMatchObject([{ resize: null }]);
      expect([all.expected, all.asked()]).toEqual([[], null]);
    },
  );
});
