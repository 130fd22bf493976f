import { memory } from "@tensorflow/tfjs-core";
import { plainError, PlaygroundError } from "../model/errors";
import type { BackendName, EngineStatus } from "../model/runner";
import { startBackend } from "./backends";
import { type Control, createDesk, withTask } from "./desk";
import type { DemandDesk, Subject } from "./demand/subject";
import { createIncoming } from "./incoming";
import { cancelled, superseded } from "./latest";
import { namedValues } from "./named-values";
import {
  type FromWorker,
  type OperationName,
  type Operations,
  type Request,
  type ToWorker,
  transferable,
} from "./protocol";
import { runJob } from "./run";
import { giveBack } from "./spare";
import { stepValues } from "./step-values";
import { timeProgram } from "./time-program";

// The worker side of the engine: one request at a time, signals heard in between.

// This file is compiled for workers and only ever started as one.
const scope = self as unknown as DedicatedWorkerGlobalScope;

/** A run that has taken this long gives way when a newer one waits; a shorter one is shown first. */
const GIVE_WAY_MS = 300;

const desk = createDesk();
const incoming = createIncoming(desk, (piece) => post({ kind: "emptied", piece }, [piece.buffer]));
/** Steps that are computed in parts: none before the first of them is asked for. */
let demand: DemandDesk | null = null;
const avoid = new Set<BackendName>();
let status: EngineStatus | null = null;
/** The request that was last told to stop; and the one that was last told to give way, as were all before it. */
const told = { cancel: 0, "give-way": 0 };

const post = (message: FromWorker, transfer: ArrayBuffer[] = []): void => scope.postMessage(message, transfer);

/** Lets waiting messages in. A message to oneself is answered after them, and without a timer's delay. */
const breathe = (() => {
  const { port1, port2 } = new MessageChannel();
  // Several may wait; each message to oneself wakes one.
  const waiting: (() => void)[] = [];
  port1.addEventListener("message", () => waiting.shift()?.());
  port1.start();
  return () =>
    new Promise<void>((resolve) => {
      waiting.push(resolve);
      port2.postMessage(null);
    });
})();

function controlFor(id: number, op: OperationName): Control {
  const started = performance.now();
  return {
    async checkpoint() {
      await breathe();
      if (told.cancel === id) throw cancelled();
      // The one that takes the place of this one may have been told in the same moment.
      if (told["give-way"] < id) return;
      const slow = performance.now() - started > GIVE_WAY_MS;
      if (op === "tiles" || op === "survey" || op === "elements" || (op === "run" && slow)) throw superseded();
    },
    progress: (done) => post({ id, kind: "progress", done }),
  };
}

async function chooseBackend(name: BackendName | "auto", notice: string | null): Promise<EngineStatus> {
  // Tensors belong to the backend they were made on.
  desk.clearBackend();
  const started = await startBackend(name, (lost, why) => post({ kind: "lost", backend: lost, why }), avoid);
  const notices = [notice, started.notice].filter((each) => each !== null && each !== "");
  status = { ...started, notice: notices.length === 0 ? null : notices.join(" ") };
  post({ kind: "status", status });
  return status;
}

function runningStatus(): EngineStatus {
  if (!status) throw new PlaygroundError("no-backend", "no backend runs");
  return status;
}

const loadDemand = () => import("./demand/subject");

/** Fetches it and runs it while there is nothing to do: code that has never run takes three times as long. */
async function rehearse(): Promise<void> {
  try {
    const { rehearseMeans } = await loadDemand();
    await rehearseMeans(breathe);
  } catch {
    // Whoever needs it hears why it cannot be had.
  }
}

/** Works on a step that is computed in parts. */
async function onDemand<T>(
  {
    job,
    number,
    program,
    step,
  }: Operations["survey"]["args"] | Operations["tiles"]["args"] | Operations["elements"]["args"],
  control: Control,
  work: (subject: Subject) => Promise<T>,
): Promise<T> {
  const { createDemandDesk } = await loadDemand();
  demand ??= createDemandDesk();
  const subjects = demand;
  return withTask(desk, job, control, "nothing", (task) => work(subjects.of(task, number, program, step)));
}

/** Does what is asked for. What a first result does not need is fetched when it is first asked for. */
async function answer(request: Request): Promise<Operations[OperationName]["result"]> {
  const control = controlFor(request.id, request.op);
  switch (request.op) {
    case "start": {
      const { wanted, avoid: avoided, image, notice } = request.args;
      for (const name of avoided) avoid.add(name);
      if (image) desk.setImage(image, incoming.takeGathered());
      return chooseBackend(wanted, notice);
    }
    case "setImage":
      demand?.clear();
      if (request.args.isAhead) {
        incoming.setAhead(request.args.image.shape);
        return null;
      }
      desk.setImage(request.args.image, incoming.takeGathered());
      return null;
    case "run":
      return withTask(desk, request.args.job, control, "what it used", (task) => runJob(task, runningStatus().backend));
    case "tensor": {
      const { job, name } = request.args;
      return withTask(desk, job, control, "nothing", (task) => namedValues(task, name));
    }
    case "gradients": {
      const { job, loss } = request.args;
      const { gradients } = await import("./gradients");
      return withTask(desk, job, control, "nothing", (task) => gradients(task, loss, runningStatus().backend));
    }
    case "pulls": {
      const { job, loss, tap } = request.args;
      const { typed } = job;
      if (!typed) throw new PlaygroundError("no-program", "no program was typed");
      const { typedPulls } = await import("./typed-pulls");
      return withTask(desk, job, control, "nothing", (task) => typedPulls(task, typed, loss, tap));
    }
    case "checkGradients": {
      const { job, loss } = request.args;
      const { checkGradients } = await import("./check-gradients");
      return withTask(desk, job, control, "nothing", (task) => checkGradients(task, loss));
    }
    case "learn": {
      const { job, request: wanted } = request.args;
      const { learn } = await import("./learn");
      return withTask(desk, job, control, "what it used", (task) => learn(task, wanted));
    }
    case "timeProgram": {
      const { job, runs } = request.args;
      const { typed } = job;
      if (!typed) throw new PlaygroundError("no-program", "no program was typed");
      return withTask(desk, job, control, "nothing", (task) => timeProgram(task, typed, runs, runningStatus()));
    }
    case "step": {
      const { job, program, step } = request.args;
      return withTask(desk, job, control, "nothing", (task) => stepValues(task, program, step));
    }
    case "tiles": {
      const { request: wanted } = request.args;
      return onDemand(request.args, control, (subject) => subject.tiles(wanted, control.checkpoint));
    }
    case "survey": {
      const { tiling } = request.args;
      return onDemand(request.args, control, (subject) => subject.survey(tiling, control.checkpoint));
    }
    case "elements": {
      const { from, to } = request.args;
      return onDemand(request.args, control, (subject) => subject.elements(from, to, control.checkpoint));
    }
    case "measure": {
      const { job, request: wanted } = request.args;
      const { measure } = await import("./measure");
      return withTask(desk, job, control, "nothing", (task) => measure(task, wanted, runningStatus()));
    }
    case "backend":
      return chooseBackend(request.args.name, null);
    case "liveTensors":
      return memory().numTensors;
  }
}

/** What a backend threw for want of room, in plain words; everything else as it is. */
function explained(thrown: unknown): unknown {
  const words = thrown instanceof Error ? thrown.message : String(thrown);
  if (thrown instanceof PlaygroundError || !/texture size|buffer size|out of memory|allocation failed/i.test(words)) {
    return thrown;
  }
  const backend = status?.backend ?? "the backend";
  return new PlaygroundError(
    "too-large-for-backend",
    `${backend} has no room for a tensor of this size; another backend, a smaller picture or a smaller kernel may do. (${words})`,
    { backend },
  );
}

async function handle(request: Request): Promise<void> {
  try {
    const value = await answer(request);
    post({ id: request.id, kind: "done", value }, transferable(value));
  } catch (thrown) {
    if (thrown instanceof WebAssembly.RuntimeError) throw thrown;
    post({ id: request.id, kind: "failed", error: plainError(explained(thrown)) });
  }
}

let queue = Promise.resolve();

/** A trapped wasm module cannot go on: uncaught, so that the page hears of it as of any crash and starts another. */
function crash(thrown: unknown): void {
  setTimeout(() => {
    throw thrown;
  });
}

scope.addEventListener("message", (event: MessageEvent<ToWorker>) => {
  const message = event.data;
  if ("signal" in message) told[message.signal] = message.id;
  else if ("returned" in message) giveBack(message.returned);
  else if ("piece" in message) incoming.take(message);
  else if ("expected" in message) {
    // A large picture's maps are computed in parts.
    if (message.expected > 0) void rehearse();
    queue = queue.then(() => void incoming.expect(message.expected, breathe));
  } else {
    queue = queue.then(() => handle(message)).catch(crash);
  }
});
