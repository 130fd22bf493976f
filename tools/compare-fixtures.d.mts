/** How many cases of two versions of a fixture file agree, and a line for each that does not. */
export function compareCases(
  committed: readonly { readonly name: string }[],
  fresh: readonly { readonly name: string }[],
): { passed: number; failures: string[] };
