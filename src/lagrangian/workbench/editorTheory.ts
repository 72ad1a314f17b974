/** A theory as the page edits it: the JSON of `theoryFromJson`, irreps by name and charges as fractions. */
import { formatRational, irrepNameOf } from "../../exact/index.ts";
import type { GroupRecord } from "../exports/theoryRecord.ts";
import { groupRecord } from "../exports/theoryRecord.ts";
import type { Field, Theory } from "../theory.ts";
import { cyclicGroups, nonabelianGroups, simpleGroupsOf, unitaryGroups } from "../theory.ts";

export interface EditorField {
  name: string;
  latex?: string;
  spin: string;
  /** Of spinors. */
  helicity?: string;
  irreps: Record<string, string>;
  charges: Record<string, string>;
  z: Record<string, number>;
  real: boolean;
  copies: string;
}

export interface EditorTheory {
  name: string;
  description: string;
  groups: GroupRecord[];
  fields: EditorField[];
  hyperchargeConvention: Theory["hyperchargeConvention"];
}

export function editorTheory(theory: Theory): EditorTheory {
  const { name, description, groups, fields, hyperchargeConvention } = theory;
  return {
    name,
    description,
    groups: groups.map(groupRecord),
    fields: fields.map((field) => editorField(field, theory)),
    hyperchargeConvention,
  };
}

function editorField(field: Field, theory: Theory): EditorField {
  const { name, latex, twiceHelicity, irreps, charges, residues, real, copies } = field;
  const groups = simpleGroupsOf(theory);
  return {
    name,
    ...(latex === undefined ? {} : { latex }),
    spin: twiceHelicity === 0 ? "0" : "1/2",
    ...(twiceHelicity === 0 ? {} : { helicity: twiceHelicity < 0 ? "-1/2" : "1/2" }),
    irreps: Object.fromEntries(
      nonabelianGroups(theory).map((group, k) => [group.name, irrepNameOf(groups[k], irreps[k])]),
    ),
    charges: Object.fromEntries(unitaryGroups(theory).map((group, k) => [group.name, formatRational(charges[k])])),
    z: Object.fromEntries(cyclicGroups(theory).map((group, k) => [group.name, residues[k]])),
    real,
    copies: String(copies),
  };
}
