import type { Session } from "../session";
import type { CallArguments, TensorValue, Value } from "../values";
import { CREATION } from "./creation";
import { FUNCTIONAL, TORCH } from "./functional";
import { NUMBERS } from "./numbers";
import { QUERIES } from "./queries";
import { functionsOf, methodsOf, type Maker } from "./row";
import { SHAPES } from "./shapes";

const ROWS = [...SHAPES, ...NUMBERS, ...QUERIES];

/** What stands behind a tensor's dot, with brackets. */
export const METHODS: ReadonlyMap<string, (x: TensorValue, args: CallArguments, session: Session) => Value> =
  methodsOf(ROWS);

const named = (makers: readonly Maker[]): ReadonlyMap<string, Maker> =>
  new Map(makers.map((maker) => [maker.name, maker]));

/** `torch.…`. */
export const TORCH_FUNCTIONS = named([...functionsOf(ROWS), ...CREATION, ...TORCH]);

/** `torch.nn.functional.…`. */
export const FUNCTIONAL_FUNCTIONS = named(FUNCTIONAL);

export { otherMethod, PROPERTIES } from "./queries";
