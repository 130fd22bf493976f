import type { Browser } from "playwright";

/** A task of a main thread, in milliseconds: how long it took, and for how much of that a processor worked on it. */
export interface Task {
  readonly took: number;
  readonly worked: number;
}

/** Watches the main threads of all pages; call what comes back once, to end it and have their tasks. One at a time in a browser. */
export function watchMainThreads(browser: Browser): Promise<() => Promise<Task[]>>;
