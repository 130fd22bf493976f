/* Functions that an exported NumPy file carries with it where it uses them, as text. */

export const NUMPY_HELPERS: Readonly<Record<string, readonly string[]>> = {
  unfold: [
    "def unfold(array, axis, size, step):",
    '    """Tensor.unfold of PyTorch: every step-th window of an axis, its numbers on a new last axis. A view."""',
    "    views = sliding_window_view(array, size, axis=axis)",
    "    return views[(slice(None),) * axis + (slice(None, None, step),)]",
  ],
  pad_axis: [
    "def pad_axis(array, axis, before, after, mode):",
    '    """F.pad of PyTorch along one axis, where a negative number of entries is cut off."""',
    "    size = array.shape[axis]",
    "    at = np.arange(-before, size + after)",
    "    if mode == 'reflect':",
    "        at = np.where(at < 0, -at, np.where(at >= size, 2 * (size - 1) - at, at))",
    "    elif mode == 'replicate':",
    "        at = at.clip(0, size - 1)",
    "    else:",
    "        at = at % size",
    "    return array.take(at, axis=axis)",
  ],
  as_strided: [
    "def as_strided(numbers, shape, stride, offset):",
    '    """Tensor.as_strided of PyTorch over an array of one axis; strides count numbers, not bytes. A view."""',
    "    steps = [step * numbers.itemsize for step in stride]",
    "    return np.lib.stride_tricks.as_strided(numbers[offset:], shape, steps)",
  ],
  power: [
    "def power(x, y):",
    '    """Whole numbers to whole powers; negative powers are cut to whole numbers, as PyTorch does."""',
    "    return np.where((y < 0) & (np.abs(x) != 1), 0, x ** np.abs(y))",
  ],
  columns: [
    "def columns(array, kernel, dilation, padding, stride):",
    '    """All windows of a picture, zeros around it: [..., C, kh, kw, h_windows, w_windows]."""',
    "    (kh, kw), (dh, dw), (ph, pw), (sh, sw) = kernel, dilation, padding, stride",
    "    around = np.pad(array, [(0, 0)] * (array.ndim - 2) + [(ph, ph), (pw, pw)])",
    "    views = sliding_window_view(around, (dh * (kh - 1) + 1, dw * (kw - 1) + 1), axis=(-2, -1))",
    "    return np.moveaxis(views[..., ::sh, ::sw, ::dh, ::dw], (-2, -1), (-4, -3))",
  ],
  conv2d: [
    "def conv2d(array, weight, bias, stride, padding, dilation, groups):",
    '    """F.conv2d of PyTorch: every group of filters sees its own channels."""',
    "    taps = columns(array, weight.shape[2:], dilation, padding, stride)",
    "    *batch, channels, kh, kw, rows, across = taps.shape",
    "    taps = taps.reshape(*batch, groups, channels // groups, kh, kw, rows, across)",
    "    filters = weight.reshape(groups, weight.shape[0] // groups, *weight.shape[1:])",
    '    found = np.einsum("...gcijrs,gocij->...gors", taps, filters, optimize=True)',
    "    found = found.reshape(*batch, weight.shape[0], rows, across)",
    "    return found if bias is None else found + bias[:, None, None]",
  ],
  fold: [
    "def fold(array, size, kernel, dilation, padding, stride):",
    '    """F.fold of PyTorch: every number goes back to its pixel, and what meets there is added up."""',
    "    (h, w), (kh, kw), (dh, dw), (ph, pw), (sh, sw) = size, kernel, dilation, padding, stride",
    "    rows = (h + 2 * ph - dh * (kh - 1) - 1) // sh + 1",
    "    across = (w + 2 * pw - dw * (kw - 1) - 1) // sw + 1",
    "    taps = array.reshape(*array.shape[:-2], array.shape[-2] // (kh * kw), kh, kw, rows, across)",
    "    found = np.zeros((*taps.shape[:-4], h + 2 * ph, w + 2 * pw), dtype=array.dtype)",
    "    for i in range(kh):",
    "        for j in range(kw):",
    "            here = slice(i * dh, i * dh + sh * rows, sh), slice(j * dw, j * dw + sw * across, sw)",
    "            found[(..., *here)] += taps[..., i, j, :, :]",
    "    return found[..., ph : ph + h, pw : pw + w]",
  ],
  with_rows: [
    "def with_rows(array, axis, rows, values):",
    '    """Tensor.index_copy of PyTorch: a copy in which some entries of an axis are replaced."""',
    "    changed = array.copy()",
    "    changed[(slice(None),) * axis + (rows,)] = values",
    "    return changed",
  ],
};

/** Functions that use others. */
export const NUMPY_NEEDS: Readonly<Record<string, readonly string[]>> = { conv2d: ["columns"] };
