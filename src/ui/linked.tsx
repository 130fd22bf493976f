import { useMemo } from "react";
import type { Linked, Selection } from "../model/selection";
import { linkedOf, selectionOf } from "../state/linked";
import { useApp, useServices } from "./services";

/** The number being followed, or null. */
export const useSelection = (): Selection | null => useApp(selectionOf);

/** What the followed number means in the picture, the windows and the filter. */
export function useLinked(): Linked | null {
  const { store } = useServices();
  const selection = useSelection();
  const document = useApp((state) => state.document);
  const picture = useApp((state) => state.picture);
  return useMemo(
    () => (selection && document && picture ? linkedOf(store.getState(), selection) : null),
    [store, selection, document, picture],
  );
}

/** The taps of one channel that the followed number uses, as i·kw + j; null when none is followed. */
export function useLitTaps(channel: number): ReadonlySet<number> | null {
  const linked = useLinked();
  const columns = useApp((state) => state.document.kernel_size[1]);
  return useMemo(() => {
    if (!linked || (linked.channels && !linked.channels.includes(channel))) return null;
    return new Set(linked.taps.map(([i, j]) => i * columns + j));
  }, [linked, columns, channel]);
}
