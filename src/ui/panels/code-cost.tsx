import { useEffect, useRef, useState } from "react";
import type { Reading } from "../../language/reading";
import type { ProgramTiming } from "../../model/measure";
import { lastDone } from "../../state/programs";
import { bytes, count, significant, tuple } from "../../views/format";
import { useAttempt, useServices } from "../services";

/** The largest difference between two arrays of as many numbers; NaN against a number counts as infinite. */
function largestDifference(a: Float32Array, b: Float32Array): number {
  let largest = 0;
  for (let at = 0; at < a.length; at += 1) {
    const [one, other] = [a[at] as number, b[at] as number];
    if (Object.is(one, other)) continue;
    const difference = Math.abs(one - other);
    largest = Math.max(largest, Number.isNaN(difference) ? Infinity : difference);
  }
  return largest;
}

/** Samples of a measurement. */
const SAMPLES = 15;

/** How long the program takes on this machine, measured on demand; nothing else is said about time. */
function Time({ reading }: { reading: Reading }) {
  const { conductor, runner } = useServices();
  const attempt = useAttempt();
  const [timing, setTiming] = useState<ProgramTiming | "running" | null>(null);
  const turn = useRef(0);
  // What was measured was another program.
  useEffect(() => {
    turn.current += 1;
    setTiming(null);
  }, [reading]);
  const measure = async () => {
    turn.current += 1;
    const mine = turn.current;
    setTiming("running");
    try {
      await conductor.settled();
      const found = await runner.timeProgram(SAMPLES);
      if (turn.current === mine) setTiming(found);
    } catch (thrown) {
      if (turn.current === mine) setTiming(null);
      throw thrown;
    }
  };
  const milliseconds = (value: number): string => significant(value, 3);
  return (
    <>
      <button
        type="button"
        className="button button--small"
        title={`runs the program from its inputs to its last line, ${SAMPLES} samples after warming up`}
        onClick={() => (timing === "running" ? runner.cancel() : attempt(measure))}
      >
        {timing === "running" ? "Cancel" : "Measure"}
      </button>
      <p role="status">
        {timing === "running" && <span className="soft">measuring…</span>}
        {timing && timing !== "running" && (
          <>
            <b>{milliseconds(timing.median)} ms</b>{" "}
            <span className="soft">
              median of {timing.samples.length} samples, quartiles {milliseconds(timing.quartiles[0])} to{" "}
              {milliseconds(timing.quartiles[1])} ms, {timing.detail}
            </span>
          </>
        )}
      </p>
    </>
  );
}

/** What a typed program takes, and whether its last line holds the maps of the thread. */
export function CodeCost({ reading }: { reading: Reading }) {
  const { conductor, runner } = useServices();
  const attempt = useAttempt();
  const [compared, setCompared] = useState<string | null>(null);
  useEffect(() => setCompared(null), [reading]);

  const done = reading.steps.flatMap((step) => (step.kind === "done" ? [step] : []));
  const copied = done.reduce((sum, step) => sum + step.bytes, 0);
  const multiplyAdds = done.reduce((sum, step) => sum + step.multiplyAdds, 0);
  const last = lastDone(reading.steps);

  const compare = async () => {
    await conductor.settled();
    const [own, maps] = [await runner.step("maps", last), await runner.tensor("maps")];
    if (own.data.length !== maps.data.length) {
      setCompared(
        `The last line has shape ${tuple(own.shape)}, the maps ${tuple(maps.shape)}: it sums over other axes, or other windows.`,
      );
      return;
    }
    const largest = largestDifference(own.data, maps.data);
    const shapes = tuple(own.shape) === tuple(maps.shape) ? "" : `, in shape ${tuple(own.shape)}`;
    setCompared(
      largest === 0
        ? `Every number is that of the maps, bit for bit${shapes}.`
        : `The largest difference from the maps is ${significant(largest)}${shapes}.`,
    );
  };

  return (
    <div className="code__cost">
      <p className="soft">
        {count(done.length - 1)} steps · {count(multiplyAdds)} multiply-adds · {bytes(copied)} copied
      </p>
      {!reading.error && <Time reading={reading} />}
      <button type="button" className="button button--small" onClick={() => attempt(compare)}>
        Compare with the maps
      </button>
      <p role="status">{compared}</p>
    </div>
  );
}
