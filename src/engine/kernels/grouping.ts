import type { Addressing } from "../../model/addressing";
import type { SumAxis } from "../../model/document";

/** Which of the axes C, kh, kw of the products stay, and so which of them are added up. */
export interface Grouping {
  readonly keepsChannels: boolean;
  readonly keepsRows: boolean;
  readonly keepsColumns: boolean;
  /** Sizes of the axes that stay; empty when everything is added up. */
  readonly shape: readonly number[];
  /** Their product: numbers per window. */
  readonly groups: number;
}

/** How the products of a window are grouped when `sumOver` are added up. */
export function groupingOf({ channels, kernel_size: [kh, kw] }: Addressing, sumOver: readonly SumAxis[]): Grouping {
  const [keepsChannels, keepsRows, keepsColumns] = [
    !sumOver.includes("C"),
    !sumOver.includes("kh"),
    !sumOver.includes("kw"),
  ];
  const shape = [...(keepsChannels ? [channels] : []), ...(keepsRows ? [kh] : []), ...(keepsColumns ? [kw] : [])];
  return { keepsChannels, keepsRows, keepsColumns, shape, groups: shape.reduce((product, size) => product * size, 1) };
}

/** The group of each tap, [C·kh·kw]. */
export function groupOfTap({ channels, kernel_size: [kh, kw] }: Addressing, grouping: Grouping): Int32Array {
  const { keepsChannels, keepsRows, keepsColumns } = grouping;
  const groups = new Int32Array(channels * kh * kw);
  let t = 0;
  for (let c = 0; c < channels; c += 1) {
    for (let i = 0; i < kh; i += 1) {
      for (let j = 0; j < kw; j += 1) {
        const row = (keepsChannels ? c : 0) * (keepsRows ? kh : 1) + (keepsRows ? i : 0);
        groups[t++] = row * (keepsColumns ? kw : 1) + (keepsColumns ? j : 0);
      }
    }
  }
  return groups;
}

/** The taps group by group, each group's in the order c, i, j, [C·kh·kw]; every group has as many. */
export function tapsByGroup(addressing: Addressing, grouping: Grouping): Int32Array {
  const groups = groupOfTap(addressing, grouping);
  const each = groups.length / grouping.groups;
  const filled = new Int32Array(grouping.groups);
  const taps = new Int32Array(groups.length);
  for (const [t, group] of groups.entries()) {
    const place = filled[group] as number;
    taps[group * each + place] = t;
    filled[group] = place + 1;
  }
  return taps;
}
