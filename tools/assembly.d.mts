/** The wasm modules and what tells their compilation apart. */
export const MODULES: readonly { readonly file: string; readonly flags: readonly string[] }[];

/** Compiles both modules into a folder; false when the compiler refuses. */
export function compile(folder: string): boolean;
