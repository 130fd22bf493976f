import { PlaygroundError } from "../../model/errors";
import type { ImageShape } from "../../model/geometry";
import type { Shape } from "../../model/layout";
import { checkImageShape, IMAGE_LIMITS } from "../../model/made-images";
import type { TensorValues, WorkingImage } from "../../model/runner";

/**
 * [B, C, H, W] of an array of shape [H, W], [C, H, W] or [B, C, H, W]. Throws "image-shape" for other ranks and for
 * sizes beyond what an image may have, with a hint where the channels seem to come last.
 */
export function imageShapeOf(shape: Shape): ImageShape {
  const found = shape.join(", ");
  if (shape.length < 2 || shape.length > 4) {
    throw new PlaygroundError(
      "image-shape",
      `an image has the axes [H, W], [C, H, W] or [B, C, H, W]; this array has ${shape.length}: [${found}]`,
      { found },
    );
  }
  const whole = [1, 1, 1, ...shape].slice(-4);
  // [H, W, C], as pictures come from most libraries: no picture has more rows than this has channels.
  const last = shape.at(-1) ?? 0;
  if (shape.length > 2 && last <= 4 && (shape.at(-3) ?? 0) > IMAGE_LIMITS.channels) {
    const order = shape.length === 3 ? "2, 0, 1" : "0, 3, 1, 2";
    throw new PlaygroundError(
      "image-shape",
      `the channels of [${found}] seem to come last; an image has them before its rows: .permute(${order}) in PyTorch, .transpose(${order}) in NumPy`,
      { found },
    );
  }
  checkImageShape(whole);
  return whole;
}

/** An array as an image; throws as `imageShapeOf` does. */
export const asImage = ({ shape, data }: TensorValues): WorkingImage => ({ shape: imageShapeOf(shape), data });
