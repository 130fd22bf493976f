import type { Program } from "../model/program";
import type { Session } from "./session";

/**
 * The session's program with a name of its own for every call: the last tensor that a variable held has the variable's
 * name, earlier ones are numbered, and so is what was never assigned. Without the text it is still valid PyTorch.
 */
export function withNames({ inputs, calls, assigned }: Session): Program {
  const lasts = new Map<string, number>();
  assigned.forEach((name, k) => {
    if (name !== null) lasts.set(name, k);
  });
  const taken = new Set([...lasts.keys(), ...Object.values(inputs).map(({ code }) => code), "torch", "nn", "F"]);
  const inputNames = new Set(Object.values(inputs).map(({ code }) => code));
  const free = (base: string): string => {
    let number = 1;
    while (taken.has(`${base}${number}`)) number += 1;
    taken.add(`${base}${number}`);
    return `${base}${number}`;
  };
  return {
    inputs,
    calls: calls.map((call, k) => {
      const name = assigned[k] ?? null;
      if (name === null) return { ...call, name: free("step") };
      return { ...call, name: lasts.get(name) === k && !inputNames.has(name) ? name : free(`${name}_`) };
    }),
  };
}
