import { type Cost, costWords, isOverBudget } from "../model/budget";
import { setSession, type Store } from "./store";

/** What a person says to a cost: do it, do the cheaper thing instead, or leave it. */
export type CostAnswer = "go on" | "instead" | "leave";

const waiting = new WeakMap<Store, (answer: CostAnswer) => void>();

/**
 * Asks before something that costs more than the budget, and resolves to the answer; at once to "go on" for anything
 * else. `what` begins the sentence ("photo.jpg at its full size"), `instead` names the cheaper thing, if there is one. A
 * newer question takes the place of an older one, which is left.
 */
export async function askFirst(
  store: Store,
  what: string,
  cost: Cost,
  instead: string | null = null,
): Promise<CostAnswer> {
  if (!isOverBudget(cost)) return "go on";
  answerCost(store, "leave");
  const answer = new Promise<CostAnswer>((resolve) => waiting.set(store, resolve));
  setSession(store, { asking: { words: `${what} takes ${costWords(cost)}.`, instead } });
  return answer;
}

/** Answers the question that stands, if one does. */
export function answerCost(store: Store, answer: CostAnswer): void {
  const resolve = waiting.get(store);
  waiting.delete(store);
  setSession(store, { asking: null });
  resolve?.(answer);
}
