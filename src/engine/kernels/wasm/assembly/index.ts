export { convolve } from "./convolve";
export { describe } from "./geometry";
export { maps } from "./maps";
