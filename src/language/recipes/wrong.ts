/** A mistake worth making once: what it does to a text, and what is to be learned. */
export interface Mistake {
  readonly id: string;
  readonly title: string;
  readonly lesson: string;
  /** The text with the mistake; the same text when there is no place for it. */
  readonly apply: (code: string) => string;
}

const replaced =
  (pattern: RegExp, by: string) =>
  (code: string): string =>
    code.replaceAll(pattern, by);

/** Mistakes to be switched on, in the recipes' own words. */
export const MISTAKES: readonly Mistake[] = [
  {
    id: "no-contiguous",
    title: "Leave out .contiguous()",
    lesson:
      "The windows overlap in memory: no single stride runs through h_windows and w_windows, so PyTorch refuses to merge them without a copy.",
    apply: replaced(/\.contiguous\(\)/g, ""),
  },
  {
    id: "view-for-permute",
    title: "view instead of permute",
    lesson:
      "A view never moves a number: the shape is right and the picture is scrambled, because windows and channels are cut anew out of the same row of memory.",
    apply: replaced(/patches\.permute\(0, 2, 1, 3, 4\)/g, "patches.view(batch_size, -1, channels, kh, kw)"),
  },
  {
    id: "wrong-permute",
    title: "Permute the taps as well",
    lesson:
      "Swapping the last two axes mirrors every patch at its diagonal; with a square kernel the shapes agree, so nothing complains.",
    apply: replaced(/\.permute\(0, 2, 1, 3, 4\)/g, ".permute(0, 2, 1, 4, 3)"),
  },
  {
    id: "one-image",
    title: "B = 1 hides it",
    lesson:
      "With one image the axis B has size 1 and any stride will do: the view that fails for a batch works, and the error waits for the second image.",
    apply: (code) => `image = image[:1]\n${code}`,
  },
  {
    id: "one-channel",
    title: "C = 1 hides it",
    lesson:
      "With one channel there is nothing to sum over and nothing to reorder: every version agrees, right or wrong.",
    apply: (code) => `image = image[:, :1]\nfilt = filt[:1]\n${code}`,
  },
  {
    id: "two-images",
    title: "B = 2 brings it out",
    lesson:
      "With two images and several channels the permuted windows are no longer in one stride: a view straight after the permute is refused, one after a copy is not.",
    apply: (code) => `image = torch.cat([image[:1], image[:1]])\n${code}`,
  },
];
