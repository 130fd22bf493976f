/** One way of computing a case, ready to run as often as wanted. */
export interface Method {
  /** Before a sample, outside the clock: makes its backend the running one. */
  enter?(): Promise<void>;
  run(): void | Promise<unknown>;
  /** What a run yields; compared with `expected`. */
  read?(): Promise<Float32Array>;
  /** What `read` must yield. */
  expected?(): Float32Array;
  /** Milliseconds a run will take, found out by less than a run. */
  estimate?(): number;
  /** What one run does, where that is not the case's own: multiply-adds or bytes. */
  readonly work?: number;
  dispose?(): void | Promise<void>;
}

/** A method by name; made only when its case is measured, and failing to be made is a result too. */
export interface NamedMethod {
  readonly name: string;
  make(): Method | Promise<Method>;
}
