/** Couplings by name, found under the name of a type or of its conjugate. */
import type { Letter, OperatorType } from "../theory.ts";
import { conjugateType, typeName } from "../typeNames.ts";
import type { Coupling } from "./couplings.ts";

export type CouplingTable = (type: OperatorType) => Coupling | undefined;

/** `letters` are those of the theory of the couplings. */
export function couplingTable(
  couplings: readonly Coupling[],
  letters: readonly Letter[],
  conjugate = (type: OperatorType) => conjugateType(type, letters),
): CouplingTable {
  const byName = new Map(couplings.map((coupling) => [typeName(coupling.type, letters), coupling]));
  return (type) => byName.get(typeName(type, letters)) ?? byName.get(typeName(conjugate(type), letters));
}
