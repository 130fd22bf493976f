/** What the ways of computing are called, in the page, in the raw results and in the report. */
export const OURS = "ours";
export const TF_WASM = "tf.conv2d, wasm";
export const TF_CPU = "tf.conv2d, cpu";
export const ONNX = "ONNX Runtime Web Conv";
/** Without handing the image over in each run: what is left is the convolution itself. */
export const ONNX_HELD = "ONNX Runtime Web Conv, image held";
export const OPENCV = "OpenCV.js filter2D + sum";

/** The thread's idea: gather the kept windows, multiply the patches with the filter. */
export const GATHER = "gather 25 % + matMul";
/** Patch maps from tfjs's own ops, channels first and channels last. */
export const SLICES_FIRST = "slice·mul·sum·stack, channels first";
export const SLICES_LAST = "slice·mul·sum·stack, channels last";
/** Patch maps as one dense convolution with a filter for each tap, every other tap of which is zero. */
export const TAP_BANK = "tf.conv2d with a filter per tap";

export const LASSO = "lasso";
export const BRUSH = "brush stroke";

/** What the machine can do at best, measured beside everything else. */
export const MADDS = "relaxed_madd in registers";
export const READ = "reading 64 MB";
export const COPY = "copying 32 MB";

export const COMPACT_SHARES = [50, 25, 10, 1];
export const SCATTERED_SHARES = [90, 75, 50, 25, 10, 1];
export const CHECKERBOARD = "checkerboard";

/** One square region. */
export const compact = (share) => `compact ${share} %`;
/** Windows drawn at random. */
export const scattered = (share) => `scattered ${share} %`;
/** The same with everything that follows from the region made anew in each run. */
export const madeAnew = (name) => `${name}, made anew`;
