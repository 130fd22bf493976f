import filesJson from "./numpy-files.json";

type Kind = `${"<" | ">"}${"f2" | "f4" | "f8"}`;
interface File {
  readonly base64: string;
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

/** What numpy-files.py writes: files by kind with what they hold, archives, files to be refused, and one to be written the same. */
export const numpy = filesJson as {
  readonly npy: Readonly<Record<string, File>> & Readonly<Record<Kind, File>>;
  readonly npz: Readonly<Record<string, string>>;
  readonly refused: Readonly<Record<"complex" | "records" | "objects" | "texts" | "dates", string>>;
  readonly written: string;
};
