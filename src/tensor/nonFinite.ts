/** Finding where a number stopped being finite: every float node of a program is asked, in order. */
import { GlueballError } from "../base/index.ts";
import { originOf, topologicalOrder } from "./graph.ts";
import { isInput } from "./ops/source.ts";
import { Program } from "./program.ts";
import type { Execution } from "./runtime.ts";

/** The error for a program that gave NaN or infinity with the values it now holds. */
export async function nonFiniteError(program: Program, execution: Execution, step: number): Promise<GlueballError> {
  const { outputs, updates = {} } = program.definition;
  const nodes = topologicalOrder([...Object.values(outputs), ...Object.values(updates)]);
  const floats = nodes.filter((node) => node.outputs[0].dtype === "float32" && node.outputs[0].size > 0);
  // x * 0 summed is 0, or NaN when any element is not finite.
  const flags = floats.map((node) => node.outputs[0].mul(0).sum().reshape([1]));
  const diagnosis = await Program.compile({ outputs: { flags: flags[0].concat(flags.slice(1), 0) } }, execution);
  const values = program.values();
  const feeds = diagnosis.inputs.map(({ name }) => [name, values[name]] as const);
  const result = (await diagnosis.run(Object.fromEntries(feeds))).flags;
  await diagnosis.release();
  const culprit = floats[result.findIndex((flag) => !Number.isFinite(flag))];
  const name = culprit === undefined ? undefined : isInput(culprit.op) ? `input ${culprit.op.key}` : culprit.op.name;
  return new GlueballError({
    code: "tensor/non-finite",
    what: `step ${step} is not finite; the parameters stay as they were before it`,
    place: culprit === undefined ? undefined : originOf(culprit),
    found: name === undefined ? "no single op" : `NaN or infinity first in ${name}`,
    expected: "finite numbers",
    hint: "Lower the learning rate or clip the gradient, and look at the inputs of this batch.",
  });
}
