import { describe, expect, it } from "vitest";
import { createTurns } from "../src/engine/latest";
import { PlaygroundError } from "../src/model/errors";

/** Work whose end the test decides. */
function byHand(log: string[], name: string) {
  let settleWith: { finish: (value: string) => void; fail: (reason: Error) => void } | null = null;
  const work = () => {
    log.push(`${name} runs`);
    return new Promise<string>((finish, fail) => {
      settleWith = { finish, fail };
    });
  };
  return {
    work,
    finish: () => settleWith?.finish(name),
    fail: (message: string) => settleWith?.fail(new Error(message)),
  };
}

/** Lets every promise that can settle do so. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 0));
const outcome = (promise: Promise<string>) =>
  promise.then(
    (value) => `${value} done`,
    (thrown: unknown) => (thrown instanceof PlaygroundError ? thrown.tag : String(thrown)),
  );

describe("createTurns", () => {
  it("asks what is patient to give way to a newest, and nothing else", async () => {
    const log: string[] = [];
    const turns = createTurns((running) => log.push(`${running} gives way`));
    const [one, two, three] = ["one", "two", "three"].map((name) => byHand(log, name));
    const outcomes = [outcome(turns.patient(one!.work)), outcome(turns.patient(two!.work))];
    expect(log).toEqual(["one runs"]);
    outcomes.push(outcome(turns.newest(three!.work)));
    expect(log).toEqual(["one runs", "patient gives way"]);
    one!.fail("it gave way");
    await settle();
    two!.finish();
    await settle();
    three!.finish();
    expect(await Promise.all(outcomes)).toEqual(["Error: it gave way", "two done", "three done"]);
  });

  it("runs the first, drops those in between, then runs the newest", async () => {
    const log: string[] = [];
    const turns = createTurns();
    const [one, two, three] = ["one", "two", "three"].map((name) => byHand(log, name));
    const outcomes = [one, two, three].map((job) => outcome(turns.newest(job!.work)));
    expect(log).toEqual(["one runs"]);
    one!.finish();
    await settle();
    expect(log).toEqual(["one runs", "three runs"]);
    three!.finish();
    expect(await Promise.all(outcomes)).toEqual(["one done", "superseded", "three done"]);
  });

  it("keeps the order of work that must not be dropped, and of the newest among it", async () => {
    const log: string[] = [];
    const turns = createTurns();
    const running = byHand(log, "running");
    const image = byHand(log, "image");
    const [old, fresh] = [byHand(log, "old"), byHand(log, "fresh")];
    const first = outcome(turns.newest(running.work));
    const dropped = outcome(turns.newest(old.work));
    const kept = outcome(turns.inTurn(image.work));
    const last = outcome(turns.newest(fresh.work));
    expect(await dropped).toBe("superseded");
    running.finish();
    await settle();
    expect(log).toEqual(["running runs", "image runs"]);
    image.finish();
    await settle();
    expect(log).toEqual(["running runs", "image runs", "fresh runs"]);
    fresh.finish();
    expect(await Promise.all([first, kept, last])).toEqual(["running done", "image done", "fresh done"]);
  });

  it("is free when a caller hears of its result", async () => {
    const log: string[] = [];
    const turns = createTurns();
    const [first, second, third] = [byHand(log, "first"), byHand(log, "second"), byHand(log, "third")];
    const running = turns.newest(first.work);
    first.finish();
    await running;
    const outcomes = [outcome(turns.newest(second.work)), outcome(turns.newest(third.work))];
    expect(log).toEqual(["first runs", "second runs"]);
    second.finish();
    await settle();
    third.finish();
    expect(await Promise.all(outcomes)).toEqual(["second done", "third done"]);
  });

  it("goes on after work that fails", async () => {
    const log: string[] = [];
    const turns = createTurns();
    const [bad, good] = [byHand(log, "bad"), byHand(log, "good")];
    const outcomes = [outcome(turns.inTurn(bad.work)), outcome(turns.inTurn(good.work))];
    bad.fail("no");
    await settle();
    good.finish();
    expect(await Promise.all(outcomes)).toEqual(["Error: no", "good done"]);
  });

  it("survives work that throws before it returns a promise", async () => {
    const turns = createTurns();
    const thrown = turns.inTurn(() => {
      throw new Error("at once");
    });
    await expect(thrown).rejects.toThrow("at once");
    await expect(turns.inTurn(() => Promise.resolve(1))).resolves.toBe(1);
  });

  it("tells the running one that a newer waits, and only then", async () => {
    const told: string[] = [];
    const log: string[] = [];
    const turns = createTurns((running) => told.push(running));
    const [call, run, newer] = [byHand(log, "call"), byHand(log, "run"), byHand(log, "newer")];
    const outcomes = [outcome(turns.inTurn(call.work)), outcome(turns.newest(run.work))];
    expect(told, "what runs is not a newest").toEqual([]);
    call.finish();
    await settle();
    outcomes.push(outcome(turns.newest(newer.work)));
    expect(told).toEqual(["newest"]);
    run.finish();
    await settle();
    newer.finish();
    expect(await Promise.all(outcomes)).toEqual(["call done", "run done", "newer done"]);
  });

  it("drops what waits when told to, and leaves what runs", async () => {
    const log: string[] = [];
    const turns = createTurns();
    const [running, waiting, call] = [byHand(log, "running"), byHand(log, "waiting"), byHand(log, "call")];
    const outcomes = [running, waiting].map((job) => outcome(turns.newest(job.work)));
    outcomes.push(outcome(turns.inTurn(call.work)));
    turns.dropNewest(new PlaygroundError("cancelled", "enough"));
    expect(await outcomes[1]).toBe("cancelled");
    turns.dropAll(new PlaygroundError("disposed", "over"));
    expect(await outcomes[2]).toBe("disposed");
    running.finish();
    expect(await outcomes[0]).toBe("running done");
    expect(log).toEqual(["running runs"]);
  });
});
