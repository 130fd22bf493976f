// AssemblyScript. What the windows look like, for all that is computed of them. The memory is tfjs's own heap
// (`--importMemory`, no data of its own). Lengths and pitches are in elements of 4 bytes where they come in, in bytes
// from then on; pointers are in bytes.

/** One step of a sum: fused where the module is compiled for it. */
@inline
export function add(sum: v128, weight: v128, pixels: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(weight, pixels, sum);
  return f32x4.add(f32x4.mul(weight, pixels), sum);
}

/** The four lanes that begin with the second one of `x` and end with the first one of `next`. */
@inline
export function shifted(x: v128, next: v128): v128 {
  return v128.shuffle<f32>(x, next, 1, 2, 3, 4);
}

// Where things lie; set once per call.
export let filter: usize = 0;
export let columnOffsets: usize = 0;
export let channels: i32 = 0;
export let kh: i32 = 0;
export let kw: i32 = 0;
export let channelPitch: usize = 0;
/** From one tap row to the next. */
export let linePitch: usize = 0;
/** The second row of a pair lies so many tap rows below the first. */
export let shift: i32 = 0;
export let pairPitch: usize = 0;

/** Says what the windows look like, for the calls of `convolve` that follow. */
export function describe(
  filter_: usize,
  columnOffsets_: usize,
  channels_: i32,
  kh_: i32,
  kw_: i32,
  channelPitch_: i32,
  linePitch_: i32,
  shift_: i32,
  pairPitch_: i32,
): void {
  filter = filter_;
  columnOffsets = columnOffsets_;
  channels = channels_;
  kh = kh_;
  kw = kw_;
  channelPitch = usize(channelPitch_) << 2;
  linePitch = usize(linePitch_) << 2;
  shift = shift_;
  pairPitch = usize(pairPitch_) << 2;
}

