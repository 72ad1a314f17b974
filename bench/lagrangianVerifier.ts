/**
 * The claim: the verifier accepts every operator that is emitted, rejects every damaged one, and its two checks of
 * invariance, the integer algebra and random group elements, agree on all of them.
 *
 *     node bench/lagrangianVerifier.ts [--damaged 10000] [--seed 1] [--sample 300]
 *
 * Emitted: all operators of the Standard Model with d <= 6 and a sample with d = 8, and the renormalisable terms of all
 * built-in theories, kinetic terms included. Damaged: one index of a contraction with two values exchanged, or an upper
 * and a lower index exchanged (verify/damage.ts), half of each kind where the term has both. A term is invariant in the
 * floating check if 20 draws of group elements change it by at most 1e-9, and broken if one changes it by more than 1e-3;
 * nothing may lie between. Last, the number of independent operators of the Standard Model with three generations, from
 * the ranks of their matrix elements alone, beside the count.
 */
import { parseArgs } from "node:util";
import { createRng } from "../src/base/index.ts";
import { builtinNames, builtinTheory } from "../src/lagrangian/builtin/theories.ts";
import { BASIS, countOperators } from "../src/lagrangian/count/countOperators.ts";
import { neutralTypes } from "../src/lagrangian/count/neutralTypes.ts";
import { operatorBasis } from "../src/lagrangian/explicit/operatorBasis.ts";
import { renormalisableLagrangian } from "../src/lagrangian/explicit/renormalisable.ts";
import { createStructureLibrary } from "../src/lagrangian/explicit/structureLibrary.ts";
import type { Term } from "../src/lagrangian/terms/term.ts";
import { termOfFieldStrengths, termOfKinetic, termOfOperator } from "../src/lagrangian/terms/term.ts";
import { lettersOf, specialUnitaryGroups } from "../src/lagrangian/theory.ts";
import type { Letter, Theory } from "../src/lagrangian/theory.ts";
import { damagedTensors, randomMispairing, randomRelabelling } from "../src/lagrangian/verify/damage.ts";
import { brokenGenerators, factorTensors } from "../src/lagrangian/verify/invariance.ts";
import type { RandomElements, Relabelling } from "../src/lagrangian/verify/randomGroup.ts";
import { LARGEST_CHANGE, randomElements, randomGroupChanges } from "../src/lagrangian/verify/randomGroup.ts";
import { typeSpan } from "../src/lagrangian/verify/typeSpan.ts";
import { conditions, describeMachine, textTable } from "../src/run/index.ts";

const text = { type: "string" } as const;
const { values } = parseArgs({ options: { damaged: text, seed: text, sample: text } });
const [wanted, seed, sampleSize] = [values.damaged ?? "10000", values.seed ?? "1", values.sample ?? "300"].map(Number);
const SMALLEST_BREAK = 1e-3;
const rng = createRng(seed);

/** Terms of one theory with what the checks need. */
interface Emitted {
  readonly name: string;
  readonly theory: Theory;
  readonly letters: readonly Letter[];
  readonly elements: RandomElements;
  readonly terms: readonly Term[];
}

function renormalisableTerms(theory: Theory): Term[] {
  const { kinetic, fieldStrengths, invariants } = renormalisableLagrangian(theory);
  return [
    ...kinetic.map(termOfKinetic),
    ...fieldStrengths.map(termOfFieldStrengths),
    ...invariants.map(({ operator, reality }) => termOfOperator(operator, reality)),
  ];
}

function effectiveTerms(theory: Theory, dimension: number): Term[] {
  const library = createStructureLibrary();
  const letters = lettersOf(theory);
  return neutralTypes(theory, { dimension })
    .flatMap((type) => operatorBasis(letters, type, library))
    .map((operator) => termOfOperator(operator));
}

function sampled(terms: readonly Term[], size: number): Term[] {
  const own = rng.fork("sample");
  const rest = [...terms];
  return Array.from({ length: Math.min(size, terms.length) }, () => rest.splice(own.integer(rest.length), 1)[0]);
}

function emitted(name: string, theory: Theory, terms: readonly Term[]): Emitted {
  return { name, theory, letters: lettersOf(theory), elements: randomElements(theory, rng.fork(name), 20), terms };
}

function emittedTerms(): Emitted[] {
  const sm = builtinTheory("sm");
  return [
    emitted("SMEFT, d = 5", sm, effectiveTerms(sm, 5)),
    emitted("SMEFT, d = 6", sm, effectiveTerms(sm, 6)),
    emitted("SMEFT, d = 8, sample", sm, sampled(effectiveTerms(sm, 8), sampleSize)),
    ...builtinNames()
      .map(({ name }) => ({ name, theory: builtinTheory(name) }))
      .filter(({ theory }) => theory.groups.every(({ kind }) => kind !== "SO" && kind !== "Sp"))
      .map(({ name, theory }) => emitted(name, theory, renormalisableTerms(theory))),
  ];
}

/** Of the floating check: the largest change of all draws, or of the first that breaks the term. */
function largestChange(term: Term, { theory, letters, elements }: Emitted, relabelling?: Relabelling): number {
  let largest = 0;
  for (const draw of elements.draws) {
    const changes = randomGroupChanges(term, theory, letters, { draws: [draw] }, relabelling);
    largest = Math.max(largest, ...changes.map(({ change }) => change));
    if (largest > SMALLEST_BREAK) break;
  }
  return largest;
}

interface Tally {
  readonly name: string;
  terms: number;
  acceptedByAlgebra: number;
  acceptedByGroup: number;
  largest: number;
}

function acceptAll(set: Emitted): Tally {
  const tally: Tally = {
    name: set.name,
    terms: set.terms.length,
    acceptedByAlgebra: 0,
    acceptedByGroup: 0,
    largest: 0,
  };
  for (const term of set.terms) {
    if (brokenGenerators(term, factorTensors(term, set.theory, set.letters)).length === 0) tally.acceptedByAlgebra++;
    const change = largestChange(term, set);
    if (change <= LARGEST_CHANGE) tally.acceptedByGroup++;
    tally.largest = Math.max(tally.largest, change);
  }
  return tally;
}

interface Rejections {
  damaged: number;
  mispaired: number;
  rejectedByAlgebra: number;
  rejectedByGroup: number;
  smallest: number;
}

function rejectDamaged(sets: readonly Emitted[], count: number): Rejections {
  const tally: Rejections = { damaged: 0, mispaired: 0, rejectedByAlgebra: 0, rejectedByGroup: 0, smallest: Infinity };
  const own = rng.fork("damage");
  while (tally.damaged < count) {
    const set = sets[own.integer(sets.length)];
    const term = set.terms[own.integer(set.terms.length)];
    const found = damageOf(term, set, own);
    if (found === undefined) continue;
    tally.damaged++;
    if (found.mispaired) tally.mispaired++;
    if (found.broken) tally.rejectedByAlgebra++;
    if (found.change > SMALLEST_BREAK) tally.rejectedByGroup++;
    tally.smallest = Math.min(tally.smallest, found.change);
  }
  return tally;
}

/** A damaged copy of a term, judged by both checks; undefined for a term without indices. */
function damageOf(term: Term, set: Emitted, own: ReturnType<typeof createRng>) {
  const { theory, letters } = set;
  const mispaired = own.integer(2) === 0 ? randomMispairing(term, theory, letters, own) : undefined;
  if (mispaired !== undefined) {
    const broken = brokenGenerators(mispaired, factorTensors(mispaired, theory, letters)).length > 0;
    return { mispaired: true, broken, change: largestChange(mispaired, set) };
  }
  const sizes = specialUnitaryGroups(theory).map(({ n }) => n);
  const relabelling = randomRelabelling(term, sizes, own);
  if (relabelling === undefined) return undefined;
  const tensors = damagedTensors(factorTensors(term, theory, letters), relabelling);
  return {
    mispaired: false,
    broken: brokenGenerators(term, tensors).length > 0,
    change: largestChange(term, set, relabelling),
  };
}

/** The ranks of the explicit bases of one dimension, and what is counted. */
function rankTotals(dimension: number): string[] {
  const theory = builtinTheory("sm");
  const generations = 3;
  const library = createStructureLibrary();
  const start = performance.now();
  const { letters, types } = countOperators(theory, { dimension, generations, ...BASIS });
  const ranks = types.map(({ type, name }) => {
    const terms = operatorBasis(letters, type, library).map((operator) => termOfOperator(operator));
    const options = { generations, equality: "basis", rng: rng.fork(name) } as const;
    return typeSpan(terms, type, theory, letters, options).operators;
  });
  const rank = ranks.reduce((sum, own) => sum + own, 0);
  const count = types.reduce((sum, { operators }) => sum + Number(operators), 0);
  const equal = types.filter(({ operators }, k) => Number(operators) === ranks[k]).length;
  return [
    `${dimension}`,
    `${rank}`,
    `${count}`,
    `${equal} of ${types.length}`,
    ((performance.now() - start) / 1000).toFixed(1),
  ];
}

console.log(conditions(describeMachine()));
const sets = emittedTerms();
const begin = performance.now();
const accepted = sets.map(acceptAll);
const acceptSeconds = (performance.now() - begin) / 1000;
const rejected = rejectDamaged(sets, wanted);
const rejectSeconds = (performance.now() - begin) / 1000 - acceptSeconds;
const rows = accepted.map(({ name, terms, acceptedByAlgebra, acceptedByGroup, largest }) => [
  name,
  String(terms),
  String(acceptedByAlgebra),
  String(acceptedByGroup),
  largest.toExponential(0),
]);
console.log(textTable({ columns: ["emitted", "terms", "accepted: algebra", "random group", "largest change"], rows }));
const total = accepted.reduce((sum, { terms }) => sum + terms, 0);
console.log(`${total} terms in ${acceptSeconds.toFixed(1)} s`);
console.log(
  `damaged: ${rejected.damaged}, of which ${rejected.mispaired} mispaired; rejected by the algebra ${rejected.rejectedByAlgebra}, ` +
    `by random group elements ${rejected.rejectedByGroup}; smallest change ${rejected.smallest.toExponential(0)}; ${rejectSeconds.toFixed(1)} s`,
);
console.log(
  textTable({ columns: ["d", "rank", "count", "types equal", "seconds"], rows: [5, 6, 7, 8].map(rankTotals) }),
);
