/** Browsers refuse more than about 100 changes of the address in 30 seconds; this keeps far below. */
const PAUSE = 400;

export interface Address {
  /** Makes the address hold this hash soon; of many changes in a row only the last hash is made and written. */
  set(hash: () => string): void;
  /** Makes it so at once. */
  flush(): void;
}

/**
 * Keeps the document in the page's address without adding entries to the browser's history. `onForeign` hears of a
 * hash that somebody else put there: a link followed or typed in the same tab; `onFailure` of a hash that could not be
 * made, after which the address stays as it was.
 */
export function watchAddress(onForeign: (hash: string) => void, onFailure: (thrown: unknown) => void): Address {
  let make: (() => string) | null = null;
  let written: string | null = null;
  // The last hash that was written or heard of. The browser tells of a new one only after it stands in the address.
  let known = location.hash;
  let timer: ReturnType<typeof setTimeout> | null = null;

  const write = () => {
    timer = null;
    if (!make) return;
    let hash: string;
    try {
      hash = make();
    } catch (thrown) {
      onFailure(thrown);
      return;
    } finally {
      make = null;
    }
    // A link that was just followed must not be written over before it is heard of.
    if (hash !== location.hash && location.hash !== known) return;
    try {
      if (hash !== location.hash) history.replaceState(history.state, "", hash);
      written = hash;
      known = location.hash;
    } catch {
      // Refused for too many changes in a row: the next change, or the copied link, carries the document.
    }
  };
  window.addEventListener("hashchange", () => {
    known = location.hash;
    if (location.hash === written) return;
    // From here on the way back to the page's own hash comes from outside too.
    written = null;
    onForeign(location.hash);
  });
  return {
    set(hash) {
      make = hash;
      timer ??= setTimeout(write, PAUSE);
    },
    flush() {
      if (timer) clearTimeout(timer);
      write();
    },
  };
}
