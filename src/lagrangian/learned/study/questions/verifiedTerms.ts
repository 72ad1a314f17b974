/**
 * Whether the types that a network wrote are invariant, by the exact verifier (src/lagrangian/verify) and not by the counter
 * from which their labels come.
 *
 * Each group by itself: charges as fractions; for SU(3), SU(2) and the two sl(2) of the Lorentz group the kernel of the
 * raising operators in whole numbers (algebraSinglets.ts), where nothing left is a proof. Where all groups allow a type,
 * its contractions are written out and go through `checkTerms`: generators in whole numbers, random group elements as a
 * second opinion, and ranks, so that what vanishes for equal fields or depends on others is found. The verifier is shown an
 * explicit contraction for every type that is called invariant.
 *
 * What decides, helicities, irreps and which letters are equal, is the same for very many types, so a verifier remembers
 * patterns; charges do not matter once they sum to zero.
 */
import { createRng } from "../../../../base/index.ts";
import { addRationals, isZeroRational, rational } from "../../../../exact/index.ts";
import { bootstrapRows, orShare } from "../../../../stats/index.ts";
import type { Estimate } from "../../../../stats/index.ts";
import { operatorSpace } from "../../../explicit/operatorSpace.ts";
import { createStructureLibrary } from "../../../explicit/structureLibrary.ts";
import type { StructureLibrary } from "../../../explicit/structureLibrary.ts";
import { termOfOperator } from "../../../terms/term.ts";
import type { Term } from "../../../terms/term.ts";
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
  /** A contraction that passed; its slots are letters of `theoryOfList(fields)`. */
  readonly contraction?: Term | undefined;
}

export type TypeVerifier = (fields: FieldList, type: CountedType) => VerifiedType;

/** A verifier, which serves any number of lists. */
export function createTypeVerifier(): TypeVerifier {
  const singlets = createAlgebraSinglets();
  const library = createStructureLibrary();
  const patterns = new Map<string, Contracted>();
  return (fields, { letters, count }) => {
    const all = lettersOfList(fields);
    const own = letters.map((letter) => all[letter]);
    const spinors = (twiceHelicity: number) =>
      own.filter((letter) => letter.twiceHelicity === twiceHelicity).map(() => [1]);
    const holds = {
      lorentz: singlets(2, spinors(-1)) > 0 && singlets(2, spinors(1)) > 0,
      su3:
        singlets(
          3,
          own.map(({ su3 }) => su3),
        ) > 0,
      su2:
        singlets(
          2,
          own.map(({ su2 }) => su2),
        ) > 0,
      u1: isZeroRational(own.reduce((sum, { charge }) => addRationals(sum, charge), rational(0))),
    };
    const broken = SYMMETRIES.filter((symmetry) => !holds[symmetry]);
    if (broken.length > 0) return { letters, count, holds, invariants: 0, forbiddenBy: broken };
    const pattern = patternOf(letters, all);
    const contracted = patterns.get(pattern.key) ?? contract(pattern, library);
    patterns.set(pattern.key, contracted);
    const { invariants, term, strengths } = contracted;
    const slots = term?.slots.map((part) => strengths + pattern.parts[part].letter);
    const contraction = term === undefined || slots === undefined ? undefined : { ...term, slots };
    return { letters, count, holds, invariants, forbiddenBy: invariants === 0 ? ["equal fields"] : [], contraction };
  };
}

/** The distinct letters of a type, with their powers, in an order that depends on their kinds only. */
interface Pattern {
  readonly key: string;
  readonly parts: readonly { readonly letter: number; readonly power: number; readonly field: MatterField }[];
}

const NEUTRAL = rational(0);

function patternOf(letters: readonly number[], all: readonly MatterField[]): Pattern {
  const kinds = [...new Set(letters)].map((letter) => {
    const power = letters.filter((other) => other === letter).length;
    const field = { ...all[letter], charge: NEUTRAL };
    return { letter, power, field, text: `${field.twiceHelicity} ${field.su3.join()} ${field.su2.join()} ^${power}` };
  });
  const parts = kinds.sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0));
  return { key: parts.map(({ text }) => text).join(" | "), parts };
}

/** What the verifier says of all contractions of a pattern. */
interface Contracted {
  readonly invariants: number;
  /** The first that passed; its slots are numbers of parts. */
  readonly term?: Term | undefined;
  /** Letters of field strengths, which stand before those of the fields in every theory of a list. */
  readonly strengths: number;
}

/** Every product of structures as a term of its own, through the verifier. */
function contract({ parts }: Pattern, library: StructureLibrary): Contracted {
  const theory = theoryOfList(
    parts.map(({ field }) => field),
    "pattern",
  );
  const letters = lettersOf(theory);
  const strengths = letters.length - 2 * parts.length;
  const powers = parts.map(({ power }, k) => ({ letter: strengths + 2 * k, power }));
  const space = operatorSpace(letters, { powers, derivatives: 0 }, library);
  const terms = Array.from({ length: space.dimension }, (_, k) => {
    const vector = Array.from({ length: space.dimension }, (_entry, place) => (place === k ? 1 : 0));
    return termOfOperator({ ...space, vector, symmetry: [] });
  });
  const verdicts = checkTerms(terms, theory, { generations: 1 });
  const broken = verdicts.find(({ invariant }) => !invariant);
  if (broken !== undefined) throw new Error(`a contraction is not invariant: ${broken.text}`);
  const passed = verdicts.filter(({ valid }) => valid);
  const invariants = passed.reduce((sum, { fresh }) => sum + fresh, 0);
  const term = passed[0]?.term;
  const slots = term?.slots.map((letter) => (letter - strengths) / 2) ?? [];
  return { invariants, term: term === undefined ? undefined : { ...term, slots }, strengths };
}

export const VERIFIED_SHARES = [...SYMMETRIES, "invariant", "number", "renormalisable"] as const;
export type VerifiedShare = (typeof VERIFIED_SHARES)[number];

export interface VerificationSummary {
  readonly types: number;
  /** Of all written types: those that each group allows, those with a verified invariant, with no more than there are. */
  readonly shares: Readonly<Record<VerifiedShare, Estimate>>;
  /** How often each thing forbids a type; one type may count for several. */
  readonly forbiddenBy: Readonly<Record<string, number>>;
}

/** Shares of all types of all lists together, `verified` by list; intervals over lists (shareInterval.ts). */
export function summariseVerified(
  lists: readonly FieldList[],
  verified: readonly (readonly VerifiedType[])[],
  seed = 1,
): VerificationSummary {
  const hits = verified.map((types, list) => types.map((type) => verdictsOf(lists[list], type)));
  const sharesOf = (rows: Uint32Array) => {
    const own = [...rows].flatMap((row) => hits[row]);
    const share = (name: VerifiedShare) => own.filter((verdicts) => verdicts[name]).length / own.length;
    return Object.fromEntries(VERIFIED_SHARES.map((name) => [name, own.length === 0 ? 1 : share(name)]));
  };
  const rng = createRng(seed).fork("verified");
  const estimates = bootstrapRows([lists.length], sharesOf, { rng });
  const written = verified.filter((types) => types.length > 0).length;
  const shares = VERIFIED_SHARES.map((name) => [name, orShare(estimates[name], written)]);
  const all = verified.flat();
  const times = [...SYMMETRIES, "equal fields" as const].map((cause) => {
    return [cause, all.filter(({ forbiddenBy }) => forbiddenBy.includes(cause)).length];
  });
  return {
    types: all.length,
    shares: Object.fromEntries(shares) as Record<VerifiedShare, Estimate>,
    forbiddenBy: Object.fromEntries(times) as Record<string, number>,
  };
}

function verdictsOf(fields: FieldList, { letters, count, holds, invariants }: VerifiedType) {
  const all = lettersOfList(fields);
  const twiceDimension = letters.reduce((sum, letter) => sum + (all[letter].twiceHelicity === 0 ? 2 : 3), 0);
  return {
    ...holds,
    invariant: invariants > 0,
    number: invariants > 0 && count <= invariants,
    renormalisable: twiceDimension <= 8,
  } satisfies Record<VerifiedShare, boolean>;
}
