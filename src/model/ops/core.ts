import { contiguous } from "./contiguous";
import { indexSelect } from "./index-select";
import { matmul } from "./matmul";
import { multiply } from "./multiply";
import { pad } from "./pad";
import { permute } from "./permute";
import { reshape } from "./reshape";
import { scatter } from "./scatter";
import { slice } from "./slice";
import { sum } from "./sum";
import { unfold } from "./unfold";
import { view } from "./view";

/** The operations that the programs of a geometry are made of. They come with the page's first result. */
export const CORE_OPERATIONS = {
  pad,
  unfold,
  slice,
  contiguous,
  view,
  reshape,
  permute,
  multiply,
  sum,
  index_select: indexSelect,
  matmul,
  scatter,
} as const;
