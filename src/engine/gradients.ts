import type { LossSpec } from "../model/loss";
import type { BackendName, Gradients } from "../model/runner";
import type { Task } from "./desk";
import { type LossBench, windowLoss } from "./loss";
import { typedLoss } from "./typed-loss";

/** The loss of a job laid out: over its typed program's last tensor where there is one, else over what its controls say. */
export const lossBench = (task: Task, spec: LossSpec): Promise<LossBench> =>
  task.job.typed && spec.of === "maps" ? typedLoss(task, task.job.typed, spec) : windowLoss(task, spec);

/** A loss of a job, and its gradients with respect to filter and picture, computed on `backend`. */
export async function gradients(task: Task, spec: LossSpec, backend: BackendName): Promise<Gradients> {
  const started = performance.now();
  const bench = await lossBench(task, spec);
  try {
    const { loss, filter, image, result } = await bench.at(task.job.filter, true);
    const shape = [task.image.shape[1], ...task.job.geometry.kernel_size];
    return {
      backend,
      loss,
      filter: filter && { shape, data: filter },
      image: image && { shape: task.image.shape, data: image },
      result,
      milliseconds: performance.now() - started,
    };
  } finally {
    bench.dispose();
  }
}
