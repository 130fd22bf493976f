/** Who waits for numbers that it shows. */
const looking = new Set<object>();
let waiting: (() => void)[] = [];

/** How long somebody may take to begin to look, in milliseconds. */
const PATIENCE = 150;

function tellThoseWaiting(): void {
  const told = waiting;
  waiting = [];
  for (const tell of told) tell();
}

/** Says whether `looker` waits for numbers that it shows. */
export function setLooking(looker: object, isLooking: boolean): void {
  if (isLooking) looking.add(looker);
  else looking.delete(looker);
  if (looking.size === 0) tellThoseWaiting();
}

/** Resolves when everybody has what they look at, or nobody has begun to look for a while. */
export function afterLooking(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    setTimeout(() => {
      if (looking.size === 0) tellThoseWaiting();
    }, PATIENCE);
  });
}
