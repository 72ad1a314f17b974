/** A theory as the JSON that `theoryFromJson` reads; and with left-handed fermions only. */
import { formatRational, isZeroRational, negateRational } from "../../exact/index.ts";
import type { Field, Group, Theory } from "../theory.ts";
import { cyclicGroups, specialUnitaryGroups, unitaryGroups } from "../theory.ts";

export interface GroupRecord {
  name: string;
  type: Group["kind"];
  /** Of SU, SO and Sp. */
  N?: number;
  /** Of Z. */
  M?: number;
  gauged?: boolean;
  boson?: string;
}

/** What is trivial is left out; irreps are Dynkin labels. */
export function theoryRecord(theory: Theory) {
  const { name, description, groups, fields, hyperchargeConvention } = theory;
  return {
    name,
    description,
    groups: groups.map(groupRecord),
    fields: fields.map((field) => fieldRecord(field, theory)),
    hyperchargeConvention,
  };
}

/** A group as JSON. */
export function groupRecord(group: Group): GroupRecord {
  const { name } = group;
  if (group.kind === "Z") return { name, type: "Z", M: group.order };
  const { kind, gauged, boson } = group;
  return {
    name,
    type: kind,
    ...(kind === "U1" ? {} : { N: group.n }),
    gauged,
    ...(boson === undefined ? {} : { boson }),
  };
}

function fieldRecord({ name, latex, twiceHelicity, irreps, charges, residues, real, copies }: Field, theory: Theory) {
  const irrepEntries = specialUnitaryGroups(theory).flatMap((group, k) =>
    irreps[k].every((label) => label === 0) ? [] : [[group.name, [...irreps[k]]] as const],
  );
  const chargeEntries = unitaryGroups(theory).flatMap((group, k) =>
    isZeroRational(charges[k]) ? [] : [[group.name, formatRational(charges[k])] as const],
  );
  const residueEntries = cyclicGroups(theory).flatMap((group, k) =>
    residues[k] === 0 ? [] : [[group.name, residues[k]] as const],
  );
  return {
    name,
    ...(latex === undefined ? {} : { latex }),
    spin: twiceHelicity === 0 ? "0" : "1/2",
    ...(twiceHelicity === 0 ? {} : { helicity: twiceHelicity < 0 ? "-1/2" : "1/2" }),
    irreps: Object.fromEntries(irrepEntries),
    charges: Object.fromEntries(chargeEntries),
    ...(residueEntries.length === 0 ? {} : { z: Object.fromEntries(residueEntries) }),
    ...(real ? { real } : {}),
    copies,
  };
}

/** The same theory with every right-handed field X written as its left-handed conjugate Xc. */
export function leftHanded(theory: Theory): Theory {
  const orders = cyclicGroups(theory).map(({ order }) => order);
  const fields = theory.fields.map((field): Field => {
    if (field.twiceHelicity <= 0) return field;
    return {
      ...field,
      name: `${field.name}c`,
      latex: field.latex === undefined ? undefined : `{${field.latex}}^{c}`,
      twiceHelicity: -1,
      irreps: field.irreps.map((labels) => labels.toReversed()),
      charges: field.charges.map(negateRational),
      residues: field.residues.map((residue, k) => (orders[k] - residue) % orders[k]),
    };
  });
  return { ...theory, fields };
}
