import { clone, keep, type Tensor1D } from "@tensorflow/tfjs-core";
import { bytesOf } from "../model/layout";

/** Storages that were computed before, by what they were computed from. The oldest go first when space runs out. */
export interface Memo {
  /** A handle of the caller's own on what is stored under this key; the caller disposes it. */
  get(key: string): Tensor1D | null;
  /** Stores a handle of its own; the caller keeps theirs. */
  put(key: string, storage: Tensor1D): void;
  clear(): void;
}

/** Remembers up to `budget` bytes; a storage of more than half of that is not remembered at all. */
export function createMemo(budget: number): Memo {
  // A Map iterates in order of insertion: re-inserting on use keeps the oldest first.
  const entries = new Map<string, Tensor1D>();
  let bytes = 0;

  function forget(key: string, storage: Tensor1D): void {
    entries.delete(key);
    bytes -= bytesOf(storage.size);
    storage.dispose();
  }

  return {
    get(key) {
      const storage = entries.get(key);
      if (!storage) return null;
      entries.delete(key);
      entries.set(key, storage);
      return keep(clone(storage));
    },
    put(key, storage) {
      if (bytesOf(storage.size) * 2 > budget || entries.has(key)) return;
      bytes += bytesOf(storage.size);
      entries.set(key, keep(clone(storage)));
      for (const [oldest, stored] of entries) {
        if (bytes <= budget) break;
        forget(oldest, stored);
      }
    },
    clear() {
      for (const [key, storage] of entries) forget(key, storage);
    },
  };
}
