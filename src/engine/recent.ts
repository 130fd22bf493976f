/** The last few things that were made, by what they were made from. */
export interface Recent<T> {
  /** What was made from `key` before, or what `make` makes of it now. */
  of(key: string, make: () => T): T;
  get(key: string): T | undefined;
  set(key: string, value: T): void;
  clear(): void;
}

/** Remembers the `most` things that were used last. */
export function createRecent<T>(most: number): Recent<T> {
  // A Map iterates in order of insertion: re-inserting on use keeps the oldest first.
  const entries = new Map<string, T>();

  function get(key: string): T | undefined {
    const value = entries.get(key);
    if (value === undefined) return undefined;
    entries.delete(key);
    entries.set(key, value);
    return value;
  }

  function set(key: string, value: T): void {
    entries.delete(key);
    entries.set(key, value);
    for (const oldest of entries.keys()) {
      if (entries.size <= most) break;
      entries.delete(oldest);
    }
  }

  return {
    get,
    set,
    of(key, make) {
      const known = get(key);
      if (known !== undefined) return known;
      const made = make();
      set(key, made);
      return made;
    },
    clear: () => entries.clear(),
  };
}
