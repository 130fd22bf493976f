import { PlaygroundError } from "../../model/errors";

/** A link that arrived whole in length but not in content; `why` ends the sentence. */
export function damaged(why: string): PlaygroundError {
  return new PlaygroundError("link-damaged", `this link is damaged: ${why}; ask for it to be sent again`);
}
