/**
 * Which coefficients of a Lagrangian masses decide, and the numbers of all others. The Yukawa couplings of quarks and
 * leptons to the doublet, the self-coupling of the doublet and the mass terms follow from masses and from the condition for the
 * vacuum; what is left has the default numbers of defaultCouplings.ts.
 */
import { GlueballError } from "../../../base/index.ts";
import { isZeroRational, rationalToNumber } from "../../../exact/index.ts";
import type { Vacuum } from "../../breaking/vacuum.ts";
import type { Letter } from "../../theory.ts";
import { specialUnitaryGroups } from "../../theory.ts";
import { defaultCouplings } from "../defaultCouplings.ts";
import type { FieldComponents } from "../particles.ts";
import { hyperchargeScale } from "../particles.ts";
import type { ComponentLagrangian } from "./componentLagrangian.ts";
import type { FermionKind } from "./standardInputs.ts";

export type CouplingRole =
  /** Of a doublet and a singlet of the Standard Model with the Higgs doublet. */
  | { readonly kind: "yukawa"; readonly fermion: Exclude<FermionKind, "neutrino"> }
  /** Of four fields of the Higgs doublet. */
  | { readonly kind: "selfCoupling" }
  /** Two scalars or two spinors; `mass` where they make a mass of one generation of one or two new fields. */
  | { readonly kind: "bilinear"; readonly fermion: boolean; readonly mass: boolean; readonly fields: readonly number[] }
  | { readonly kind: "free"; readonly value: number };

/** The fields of the Standard Model by their quantum numbers; of several alike the one with most copies. */
export interface StandardFields {
  readonly Q: number | undefined;
  readonly uc: number | undefined;
  readonly dc: number | undefined;
  readonly L: number | undefined;
  readonly ec: number | undefined;
}

/** Colour irrep, isospin and hypercharge of left-handed spinors. */
const NUMBERS = {
  Q: ["1,0", 1, 1 / 6],
  uc: ["0,1", 0, -2 / 3],
  dc: ["0,1", 0, 1 / 3],
  L: ["0,0", 1, -1 / 2],
  ec: ["0,0", 0, 1],
} as const;

const KNOWN_GENERATIONS = 3;

/** @throws GlueballError lagrangian/too-many-generations. */
export function standardFields({ table }: ComponentLagrangian, vacuum: Vacuum): StandardFields {
  const { theory, colourFactor, fields } = table;
  const find = ([colour, isospin, hypercharge]: (typeof NUMBERS)[keyof typeof NUMBERS]): number | undefined => {
    const found = theory.fields.flatMap(({ twiceHelicity, irreps, charges }, k) => {
      const Y = rationalToNumber(charges[vacuum.hypercharge]) * hyperchargeScale(theory);
      const own = colourFactor === -1 ? "0,0" : irreps[colourFactor].join();
      const rest = irreps.filter((_, factor) => factor !== colourFactor && factor !== vacuum.isospin);
      const isSinglet = rest.every((labels) => labels.every((label) => label === 0));
      const agrees = own === colour && irreps[vacuum.isospin][0] === isospin && Math.abs(Y - hypercharge) < 1e-12;
      return twiceHelicity === -1 && isSinglet && agrees ? [k] : [];
    });
    return found.toSorted((a, b) => fields[b].copies - fields[a].copies || a - b)[0];
  };
  const standard = {
    Q: find(NUMBERS.Q),
    uc: find(NUMBERS.uc),
    dc: find(NUMBERS.dc),
    L: find(NUMBERS.L),
    ec: find(NUMBERS.ec),
  };
  for (const own of Object.values(standard)) {
    if (own !== undefined && fields[own].copies > KNOWN_GENERATIONS) throw tooManyGenerations(fields[own]);
  }
  return standard;
}

function tooManyGenerations({ field, copies }: FieldComponents): GlueballError {
  return new GlueballError({
    code: "lagrangian/too-many-generations",
    what: "quarks and leptons have names and masses for three generations",
    place: field.name,
    found: `${copies} generations`,
    expected: "1, 2 or 3",
  });
}

/** In the order of the entries. */
export function couplingRoles(
  components: ComponentLagrangian,
  vacuum: Vacuum,
  standard: StandardFields,
): CouplingRole[] {
  const { lagrangian, operators, entries, generations } = components;
  const defaultOf = defaultCouplings(lagrangian.theory, lagrangian.letters, operators, generations);
  return entries.map(({ term, entry }): CouplingRole => {
    const held = term.operator.slots.map((letter) => lagrangian.letters[letter]);
    const fields = held.map(({ field }) => field);
    const fermion = held.some((letter) => letter.fermion);
    if (held.length === 2) {
      const [first, second] = held;
      const known = Object.values(standard);
      const isDiagonal = entry.flavours[0] === entry.flavours[1];
      const pairs = fermion
        ? !fields.some((field) => known.includes(field))
        : entry.kind === "real" && first.field === second.field;
      return { kind: "bilinear", fermion, mass: isDiagonal && pairs, fields };
    }
    if (fields.every((field) => field === vacuum.field)) return { kind: "selfCoupling" };
    const kind = yukawaKind(components, fields, standard, vacuum);
    if (kind !== undefined) return { kind: "yukawa", fermion: kind };
    const sterile = sterilePartner(components, fields, standard, vacuum);
    if (sterile === undefined) return { kind: "free", value: defaultOf(operators.indexOf(term), entry) };
    const hasMajorana = lagrangian.invariants.some(
      ({ dimension, operator: { slots } }) =>
        dimension === 3 && slots.length === 2 && slots.every((letter) => lagrangian.letters[letter].field === sterile),
    );
    return { kind: "free", value: neutrinoDefault(flavoursOf(held, entry.flavours), hasMajorana) };
  });
}

/** Of two fields with as many generations. */
function yukawaKind(
  { table }: ComponentLagrangian,
  fields: readonly number[],
  { Q, uc, dc, L, ec }: StandardFields,
  { field }: Vacuum,
): Exclude<FermionKind, "neutrino"> | undefined {
  const isOf = (first: number | undefined, second: number | undefined) =>
    first !== undefined &&
    second !== undefined &&
    table.fields[first].copies === table.fields[second].copies &&
    [first, second, field].every((own) => fields.includes(own));
  if (isOf(Q, uc)) return "up";
  if (isOf(Q, dc)) return "down";
  return isOf(L, ec) ? "lepton" : undefined;
}

/** The other spinor in a Yukawa coupling of the lepton doublet with one that has neither colour nor hypercharge. */
function sterilePartner(
  { table: { theory } }: ComponentLagrangian,
  fields: readonly number[],
  { L }: StandardFields,
  { field, hypercharge }: Vacuum,
): number | undefined {
  const [other, ...more] = fields.filter((own) => own !== L && own !== field);
  if (!fields.includes(L ?? -1) || !fields.includes(field) || other === undefined || more.length > 0) return undefined;
  const { charges, irreps } = theory.fields[other];
  const groups = specialUnitaryGroups(theory);
  const isColourless = irreps.every((labels, k) => groups[k].n === 2 || labels.every((label) => label === 0));
  return isColourless && isZeroRational(charges[hypercharge]) ? other : undefined;
}

function flavoursOf(held: readonly Letter[], flavours: readonly number[]): number[] {
  return flavours.filter((_, slot) => held[slot].fermion);
}

/** Light neutrinos of some 0.01 eV beside heavy ones of some TeV, or of a Dirac mass of some 0.1 eV. */
function neutrinoDefault([first, second]: readonly number[], hasMajorana: boolean): number {
  return first === second ? (first + 1) * (hasMajorana ? 1e-6 : 1e-12) : 0;
}
