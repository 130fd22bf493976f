import { keep, type Tensor1D } from "@tensorflow/tfjs-core";
import { bytesOf } from "../model/layout";
import { anotherHandle } from "./strided";

/**
 * Storages that were computed before, by what they were computed from. What a run used stays for the next one, nothing
 * else does, so that how many tensors live depends on the last run alone.
 */
export interface Memo {
  /** A handle of the caller's own on what is stored under this key; the caller disposes it. */
  get(key: string): Tensor1D | null;
  /** Stores a handle of its own; the caller keeps theirs. */
  put(key: string, storage: Tensor1D): void;
  /** Starts a piece of work. */
  begin(): void;
  /** Ends it: of everything stored, only what it used or added stays. */
  keepUsed(): void;
  /** Ends it without a trace: what it added goes, everything else stays. */
  dropAdded(): void;
  clear(): void;
}

interface Entry {
  readonly storage: Tensor1D;
  readonly added: number;
  used: number;
}

/**
 * Stores up to `budget` bytes, the longest unused going first when space runs out; a storage of more than half of
 * that is not stored at all.
 */
export function createMemo(budget: number): Memo {
  // A Map iterates in order of insertion: re-inserting on use keeps the longest unused first.
  const entries = new Map<string, Entry>();
  let bytes = 0;
  let work = 0;

  function forgetWhere(which: (entry: Entry) => boolean): void {
    for (const [key, entry] of entries) {
      if (!which(entry)) continue;
      entries.delete(key);
      bytes -= bytesOf(entry.storage.size);
      entry.storage.dispose();
    }
  }

  return {
    get(key) {
      const entry = entries.get(key);
      if (!entry) return null;
      entries.delete(key);
      entries.set(key, entry);
      entry.used = work;
      return keep(anotherHandle(entry.storage));
    },
    put(key, storage) {
      if (bytesOf(storage.size) * 2 > budget || entries.has(key)) return;
      bytes += bytesOf(storage.size);
      entries.set(key, { storage: keep(anotherHandle(storage)), added: work, used: work });
      forgetWhere(() => bytes > budget);
    },
    begin() {
      work += 1;
    },
    keepUsed: () => forgetWhere(({ used }) => used !== work),
    dropAdded: () => forgetWhere(({ added }) => added === work),
    clear: () => forgetWhere(() => true),
  };
}
