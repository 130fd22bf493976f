/** Which column a key moves to among `count` columns from `at`; null for any other key. The ends hold. */
export function columnAfterKey(key: string, at: number, count: number): number | null {
  switch (key) {
    case "ArrowLeft":
      return Math.max(0, at - 1);
    case "ArrowRight":
      return Math.min(count - 1, at + 1);
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return null;
  }
}

/** The keys that press a button. */
export const presses = (key: string): boolean => key === "Enter" || key === " ";
