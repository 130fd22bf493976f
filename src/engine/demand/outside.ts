import { centreUnder, type Geometry, type ImageShape, paddedSource, windowAt } from "../../model/geometry";

/** Mean over the channels of the (padded) pixel under the centre of window n; `image` is asked for its numbers each time. */
export function inputUnderCentre(
  image: { readonly shape: ImageShape; readonly data: Float32Array },
  geometry: Geometry,
): (n: number) => number {
  const { shape } = image;
  const [, channels, height, width] = shape;
  return (n) => {
    const [b, r, s] = windowAt(geometry, shape, n);
    const [centreY, centreX] = centreUnder(geometry, r, s);
    const y = paddedSource(geometry.padding_mode, centreY, height);
    const x = paddedSource(geometry.padding_mode, centreX, width);
    if (y === null || x === null) return 0;
    const { data } = image;
    let sum = 0;
    for (let c = 0; c < channels; c += 1) sum += data[((b * channels + c) * height + y) * width + x] as number;
    return sum / channels;
  };
}
