/** The text with a part of it, between two comments of that name, replaced; a part that is not there yet is put at its end. */
export function withPart(text: string, name: string, part: string): string;
/** Writes one part of a report that several benchmarks share; what the others wrote stays. */
export function writePart(file: string, name: string, part: string): void;
