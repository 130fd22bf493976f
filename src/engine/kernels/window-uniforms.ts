import type { WindowAttributes } from "./window-maps";

/** What the GPU programs know of windows, picture and filter, by the names they use. All whole numbers. */
export function windowUniforms({ placed, grouping }: WindowAttributes) {
  const { addressing, count, full, runs } = placed;
  const { columnRule, grid, kernel_size } = addressing;
  return {
    windows: addressing.batch * count,
    count,
    runs: runs.edges.length / 2,
    gridRows: grid[0],
    gridColumns: grid[1],
    batchPitch: addressing.batchPitch,
    rowPitch: addressing.rowPitch,
    channelPitch: addressing.channelPitch,
    tapPitch: addressing.tapPitch,
    linePitch: addressing.line,
    channels: addressing.channels,
    kh: kernel_size[0],
    kw: kernel_size[1],
    phase: columnRule.phase,
    strideColumns: columnRule.stride,
    dilationColumns: columnRule.dilation,
    keepsC: Number(grouping.keepsChannels),
    keepsI: Number(grouping.keepsRows),
    keepsJ: Number(grouping.keepsColumns),
    groups: grouping.groups,
    full: Number(full),
  };
}
