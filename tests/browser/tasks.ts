import type { Page } from "playwright";

/** A task of a main thread, in milliseconds: how long it took, and for how much of that a processor worked on it. */
export interface Task {
  readonly took: number;
  readonly worked: number;
}

/** Something that the browser has done on one of its threads; microseconds. */
interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** Kilobytes of what the browser writes down: a few minutes are a tenth of it. */
const BUFFER = 200_000;

/**
 * Watches the main threads of all pages of a page's browser; call what comes back once, to end it and have their tasks.
 * One at a time in a browser.
 */
export async function watchTasks(page: Page): Promise<() => Promise<Task[]>> {
  const browser = page.context().browser();
  if (!browser) throw new Error("the page has no browser of its own");
  const session = await browser.newBrowserCDPSession();
  const events: TraceEvent[] = [];
  // The protocol leaves open what an event is.
  session.on("Tracing.dataCollected", ({ value }) => events.push(...(value as unknown as TraceEvent[])));
  const complete = new Promise((resolve) => session.once("Tracing.tracingComplete", resolve));
  await session.send("Tracing.start", {
    transferMode: "ReportEvents",
    traceConfig: { includedCategories: ["disabled-by-default-devtools.timeline"], traceBufferSizeInKb: BUFFER },
  });
  return async () => {
    await session.send("Tracing.end");
    await complete;
    await session.detach();
    const threadOf = ({ pid, tid }: TraceEvent) => `${pid} ${tid}`;
    const isMain = ({ name, args }: TraceEvent) => name === "thread_name" && args?.name === "CrRendererMain";
    const mains = new Set(events.filter(isMain).map(threadOf));
    return events
      .filter((event) => event.name === "RunTask" && mains.has(threadOf(event)))
      .map(({ dur = 0, tdur = 0 }) => ({ took: dur / 1000, worked: tdur / 1000 }));
  };
}
