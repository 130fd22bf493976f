/** A mask as a drawing, one line per row: "#" inside, "." outside. */
export function draw(mask: Uint8Array, height: number, width: number): string[] {
  return Array.from({ length: height }, (_, y) =>
    Array.from(mask.subarray(y * width, (y + 1) * width), (inside) => (inside === 1 ? "#" : ".")).join(" "),
  );
}

/** The mask of a drawing; the inverse of `draw`. */
export function maskOf(drawing: readonly string[]): Uint8Array {
  return Uint8Array.from(drawing.flatMap((line) => line.split(" ").map((cell) => (cell === "#" ? 1 : 0))));
}
