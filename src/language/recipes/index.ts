import { moving, padding, sizes, sourceOf, text, windows, type Recipe, type RecipeSpec } from "./spec";

export type { Recipe, RecipeSpec } from "./spec";

const SUMMED = ["maps = (patches * filt).sum(1)", "print(maps.shape)"];

/** From the windows to patches [N, C, kh, kw], with a step of its own for every line of the thread. */
const patches = (copied: string, last: readonly string[]): string[] => [
  "print(patches.shape)",
  `patches = ${copied}`,
  "print(patches.shape)",
  "patches = patches.permute(0, 2, 1, 3, 4)  # the windows beside the batch",
  ...last,
  "print(patches.shape)",
  "patches = patches * filt",
  "maps = patches.sum(1)",
  "print(maps.shape)",
];

const NUMBERED = "patches.contiguous().view(batch_size, channels, -1, kh, kw)";

function thread(spec: RecipeSpec): Recipe {
  return {
    id: "thread",
    title: "The thread's lines",
    shows:
      "Unfold twice, number the windows, multiply, sum over the channels. The view after the permute works with one image or one channel; with more PyTorch refuses it.",
    code: text([
      ...sizes(spec),
      ...windows(spec, "patches"),
      ...patches(NUMBERED, ["patches = patches.view(-1, channels, kh, kw)"]),
    ]),
  };
}

function contiguous(spec: RecipeSpec): Recipe {
  return {
    id: "contiguous",
    title: "With .contiguous()",
    shows:
      "A second copy before the last view: it works for any batch, and the patches lie in memory in the order in which they are read.",
    code: text([
      ...sizes(spec),
      ...windows(spec, "patches"),
      ...patches(NUMBERED, ["patches = patches.contiguous().view(-1, channels, kh, kw)"]),
    ]),
  };
}

function reshape(spec: RecipeSpec): Recipe {
  return {
    id: "reshape",
    title: "With .reshape",
    shows:
      "Reshape is a view where the strides allow one and a copy where they do not: it never complains, and never says which it was.",
    code: text([
      ...sizes(spec),
      ...windows(spec, "patches"),
      ...patches("patches.reshape(batch_size, channels, -1, kh, kw)", [
        "patches = patches.reshape(-1, channels, kh, kw)",
      ]),
    ]),
  };
}

function functionalUnfold(spec: RecipeSpec): Recipe {
  return {
    id: "f-unfold",
    title: "F.unfold",
    shows:
      "One call copies every window into a column of C·kh·kw numbers. The same maps, with every overlap stored again.",
    code: text([
      ...sizes(spec),
      ...padding(spec),
      `columns = F.unfold(${sourceOf(spec)}, (kh, kw), ${moving(spec)})`,
      "print(columns.shape)",
      "patches = columns.view(batch_size, channels, kh, kw, -1).permute(0, 4, 1, 2, 3)",
      "patches = patches.reshape(-1, channels, kh, kw)",
      ...SUMMED,
    ]),
  };
}

function einsum(spec: RecipeSpec): Recipe {
  return {
    id: "einsum",
    title: "einsum",
    shows:
      "The letters say it all: c is in both operands and not in the result, so it is summed. No reshaping is needed before the product.",
    code: text([
      ...sizes(spec),
      ...windows(spec, "windows"),
      'maps = torch.einsum("bchwij,cij->bhwij", windows, filt)',
      "print(maps.shape)",
      "maps = maps.reshape(-1, kh, kw)",
      "print(maps.shape)",
    ]),
  };
}

function asStrided(spec: RecipeSpec): Recipe {
  const { dilation } = spec.geometry;
  const isDilated = dilation[0] > 1 || dilation[1] > 1;
  const source = sourceOf(spec);
  const taps = isDilated ? "sy * sh, sx * sw" : "sy, sx";
  const [rows, columns] = isDilated ? ["sh * (kh - 1) + 1", "sw * (kw - 1) + 1"] : ["kh", "kw"];
  return {
    id: "as-strided",
    title: "as_strided",
    shows:
      "What the two unfolds make, written down: six sizes and six strides over the image's own memory. Wrong strides would read other numbers without a word.",
    code: text([
      ...sizes(spec),
      ...padding(spec),
      `sb, sc, sy, sx = ${source}.stride()`,
      `h_windows = (${source}.size(2) - (${rows})) // dh + 1`,
      `w_windows = (${source}.size(3) - (${columns})) // dw + 1`,
      `windows = ${source}.as_strided(`,
      "    (batch_size, channels, h_windows, w_windows, kh, kw),",
      `    (sb, sc, sy * dh, sx * dw, ${taps}))`,
      "print(windows.shape, windows.is_contiguous())",
      "patches = windows.permute(0, 2, 3, 1, 4, 5).reshape(-1, channels, kh, kw)",
      ...SUMMED,
    ]),
  };
}

function oneHot(spec: RecipeSpec): Recipe {
  return {
    id: "one-hot",
    title: "conv2d with k·k one-hot filters",
    shows:
      "A convolution sums over c, i and j. A filter that keeps a single tap leaves only the sum over c: kh·kw such filters give the maps in one call.",
    code: text([
      ...sizes(spec),
      ...padding(spec),
      "taps = torch.eye(kh * kw).view(kh * kw, 1, kh, kw)",
      "weight = taps * filt  # filter (i, j) keeps tap (i, j) alone",
      "print(weight.shape)",
      `planes = F.conv2d(${sourceOf(spec)}, weight, ${moving(spec)})`,
      "print(planes.shape)",
      "maps = planes.flatten(2).transpose(1, 2).reshape(-1, kh, kw)",
      "print(maps.shape)",
    ]),
  };
}

function groups(spec: RecipeSpec): Recipe {
  return {
    id: "groups",
    title: "groups=C is something else",
    shows:
      "Depthwise convolution keeps the channels and sums over the taps: one number per channel and window. The maps keep the taps and sum over the channels.",
    code: text([
      ...sizes(spec),
      ...padding(spec),
      `depthwise = F.conv2d(${sourceOf(spec)}, filt[:, None], ${moving(spec)}, groups=channels)`,
      "print(depthwise.shape)",
      "dense = depthwise.sum(1, keepdim=True)  # both sums: the convolution",
      "print(dense.shape)",
    ]),
  };
}

function oneByOne(): Recipe {
  return {
    id: "one-by-one",
    title: "1 × 1: the same thing twice",
    shows:
      "With a kernel of one tap there is nothing left to sum but the channels: the maps and the convolution are the same numbers.",
    code: text([
      "weight = filt[:, 0, 0]  # one number per channel",
      "convolved = F.conv2d(image, weight.view(1, -1, 1, 1))",
      "print(convolved.shape)",
      "summed = (image * weight.view(-1, 1, 1)).sum(1, keepdim=True)",
      "print(torch.allclose(convolved, summed, atol=1e-5))",
    ]),
  };
}

function handWritten(): Recipe {
  return {
    id: "hand-written",
    title: "The hand-written layer",
    shows:
      "A layer's forward written with unfold and @. It flattens the filter of one channel, so that with C = 3 the two matrices do not meet; stride and padding are fixed in it.",
    code: text([
      "x = image",
      "weight = filt[0]  # it was written for one channel",
      "batch_size, channels, h, w = x.shape",
      "kh, kw = weight.shape",
      "dh, dw = 1, 1",
      "patches = x.unfold(2, kh, dh).unfold(3, kw, dw)",
      "patches = patches.contiguous().view(batch_size, channels, -1, kh, kw)",
      "patches = patches.permute(0, 2, 1, 3, 4).reshape(-1, channels, kh, kw)",
      "rows = patches.reshape(patches.shape[0], -1)",
      "filters = weight.contiguous().view(-1)",
      "print(filters.shape, rows.T.shape)",
      "out = filters @ rows.T",
      "out_h = (h - kh) // dh + 1",
      "out_w = (w - kw) // dw + 1",
      "out = out.reshape(batch_size, channels, out_h, out_w)",
      "print(out.shape)",
    ]),
  };
}

function regionRows(spec: RecipeSpec): Recipe {
  return {
    id: "region-rows",
    title: "The region by rows kept",
    shows:
      "Each window is a row; only the rows that the region keeps are multiplied, and their sums go back to where they belong. The matrix is shorter by all that was left out.",
    code: text([
      ...sizes(spec),
      ...windows(spec, "windows"),
      "h_windows, w_windows = windows.shape[2:4]",
      "rows = windows.permute(0, 2, 3, 1, 4, 5).reshape(-1, channels * kh * kw)",
      "some = rows.index_select(0, kept)  # the rows that the region keeps",
      "print(rows.shape, some.shape)",
      "sums = some @ filt.flatten()",
      "output = torch.zeros(rows.shape[0]).index_copy(0, kept, sums)",
      "output = output.view(batch_size, 1, h_windows, w_windows)",
      "print(output.shape)",
    ]),
  };
}

/** The programs offered, written for this image and this kernel. All but `groups`, `one-by-one`, `hand-written` and `region-rows` end in the same `maps` [N, kh, kw]. */
export const recipes = (spec: RecipeSpec): readonly Recipe[] => [
  thread(spec),
  contiguous(spec),
  reshape(spec),
  functionalUnfold(spec),
  einsum(spec),
  asStrided(spec),
  oneHot(spec),
  groups(spec),
  oneByOne(),
  handWritten(),
  regionRows(spec),
];
