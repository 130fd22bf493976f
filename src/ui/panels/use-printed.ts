import { useEffect, useState } from "react";
import type { PrintedValue } from "../../language/printed";
import type { Reading } from "../../language/reading";
import { filledIn } from "../../language/tensor-text";
import { plainError } from "../../model/errors";
import { numel } from "../../model/layout";
import type { Operand } from "../../model/program";
import { operandOf } from "../../model/trace";
import type { Runner, TensorValues } from "../../model/runner";
import { readyOf } from "../../state/programs";
import { useApp, useServices } from "../services";

/** Numbers of a tensor that are fetched to be printed; PyTorch itself prints the edges of a larger one. */
const MOST_PRINTED = 2 ** 20;

/** The tensors under whose names the engine hands out what the page holds. */
const NAMES = { image: "image", filter: "filter", region: "region" } as const;

const keyOf = (operand: Operand): string => ("call" in operand ? `call ${operand.call}` : operand.input);

async function numbersOf(runner: Runner, operand: Operand): Promise<TensorValues | null> {
  if ("call" in operand) return runner.step("maps", operand.call + 1);
  const name = Object.hasOwn(NAMES, operand.input) ? NAMES[operand.input as keyof typeof NAMES] : null;
  return name && runner.tensor(name);
}

/** What is printed of numbers, once the engine has them; null while it has not, or where there are too many. */
export function usePrinted(reading: Reading | null): (value: PrintedValue) => string | null {
  const { runner } = useServices();
  const ready = useApp(({ results }) => (results.status === "ready" ? readyOf(results) : null));
  const [found, setFound] = useState<ReadonlyMap<string, TensorValues>>(new Map());

  useEffect(() => {
    setFound(new Map());
    if (!reading || !ready || ready.programs.maps.program !== reading.program) return undefined;
    const wanted = new Map<string, Operand>();
    for (const { parts } of reading.printed) {
      for (const part of parts) if (typeof part !== "string") wanted.set(keyOf(part.operand), part.operand);
    }
    let stopped = false;
    const fetchAll = async () => {
      for (const [key, operand] of wanted) {
        if (stopped) return;
        if (numel(operandOf(reading.program, reading.steps, operand).layout.shape) > MOST_PRINTED) continue;
        try {
          // The engine answers one request at a time.
          const values = await numbersOf(runner, operand);
          if (values && !stopped) setFound((known) => new Map(known).set(key, values));
        } catch (thrown) {
          // A newer program took its place, or the numbers are too large to be shown: the shapes are still there.
          if (plainError(thrown).tag === "unexpected") throw thrown;
        }
      }
    };
    void fetchAll();
    return () => {
      stopped = true;
    };
  }, [reading, ready, runner]);

  return (value) => {
    const numbers = found.get(keyOf(value.operand));
    if (!numbers || !reading) return null;
    const { operand } = value;
    const step = "call" in operand ? reading.steps[operand.call + 1] : undefined;
    const input = "input" in operand ? reading.program.inputs[operand.input] : undefined;
    const dtype = (step?.kind === "done" ? step.dtype : input?.dtype) ?? "float32";
    return filledIn(value, numbers, dtype);
  };
}
