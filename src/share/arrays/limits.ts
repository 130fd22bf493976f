/** Bytes of an array file that is read. */
export const MOST_ARRAY_FILE = 256 * 1024 * 1024;
/** Characters of text that is read as numbers. */
export const MOST_TEXT = 32 * 1024 * 1024;
/** Arrays of one file. */
export const MOST_ARRAYS = 4096;
