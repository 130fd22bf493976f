/** Browsers refuse more than about 100 changes of the address in 30 seconds; this keeps far below. */
const PAUSE = 400;

export interface Address {
  /** Makes the address hold this hash soon; many changes in a row become one. */
  set(hash: string): void;
  /** Makes it so at once. */
  flush(): void;
}

/**
 * Keeps the document in the page's address without adding entries to the browser's history. `onForeign` hears of a
 * hash that somebody else put there: a link followed or typed in the same tab.
 */
export function watchAddress(onForeign: (hash: string) => void): Address {
  let wanted: string | null = null;
  let timer: ReturnType<typeof setTimeout> | null = null;

  const write = () => {
    timer = null;
    if (wanted === null || wanted === location.hash) return;
    try {
      history.replaceState(history.state, "", wanted === "" ? location.pathname + location.search : wanted);
    } catch {
      // Refused for too many changes in a row: the next change, or the copied link, carries the document.
    }
  };
  window.addEventListener("hashchange", () => {
    if (location.hash !== wanted) onForeign(location.hash);
  });
  return {
    set(hash) {
      wanted = hash;
      timer ??= setTimeout(write, PAUSE);
    },
    flush() {
      if (timer) clearTimeout(timer);
      write();
    },
  };
}
