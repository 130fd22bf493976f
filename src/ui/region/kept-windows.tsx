import { useEffect, useRef } from "react";
import type { Geometry, ImageShape } from "../../model/geometry";
import type { Runs } from "../../model/runs";
import type { PictureFrame } from "../../views/raster";
import { windowsInPieces } from "../../views/windows";
import { useDrawing } from "../services";

/** The windows that the region keeps, each by its share of the picture. */
export function KeptWindows(props: { frame: PictureFrame; geometry: Geometry; image: ImageShape; kept: Runs }) {
  const { frame, geometry, image, kept } = props;
  const group = useRef<SVGGElement>(null);
  const drawSoon = useDrawing();
  useEffect(() => {
    const node = group.current;
    if (!node) return undefined;
    return drawSoon(node, () => windowsInPieces(node, frame, geometry, image, kept));
  }, [drawSoon, frame, geometry, image, kept]);
  return <g ref={group} />;
}
