import { plainError } from "../../model/errors";
import type { PictureCall, PictureReply } from "./protocol";
import { createPictureService, pictureError } from "./service";

// The file is compiled with the worker library, but `self` there stands for any kind of worker.
const scope = self as unknown as DedicatedWorkerGlobalScope;
const service = createPictureService();

async function reply({ call, request }: PictureCall): Promise<void> {
  try {
    const answer = await service.answer(
      request,
      (progress) => {
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has no origin to name
        scope.postMessage({ call, progress } satisfies PictureReply);
      },
      (piece) => scope.postMessage({ call, ...piece } satisfies PictureReply, [piece.piece.buffer]),
    );
    const { data, preview } = answer !== null && "image" in answer ? answer.image : {};
    const transfer = [data, preview].flatMap((each) => (each ? [each.buffer] : []));
    scope.postMessage({ call, answer } satisfies PictureReply, transfer);
  } catch (thrown) {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has no origin to name
    scope.postMessage({ call, error: plainError(pictureError(thrown)) } satisfies PictureReply);
  }
}

scope.addEventListener("message", (event: MessageEvent<PictureCall>) => void reply(event.data));
