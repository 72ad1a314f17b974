/**
 * A theory with all its terms of dimension 2 to 4 listed, as a model file: for each type and its conjugate the first
 * contractions (proposals.ts) that together have the rank of the count. It is what the auditor finds complete.
 */
import { createRowSpace, modularRank } from "../../exact/index.ts";
import { GlueballError } from "../../base/index.ts";
import type { TypeCount } from "../count/countOperators.ts";
import type { IndexConvention } from "../files/fieldIndices.ts";
import type { GroupTensor, ListedTerm, ModelFile } from "../files/modelFile.ts";
import { fermionsOf, TERM_BLOCKS } from "../files/termBlocks.ts";
import { parseExpression } from "../files/termExpression.ts";
import type { Theory } from "../theory.ts";
import { lettersOf, specialUnitaryGroups } from "../theory.ts";
import { allowedTypes } from "./audit.ts";
import type { FieldValues } from "./fieldValues.ts";
import { randomFieldValues } from "./fieldValues.ts";
import { FIELD_PRIME } from "./modularTensor.ts";
import type { Proposal } from "./proposals.ts";
import { proposals } from "./proposals.ts";
import { termRows } from "./termValues.ts";

/** Names of couplings by block; numbers follow. */
const COUPLINGS: Readonly<Record<string, string>> = {
  Yukawas: "y",
  FermionMasses: "M",
  QuarticTerms: "lambda",
  TrilinearTerms: "mu",
  ScalarMasses: "m2",
};

const SPARE_POINTS = 6;

/**
 * @param generations stands for fields with an open number of them. @param convention how irreps other than fundamentals
 * and adjoints are written. @throws GlueballError lagrangian/irrep-without-components where PyR@TE's convention cannot.
 */
export function completeModel(theory: Theory, generations = 3, convention: IndexConvention = "tensor"): ModelFile {
  const groupTensors = generatorsOfGroups(theory);
  const letters = lettersOf(theory);
  const counts = new Map<string, number>();
  const terms = allowedTypes(theory, generations).flatMap((count) => {
    const points = Number(count.operators) + SPARE_POINTS;
    const values = randomFieldValues({ theory, convention }, { generations, points });
    const candidates = proposals(values, letters, count.type, (n) => groupTensors.find((tensor) => tensor.n === n)!);
    return basisOf(count, candidates, values).map((proposal): ListedTerm => {
      const block = blockOf(proposal, theory);
      const number = (counts.get(block) ?? 0) + 1;
      counts.set(block, number);
      const { text } = proposal;
      const coupling = freeName(`${COUPLINGS[block]}${number}`, theory);
      const expression = parseExpression({ file: theory.name, text, line: 1 });
      return { coupling, block, expression, text, line: 1, flavour: flavourOf(proposal, values), setToZero: false };
    });
  });
  const used = groupTensors.filter(({ name }) => terms.some(({ text }) => text.includes(`${name}[`)));
  return {
    file: theory.name,
    theory,
    convention,
    definitions: [],
    groupTensors: used,
    terms,
    listsTerms: true,
    notes: [],
  };
}

/** The generators of each SU(N) under which a field is an adjoint; one name for each N. */
function generatorsOfGroups(theory: Theory): GroupTensor[] {
  const sizes = [...new Set(specialUnitaryGroups(theory).map(({ n }) => n))];
  return sizes.map((n) => ({ name: freeName(`t${n}`, theory), kind: "generators", n }));
}

/** The name, with as many x behind it as it takes to be no field's. */
function freeName(name: string, theory: Theory): string {
  const taken = theory.fields.some((field) => field.name === name || `${field.name}bar` === name);
  return taken ? freeName(`${name}x`, theory) : name;
}

/** The first proposals whose rank is the number of operators. */
function basisOf(count: TypeCount, candidates: Iterable<Proposal>, values: FieldValues): Proposal[] {
  const space = createRowSpace(values.points, FIELD_PRIME);
  const chosen: Proposal[] = [];
  for (const candidate of candidates) {
    const before = space.rank;
    for (const row of termRows([candidate.product], "general", values, false)) space.add(row);
    if (space.rank > before) chosen.push(candidate);
    if (BigInt(space.rank) === count.operators) return chosen;
  }
  throw new GlueballError({
    code: "lagrangian/irrep-without-components",
    what: "the contractions of a type cannot be written with indices of fundamentals and adjoints",
    place: values.theory.name,
    found: count.name,
    expected: "singlets, fundamentals, antifundamentals and adjoints",
  });
}

function blockOf({ product }: Proposal, { fields }: Theory): string {
  const fermions = fermionsOf(product, { fields }).length;
  const scalars = product.letters.length - fermions;
  return TERM_BLOCKS.find((block) => block.fermions === fermions && block.scalars === scalars)!.name;
}

/** Symmetric where the coupling has no other part: PyR@TE is told so. */
function flavourOf({ product }: Proposal, values: FieldValues): ListedTerm["flavour"] {
  const [first, second] = fermionsOf(product, values.theory);
  if (second === undefined || first.name !== second.name || first.conjugate !== second.conjugate) return "general";
  const rank = (flavour: ListedTerm["flavour"]) =>
    modularRank(termRows([product], flavour, values, false), FIELD_PRIME);
  return rank("symmetric") === rank("general") ? "symmetric" : "general";
}
