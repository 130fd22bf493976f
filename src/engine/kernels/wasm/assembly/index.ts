export { convolve, describe } from "./convolve";
export { maps } from "./maps";
