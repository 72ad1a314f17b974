/**
 * The Green's basis of a type, operators that are independent up to total derivatives, equations of motion kept: the
 * first independent ones of all contractions. Their number is the count with the same choice; a Lagrangian in this form
 * is what matching calculations give before fields are redefined.
 */
import { createRng } from "../../base/index.ts";
import type { Term } from "../terms/term.ts";
import type { Letter, OperatorType, Theory } from "../theory.ts";
import { typeSpan } from "../verify/typeSpan.ts";
import { allContractions } from "./allContractions.ts";

/**
 * Every term stands for all flavour components that those before it do not have. Kinetic terms belong here too.
 * @throws GlueballError lagrangian/too-many-contractions, lagrangian/too-many-equal-fields.
 */
export function greenBasis(
  type: OperatorType,
  theory: Theory,
  letters: readonly Letter[],
  generations: number,
): Term[] {
  const candidates = allContractions(type, theory, letters);
  const options = { generations, equality: "green", rng: createRng(3) } as const;
  const { terms } = typeSpan(candidates, type, theory, letters, options);
  return candidates.filter((_, k) => terms[k].fresh > 0);
}
