/** Lets in what waits: input, messages, drawing. */
export const nextTask = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
