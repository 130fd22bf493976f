import * as fc from "fast-check";
import type { RegionEdit, RegionShape } from "../../../src/model/document";

/** Coordinates in quarter pixels around a small image, often on pixel centres and edges, where the decisions are close. */
const coordinate = fc.integer({ min: -20, max: 80 }).map((quarters) => quarters / 4);
const size = fc.integer({ min: 0, max: 60 }).map((quarters) => quarters / 4);
const point = fc.tuple(coordinate, coordinate);

/** Any shape of a region, with coordinates in quarters of a pixel. */
export const shapes: fc.Arbitrary<RegionShape> = fc.oneof(
  fc.record({ rect: fc.tuple(coordinate, coordinate, size, size) }),
  fc.record({ ellipse: fc.tuple(coordinate, coordinate, size, size) }),
  fc.record({ polygon: fc.array(point, { maxLength: 7 }) }),
  fc.record({ brush: fc.record({ points: fc.array(point, { maxLength: 5 }), radius: size }) }),
);

/** Any drawn region. */
export const edits: fc.Arbitrary<RegionEdit[]> = fc.array(
  fc.oneof(fc.record({ add: shapes }), fc.record({ subtract: shapes })),
  { maxLength: 4 },
);
