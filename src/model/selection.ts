/** One selection links every panel: what it is, what it is linked with, and how keys move it. */
export { isWithin, type PixelSelection, type ProductSelection, type Selection } from "./selection/kinds";
export { linkSelection, type Linked, type LinkedPixel, type Sight } from "./selection/links";
export { stepSelection, type Direction } from "./selection/steps";
