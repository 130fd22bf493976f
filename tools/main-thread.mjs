/** Kilobytes of what a browser writes down of itself: a few minutes are a tenth of it. */
const BUFFER = 200_000;

const threadOf = ({ pid, tid }) => `${pid} ${tid}`;

/**
 * Watches the main threads of all pages of a browser, without being at any of them: a page that is driven spends time on that.
 * @param {import("playwright").Browser} browser
 */
export async function watchMainThreads(browser) {
  const session = await browser.newBrowserCDPSession();
  const events = [];
  session.on("Tracing.dataCollected", ({ value }) => events.push(...value));
  /** @type {Promise<{ dataLossOccurred: boolean }>} */
  const complete = new Promise((resolve) => session.once("Tracing.tracingComplete", resolve));
  await session.send("Tracing.start", {
    transferMode: "ReportEvents",
    traceConfig: { includedCategories: ["disabled-by-default-devtools.timeline"], traceBufferSizeInKb: BUFFER },
  });
  return async () => {
    await session.send("Tracing.end");
    const { dataLossOccurred } = await complete;
    await session.detach();
    if (dataLossOccurred) throw new Error("the browser did more than it could write down");
    const isMain = ({ name, args }) => name === "thread_name" && args?.name === "CrRendererMain";
    const mains = new Set(events.filter(isMain).map(threadOf));
    const tasks = events.filter((event) => event.name === "RunTask" && mains.has(threadOf(event)));
    if (!tasks.some(({ tdur }) => tdur > 0)) throw new Error("the browser does not tell how long a processor worked");
    // What is 0 is left out.
    return tasks.map(({ dur = 0, tdur = 0 }) => ({ took: dur / 1000, worked: tdur / 1000 }));
  };
}
