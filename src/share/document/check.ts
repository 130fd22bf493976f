import * as v from "valibot";
import type { Document } from "../../model/document";
import { PlaygroundError } from "../../model/errors";
import { checkGeometry } from "../../model/geometry";
import { numel } from "../../model/layout";
import { base64Bytes } from "./base64-text";
import { channelsOf, knownImageShape } from "./image-size";
import { childPath, isRecord, plainCopy, unknownFields } from "./plain";
import { quoted } from "./rules";
import { DOCUMENT_SCHEMA } from "./schema";

/** A checked document, and the paths of fields that were not understood and therefore ignored. */
export interface CheckedDocument {
  readonly document: Document;
  readonly ignored: readonly string[];
}

/** Problems that are told at most; the count tells of the rest. */
const MOST_TOLD = 20;
/** Ignored fields that are told at most. */
const MOST_IGNORED = 20;

function refuse(problems: readonly string[]): never {
  const [first = "the document is not valid", ...others] = problems;
  const more = others.length === 0 ? "" : ` (and ${others.length} more: ${others.slice(0, 2).join("; ")})`;
  throw new PlaygroundError("document", first + more, {
    problems: problems.slice(0, MOST_TOLD).join("\n"),
    count: problems.length,
  });
}

function checkVersion(version: unknown): void {
  if (version === 1) return;
  if (Number.isInteger(version) && (version as number) > 1) {
    throw new PlaygroundError(
      "document",
      `this link was made by a newer Unfold Playground (version ${String(version)}); this one reads version 1`,
      { version: version as number },
    );
  }
  const not = version === undefined ? "it is missing" : `not ${quoted(version)}`;
  refuse([`v must be 1, the version of the format: ${not}`]);
}

function problemOf(issue: v.BaseIssue<unknown>): string {
  const path = (issue.path ?? []).reduce((sofar, { key }) => childPath(sofar, key as string | number), "");
  return `${path} ${issue.message}`;
}

/** Whether there are as many numbers as the tensor's shape says. */
function tensorProblems({ image }: Document): string[] {
  if (!("tensor" in image)) return [];
  const { shape, float32 } = image.tensor;
  const expected = numel(shape) * 4;
  const found = base64Bytes(float32);
  if (found === expected) return [];
  return [
    `image.tensor.float32 must hold ${expected} bytes, 4 for each number of shape [${shape.join(", ")}], not ${found}`,
  ];
}

type Slices = readonly (readonly (readonly number[])[])[];

/** Whether the numbers of a filter, found at `path`, fit the kernel and the image's channels. */
function valuesProblems(path: string, values: Slices[number] | Slices, document: Document): string[] {
  const { kernel_size: kernel } = document;
  const perChannel = Array.isArray(values[0]?.[0]);
  // Told apart by what its first entry holds; the schema has made sure that the rest is alike.
  const slices = (perChannel ? values : [values]) as Slices;
  const channels = channelsOf(document);
  if (perChannel && slices.length !== channels) {
    return [
      `${path} must have one slice for each of the image's ${channels} channels, or one [kh][kw] slice for all, ` +
        `not ${slices.length} slices`,
    ];
  }
  for (const [c, slice] of slices.entries()) {
    const at = perChannel ? `${path}[${c}]` : path;
    if (slice.length !== kernel[0]) {
      return [`${at} must have ${kernel[0]} rows to fit kernel_size [${kernel[0]}, ${kernel[1]}], not ${slice.length}`];
    }
    const row = slice.findIndex((numbers) => numbers.length !== kernel[1]);
    if (row >= 0) {
      return [
        `${at}[${row}] must have ${kernel[1]} numbers to fit kernel_size [${kernel[0]}, ${kernel[1]}], ` +
          `not ${slice[row]?.length ?? 0}`,
      ];
    }
  }
  return [];
}

/** Whether the numbers of the filter, and of the filter behind the target of a loss, fit. */
function filterProblems(document: Document): string[] {
  const { filter, gradients } = document;
  const { target } = gradients;
  return [
    ...("values" in filter ? valuesProblems("filter.values", filter.values, document) : []),
    ...(target !== "zeros" && "values" in target
      ? valuesProblems("gradients.target.values", target.values, document)
      : []),
  ];
}

/** Whether the kernel's geometry fits the image, where its size is known before it is loaded. */
function geometryProblems(document: Document): string[] {
  const shape = knownImageShape(document);
  if (shape === null) return [];
  try {
    checkGeometry(document, shape);
    return [];
  } catch (error) {
    if (error instanceof PlaygroundError) return [error.message];
    throw error;
  }
}

/**
 * Makes a document of foreign data: checks every field, fills in the defaults, drops and names what it does not know.
 * Throws `PlaygroundError` "document": the message tells the first problems with path, rule and value, `detail.problems`
 * tells up to twenty, one per line, and `detail.count` how many there are.
 */
export function checkDocument(input: unknown): CheckedDocument {
  const dangerous: string[] = [];
  const plain = plainCopy(input, dangerous);
  if (!isRecord(plain)) refuse([`a document must be an object like {"v": 1}, not ${quoted(plain)}`]);
  checkVersion(plain["v"]);
  const result = v.safeParse(DOCUMENT_SCHEMA, plain);
  if (!result.success) refuse(result.issues.map(problemOf));
  const document = result.output;
  const problems = [...tensorProblems(document), ...filterProblems(document), ...geometryProblems(document)];
  if (problems.length > 0) refuse(problems);
  return { document, ignored: [...dangerous, ...unknownFields(plain, document)].slice(0, MOST_IGNORED) };
}
