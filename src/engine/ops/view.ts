import { operand } from "../../model/dims";
import { viewAs } from "../strided";
import type { Evaluator } from "./evaluator";

/** What every view is: the storage of its input under the layout that the model worked out. No number moves. */
export const view: Evaluator<unknown> = (_args, inputs, { layout }) => viewAs(operand(inputs, 0), layout);
