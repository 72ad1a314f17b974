/**
 * Whether the types that a network wrote are invariant, by the exact verifier (src/lagrangian/verify) and not by the counter
 * from which their labels come.
 *
 * Each group by itself: charges as fractions; for SU(3), SU(2) and the two sl(2) of the Lorentz group the kernel of the
 * raising operators in whole numbers (algebraSinglets.ts), where nothing left is a proof. Where all groups allow a type,
 * its contractions are written out and go through `checkTerms`: generators in whole numbers, random group elements as a
 * second opinion, and ranks, so that what vanishes for equal fields or depends on others is found.
 *
 * What decides, helicities, irreps and which letters are equal, is the same for very many types, so a verifier remembers
 * patterns; charges do not matter once they sum to zero.
 */
import { createRng } from "../../../../base/index.ts";
import { addRationals, isZeroRational, ZERO } from "../../../../exact/index.ts";
import type { DynkinLabels } from "../../../../exact/index.ts";
import { bootstrapRows, orShare } from "../../../../stats/index.ts";
import type { Estimate } from "../../../../stats/index.ts";
import { operatorSpace } from "../../../explicit/operatorSpace.ts";
import { createStructureLibrary } from "../../../explicit/structureLibrary.ts";
import type { StructureLibrary } from "../../../explicit/structureLibrary.ts";
import { termOfOperator } from "../../../terms/term.ts";
import { lettersOf } from "../../../theory.ts";
import { checkTerms } from "../../../verify/checkTerms.ts";
import { lettersOfList, theoryOfList } from "../../../words/matterFields.ts";
import type { FieldList, MatterField } from "../../../words/matterFields.ts";
import type { CountedType } from "../../lists/typeCounts.ts";
import { createAlgebraSinglets } from "./algebraSinglets.ts";

export const SYMMETRIES = ["lorentz", "su3", "su2", "u1"] as const;
export type Symmetry = (typeof SYMMETRIES)[number];

export interface VerifiedType extends CountedType {
  /** Whether each group by itself has an invariant of these letters. */
  readonly holds: Readonly<Record<Symmetry, boolean>>;
  /** Independent invariants of one copy of each field, all of them verified; 0 where something forbids the type. */
  readonly invariants: number;
  /** What forbids the type: groups, or `equal fields` for which every contraction vanishes. */
  readonly forbiddenBy: readonly (Symmetry | "equal fields")[];
}

export type TypeVerifier = (fields: FieldList, type: CountedType) => VerifiedType;

/** A verifier, which serves any number of lists. */
export function createTypeVerifier(): TypeVerifier {
  const singlets = createAlgebraSinglets();
  const library = createStructureLibrary();
  const patterns = new Map<string, number>();
  return (fields, { letters, count }) => {
    const all = lettersOfList(fields);
    const own = letters.map((letter) => all[letter]);
    const hasSinglet = (N: 2 | 3, irrep: (letter: MatterField) => DynkinLabels) => singlets(N, own.map(irrep)) > 0;
    const spinors = (twiceHelicity: number) =>
      own.filter((letter) => letter.twiceHelicity === twiceHelicity).map(() => [1]);
    const holds = {
      lorentz: singlets(2, spinors(-1)) > 0 && singlets(2, spinors(1)) > 0,
      su3: hasSinglet(3, ({ su3 }) => su3),
      su2: hasSinglet(2, ({ su2 }) => su2),
      u1: isZeroRational(own.map(({ charge }) => charge).reduce(addRationals, ZERO)),
    };
    const broken = SYMMETRIES.filter((symmetry) => !holds[symmetry]);
    if (broken.length > 0) return { letters, count, holds, invariants: 0, forbiddenBy: broken };
    const pattern = patternOf(letters, all);
    const invariants = patterns.get(pattern.key) ?? verifiedInvariants(pattern, library);
    patterns.set(pattern.key, invariants);
    return { letters, count, holds, invariants, forbiddenBy: invariants === 0 ? ["equal fields"] : [] };
  };
}

/** The distinct letters of a type, with their powers, in an order that depends on their kinds only. */
interface Pattern {
  readonly key: string;
  readonly parts: readonly { readonly power: number; readonly field: MatterField }[];
}

function patternOf(letters: readonly number[], all: readonly MatterField[]): Pattern {
  const kinds = [...new Set(letters)].map((letter) => {
    const power = letters.filter((other) => other === letter).length;
    const field = { ...all[letter], charge: ZERO };
    return { power, field, text: `${field.twiceHelicity} ${field.su3.join()} ${field.su2.join()} ^${power}` };
  });
  const parts = kinds.sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0));
  return { key: parts.map(({ text }) => text).join(" | "), parts };
}

/** How many operators the contractions of a pattern are, every product of structures as a term of its own. */
function verifiedInvariants({ parts }: Pattern, library: StructureLibrary): number {
  const theory = theoryOfList(
    parts.map(({ field }) => field),
    "pattern",
  );
  const letters = lettersOf(theory);
  const strengths = letters.length - 2 * parts.length; // letters of field strengths stand first
  const powers = parts.map(({ power }, k) => ({ letter: strengths + 2 * k, power }));
  const space = operatorSpace(letters, { powers, derivatives: 0 }, library);
  const terms = Array.from({ length: space.dimension }, (_, k) => {
    const vector = Array.from({ length: space.dimension }, (_entry, place) => (place === k ? 1 : 0));
    return termOfOperator({ ...space, vector, symmetry: [] });
  });
  const verdicts = checkTerms(terms, theory, { generations: 1 });
  const broken = verdicts.find(({ invariant }) => !invariant);
  if (broken !== undefined) throw new Error(`a contraction is not invariant: ${broken.text}`);
  return verdicts.reduce((sum, { valid, fresh }) => sum + (valid ? fresh : 0), 0);
}

export const VERIFIED_SHARES = [...SYMMETRIES, "invariant", "number"] as const;
export type VerifiedShare = (typeof VERIFIED_SHARES)[number];

export interface VerificationSummary {
  readonly types: number;
  /** Of all written types: those that each group allows, those with a verified invariant, with no more than there are. */
  readonly shares: Readonly<Record<VerifiedShare, Estimate>>;
}

/** Shares of all types of all lists together, `verified` by list; intervals over lists (shareInterval.ts). */
export function summariseVerified(verified: readonly (readonly VerifiedType[])[]): VerificationSummary {
  const hits = verified.map((types) => types.map(verdictsOf));
  const sharesOf = (rows: Uint32Array) => {
    const own = [...rows].flatMap((row) => hits[row]);
    const share = (name: VerifiedShare) => own.filter((verdicts) => verdicts[name]).length / own.length;
    return Object.fromEntries(VERIFIED_SHARES.map((name) => [name, own.length === 0 ? 1 : share(name)]));
  };
  const rng = createRng(1).fork("verified");
  const estimates = bootstrapRows([verified.length], sharesOf, { rng });
  const written = verified.filter((types) => types.length > 0).length;
  const shares = VERIFIED_SHARES.map((name) => [name, orShare(estimates[name], written)]);
  return { types: verified.flat().length, shares: Object.fromEntries(shares) as Record<VerifiedShare, Estimate> };
}

function verdictsOf({ count, holds, invariants }: VerifiedType): Record<VerifiedShare, boolean> {
  return { ...holds, invariant: invariants > 0, number: invariants > 0 && count <= invariants };
}
