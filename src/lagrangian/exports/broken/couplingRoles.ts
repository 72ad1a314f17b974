/**
 * Which coefficients of a Lagrangian masses decide, and the numbers of all others. The Yukawa couplings of quarks and
 * leptons to a doublet, the self-coupling of a doublet and the mass terms follow from masses and from the condition for the
 * vacuum; what is left has the default numbers of defaultCouplings.ts.
 *
 * Of several doublets with vacuum values up quarks get their masses from the last that couples to them, down quarks and
 * leptons from the first: type II of the two-Higgs-doublet models where nothing else couples. Their couplings to the other
 * doublets are 0 unless a user gives numbers; masses stay as they are then. The self-coupling of the doublet with the largest value gives m_h.
 */
import { GlueballError } from "../../../base/index.ts";
import { isZeroRational, rationalToNumber } from "../../../exact/index.ts";
import type { Vacuum } from "../../breaking/vacuum.ts";
import type { Letter, Theory } from "../../theory.ts";
import { specialUnitaryGroups } from "../../theory.ts";
import { defaultCouplings } from "../defaultCouplings.ts";
import type { NamedEntry } from "../operatorVertices.ts";
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
  /** Index among the U(1) factors. */
  readonly hypercharge: number;
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
  return { ...standard, hypercharge: vacuum.hypercharge };
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

/** In the order of the entries. `valueOf` gives the vacuum value of a field, undefined for those without. */
export function couplingRoles(
  components: ComponentLagrangian,
  doublets: readonly number[],
  standard: StandardFields,
  valueOf: (field: number) => number | undefined,
): CouplingRole[] {
  const { lagrangian, operators, entries, generations } = components;
  const largest = doublets.reduce((best, own) => (valueOf(own)! > valueOf(best)! ? own : best));
  const sources = massSources(components, doublets, standard);
  const defaultOf = defaultCouplings(lagrangian.theory, lagrangian.letters, operators, generations);
  return entries.map(({ term, entry }): CouplingRole => {
    const held = term.operator.slots.map((letter) => lagrangian.letters[letter]);
    const fields = held.map(({ field }) => field);
    const fermion = held.some((letter) => letter.fermion);
    if (held.length === 2) {
      const [first, second] = held;
      const known = knownFields(standard);
      const isDiagonal = entry.flavours[0] === entry.flavours[1];
      const pairs = fermion
        ? !fields.some((field) => known.includes(field))
        : entry.kind === "real" && first.field === second.field;
      return { kind: "bilinear", fermion, mass: isDiagonal && pairs, fields };
    }
    if (fields.every((field) => field === largest)) return { kind: "selfCoupling" };
    const flavours = flavoursOf(held, entry.flavours);
    const source = doublets.find((doublet) => fields.includes(doublet));
    if (fermion && source !== undefined) {
      const kind = yukawaKind(components, fields, standard, source);
      if (kind !== undefined && sources[kind] === source) return { kind: "yukawa", fermion: kind };
      if (kind !== undefined) return { kind: "free", value: 0 };
      const sterile = sterilePartner(components, fields, standard, source);
      if (sterile !== undefined) {
        const isFirst = source === doublets[0];
        const hasMajorana = isMajorana(components, sterile, valueOf);
        return { kind: "free", value: isFirst ? neutrinoDefault(flavours, hasMajorana) : 0 };
      }
    }
    const other = fermion ? vacuumYukawa(components, held, flavours, { standard, valueOf }) : undefined;
    return { kind: "free", value: other ?? defaultOf(operators.indexOf(term), entry) };
  });
}

/** Whether a coefficient belongs to the potential. */
export function isScalarProduct({ lagrangian }: ComponentLagrangian, { term }: NamedEntry): boolean {
  return term.operator.slots.every((letter) => lagrangian.letters[letter].twiceHelicity === 0);
}

/** The doublet that gives each kind its masses. */
function massSources(
  components: ComponentLagrangian,
  doublets: readonly number[],
  standard: StandardFields,
): Readonly<Record<Exclude<FermionKind, "neutrino">, number | undefined>> {
  const { lagrangian, operators } = components;
  const types = operators.map(({ operator }) => operator.slots.map((letter) => lagrangian.letters[letter].field));
  const couplesTo = (kind: FermionKind) =>
    doublets.filter((doublet) => types.some((fields) => yukawaKind(components, fields, standard, doublet) === kind));
  return { up: couplesTo("up").at(-1), down: couplesTo("down")[0], lepton: couplesTo("lepton")[0] };
}

/** Whether the spinor has a Majorana mass, of its own or from a vacuum value. */
function isMajorana(
  { lagrangian: { letters, invariants } }: ComponentLagrangian,
  sterile: number,
  valueOf: (field: number) => number | undefined,
): boolean {
  return invariants.some(({ dimension, operator: { slots } }) => {
    const fields = slots.map((letter) => letters[letter].field);
    const rest = fields.filter((field) => field !== sterile);
    return dimension < 5 && rest.length === fields.length - 2 && rest.every((field) => valueOf(field) !== undefined);
  });
}

/**
 * Of two spinors and a scalar with a vacuum value that is no doublet: neutrinos of some 0.01 eV from the lepton doublets, and
 * couplings 0.1, 0.2, 0.3 between equal generations of new fields; undefined for others.
 */
function vacuumYukawa(
  { table }: ComponentLagrangian,
  held: readonly Letter[],
  [first, second]: readonly number[],
  { standard, valueOf }: { readonly standard: StandardFields; readonly valueOf: (field: number) => number | undefined },
): number | undefined {
  const [scalar] = held.filter((letter) => !letter.fermion);
  const spinors = held.filter((letter) => letter.fermion).map(({ field }) => field);
  const value = valueOf(scalar.field);
  if (value === undefined || isWeakDoublet(table.theory, scalar.field)) return undefined;
  const size = first === second ? first + 1 : 0;
  if (spinors.every((field) => field === standard.L)) return (size * NEUTRINO_MASS) / (Math.SQRT2 * value);
  return spinors.some((field) => knownFields(standard).includes(field)) ? undefined : size * NEW_YUKAWA;
}

const NEUTRINO_MASS = 1e-11; // GeV
const NEW_YUKAWA = 0.1;

function isWeakDoublet(theory: Theory, field: number): boolean {
  const groups = specialUnitaryGroups(theory);
  return theory.fields[field].irreps.some((labels, k) => groups[k].n === 2 && labels[0] === 1);
}

function knownFields({ Q, uc, dc, L, ec }: StandardFields): (number | undefined)[] {
  return [Q, uc, dc, L, ec];
}

/** Of two fields with as many generations. */
function yukawaKind(
  { table }: ComponentLagrangian,
  fields: readonly number[],
  { Q, uc, dc, L, ec }: StandardFields,
  field: number,
): Exclude<FermionKind, "neutrino"> | undefined {
  const isOf = (first: number | undefined, second: number | undefined) =>
    first !== undefined &&
    second !== undefined &&
    table.fields[first].copies === table.fields[second].copies &&
    fields.length === 3 &&
    [first, second, field].every((own) => fields.includes(own));
  if (isOf(Q, uc)) return "up";
  if (isOf(Q, dc)) return "down";
  return isOf(L, ec) ? "lepton" : undefined;
}

/** The other spinor in a Yukawa coupling of the lepton doublet with one that has neither colour nor hypercharge. */
function sterilePartner(
  { table: { theory } }: ComponentLagrangian,
  fields: readonly number[],
  { L, hypercharge }: StandardFields,
  field: number,
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
