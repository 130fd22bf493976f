import { type PlainError, PlaygroundError, PyTorchError } from "../model/errors";
import type { GradientCheck, Learned, LearnRequest } from "../model/learning";
import type { ImageNumbers } from "../model/levels";
import type { LossSpec } from "../model/loss";
import type { Measurement, MeasureRequest, ProgramTiming } from "../model/measure";
import type { FilterTap } from "../model/pulls";
import type {
  BackendName,
  EngineStatus,
  Gradients,
  Job,
  JobResult,
  ProgramName,
  TensorName,
  TensorValues,
  HeldImage,
} from "../model/runner";
import type { Survey, TileRequest, TileValues } from "../model/tile-request";
import type { Tiling } from "../model/tiling";

/** A step that is computed in parts; what was worked out about it is kept as long as `number` names the same job and picture. */
interface OnDemand {
  readonly job: Job;
  readonly number: number;
  readonly program: ProgramName;
  readonly step: number;
}

/** What the page asks of the worker: arguments and result of each operation. */
export interface Operations {
  /** The first message to every worker: what it is to go on with. */
  readonly start: {
    readonly args: {
      readonly wanted: BackendName | "auto";
      readonly avoid: readonly BackendName[];
      readonly image: HeldImage | null;
      /** Why an earlier worker was left, if one was. */
      readonly notice: string | null;
    };
    readonly result: EngineStatus;
  };
  /** `isAhead` of a picture whose pieces were sent ahead: fails with tag "not-ahead" when they are not all there. */
  readonly setImage: { readonly args: { readonly image: HeldImage; readonly isAhead: boolean }; readonly result: null };
  readonly run: { readonly args: { readonly job: Job }; readonly result: JobResult };
  readonly tensor: { readonly args: { readonly job: Job; readonly name: TensorName }; readonly result: TensorValues };
  readonly gradients: { readonly args: { readonly job: Job; readonly loss: LossSpec }; readonly result: Gradients };
  readonly step: {
    readonly args: { readonly job: Job; readonly program: ProgramName; readonly step: number };
    readonly result: TensorValues;
  };
  readonly pulls: {
    readonly args: { readonly job: Job; readonly loss: LossSpec; readonly tap: FilterTap };
    readonly result: TensorValues | null;
  };
  readonly checkGradients: {
    readonly args: { readonly job: Job; readonly loss: LossSpec };
    readonly result: GradientCheck;
  };
  readonly learn: { readonly args: { readonly job: Job; readonly request: LearnRequest }; readonly result: Learned };
  readonly tiles: { readonly args: OnDemand & { readonly request: TileRequest }; readonly result: TileValues };
  readonly survey: { readonly args: OnDemand & { readonly tiling: Tiling }; readonly result: Survey };
  readonly elements: {
    readonly args: OnDemand & { readonly from: number; readonly to: number };
    readonly result: Float32Array<ArrayBuffer>;
  };
  readonly timeProgram: { readonly args: { readonly job: Job; readonly runs: number }; readonly result: ProgramTiming };
  readonly measure: {
    readonly args: { readonly job: Job; readonly request: MeasureRequest };
    readonly result: Measurement;
  };
  readonly backend: { readonly args: { readonly name: BackendName | "auto" }; readonly result: EngineStatus };
  readonly liveTensors: { readonly args: Record<string, never>; readonly result: number };
}
export type OperationName = keyof Operations;

/** Page → worker. Every request has an answer; a signal concerns the request of that id and has none. */
export type Request = {
  readonly [Op in OperationName]: { readonly id: number; readonly op: Op; readonly args: Operations[Op]["args"] };
}[OperationName];
export type Signal = { readonly signal: "cancel" | "give-way"; readonly id: number };
/** Memory of results that the page is done with. */
export interface Returned {
  readonly returned: readonly ArrayBuffer[];
}
/** Numbers [at, at + count) of a picture of `of` numbers, sent before the request whose picture is empty; its memory comes back. */
export interface Piece {
  readonly piece: ImageNumbers;
  readonly count: number;
  readonly at: number;
  readonly of: number;
  /** Sent ahead of a picture that may yet come: the one before stays, and it is taken in only where room was made. */
  readonly isAhead: boolean;
}
/** A picture of so many numbers is on its way. */
export interface Expected {
  readonly expected: number;
}
export type ToWorker = Request | Signal | Returned | Piece | Expected;

/** Worker → page. */
export type FromWorker =
  | { readonly id: number; readonly kind: "progress"; readonly done: number }
  | { readonly id: number; readonly kind: "done"; readonly value: Operations[OperationName]["result"] }
  | { readonly id: number; readonly kind: "failed"; readonly error: PlainError }
  | { readonly kind: "status"; readonly status: EngineStatus }
  /** A piece of a picture was taken in. */
  | { readonly kind: "emptied"; readonly piece: ImageNumbers }
  /** The GPU behind a backend went away: this worker is of no more use. */
  | { readonly kind: "lost"; readonly backend: BackendName; readonly why: string };

/** An error as it was before it crossed: only plain data survives a worker boundary. */
export const revive = (error: PlainError): PlaygroundError =>
  error.tag === "pytorch"
    ? new PyTorchError(error.message)
    : new PlaygroundError(error.tag, error.message, error.detail);

/** The buffers of a result, which are handed over instead of copied: the worker keeps none of them. */
export function transferable(value: Operations[OperationName]["result"]): ArrayBuffer[] {
  if (value === null || typeof value === "number") return [];
  if ("notice" in value || "phases" in value || "precision" in value) return [];
  if ("extent" in value || "samples" in value) return [];
  if ("diverged" in value) {
    const { filter, mean, square } = value.state;
    return [filter.buffer, mean.buffer, square.buffer];
  }
  if (value instanceof Float32Array) return [value.buffer];
  if ("values" in value) return [value.values.buffer];
  if ("data" in value) return [value.data.buffer];
  if ("loss" in value) {
    return [value.filter?.data, value.image?.data, value.result].flatMap((each) => (each ? [each.buffer] : []));
  }
  // Runs are small, and the worker goes on using them: they are copied.
  const buffers = [value.output.data.buffer, value.dense.data.buffer];
  if ("data" in value.shown) buffers.push(value.shown.data.buffer);
  return buffers;
}
