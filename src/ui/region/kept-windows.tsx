import { useEffect, useRef } from "react";
import type { Geometry, ImageShape } from "../../model/geometry";
import type { PictureFrame } from "../../views/raster";
import { drawWindows } from "../../views/windows";

/** The windows that the region keeps, each by its share of the picture. */
export function KeptWindows(props: {
  frame: PictureFrame;
  geometry: Geometry;
  image: ImageShape;
  kept: Uint8Array;
  batch: number;
}) {
  const { frame, geometry, image, kept, batch } = props;
  const group = useRef<SVGGElement>(null);
  useEffect(() => {
    if (group.current) drawWindows(group.current, frame, geometry, image, { b: batch, kept });
  }, [frame, geometry, image, kept, batch]);
  return <g ref={group} />;
}
