/**
 * The vacuum of a theory: the fields that the user names, else one doublet and what gets a vacuum value from it. A term
 * linear in a neutral component forces a value on its field, as the term H H Delta+ of the type-II seesaw does. It does not
 * where a bilinear with a field of the vacuum can cancel the term (a second doublet in the Higgs basis), nor for a singlet,
 * which a shift leaves without a value.
 */
import { isZeroRational } from "../../exact/index.ts";
import type { NamedOperator } from "../exports/couplings.ts";
import type { Theory } from "../theory.ts";
import type { Tadpole } from "./scalarMasses.ts";
import { tadpoles } from "./scalarMasses.ts";
import { hasNeutral } from "./vacuum.ts";
import type { BrokenTheory } from "./vacuumProducts.ts";
import { breakTheory } from "./vacuumProducts.ts";

/** `operators` are those of dimension 2 to 4. @throws GlueballError as `vacuumOf`. */
export function breakWithInduced(
  theory: Theory,
  operators: readonly NamedOperator[],
  names: readonly string[] = [],
): BrokenTheory {
  const broken = breakTheory(theory, names);
  if (names.length > 0) return broken;
  const held = () => current.vacuum.values.map(({ field }) => theory.fields[field].name);
  let current = broken;
  for (;;) {
    const found = inducedFields(current, operators).map((field) => theory.fields[field].name);
    if (found.length === 0) return current;
    current = breakTheory(theory, [...held(), ...found]);
  }
}

/** Fields without a vacuum value that get one from those that have. */
function inducedFields(broken: BrokenTheory, operators: readonly NamedOperator[]): number[] {
  const { theory, vacuum } = broken;
  const linear = tadpoles(broken, operators).filter((tadpole) => !isRemovable(broken, tadpole, operators));
  const fields = [...new Set(linear.map(({ state }) => broken.components[state.component].field))];
  return fields.filter((field) => hasNeutral(theory, field, vacuum));
}

function isRemovable(
  { theory, vacuum, components }: BrokenTheory,
  { state, terms }: Tadpole,
  operators: readonly NamedOperator[],
): boolean {
  const { field } = components[state.component];
  const { irreps, charges } = theory.fields[field];
  const isSinglet = irreps.every((labels) => labels.every((label) => label === 0)) && charges.every(isZeroRational);
  const isBilinear = ({ coupling }: { readonly coupling: string }) =>
    operators.some(({ coupling: { name }, operator }) => name === coupling && operator.slots.length === 2);
  return isSinglet || vacuum.values.some((own) => own.field === field) || terms.some(isBilinear);
}
