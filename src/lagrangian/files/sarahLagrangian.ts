/**
 * The Lagrangian of a SARAH model without supersymmetry (Staub, arXiv:1309.7223, section 3):
 *
 *     DEFINITION[GaugeES][LagrangianInput] = {{LagHC, {AddHC -> True}}, {LagNoHC, {AddHC -> False}}};
 *     LagNoHC = -(mu2 conj[H].H + Lambda1/2 conj[H].H.conj[H].H);
 *     LagHC   = -(Yd conj[H].d.q + Ye conj[H].e.l + Yu H.u.q);
 *
 * Names of other statements are put in, so that contractions and parts of a potential may have names of their own. What is
 * not understood is left out, term by term, and listed.
 */
import type { Theory } from "../theory.ts";
import type { ContractedProduct } from "./contractedTerms.ts";
import { listContracted } from "./contractedTerms.ts";
import { readList, unknownConstruct } from "./flowBlocks.ts";
import type { Piece } from "./flowBlocks.ts";
import { parseMathematica } from "./mathematicaExpression.ts";
import type { Dialect, MathProduct } from "./mathematicaProducts.ts";
import { attempt, distinct, expandMathematica } from "./mathematicaProducts.ts";
import type { Statement } from "./mathematicaText.ts";
import { readRules } from "./mathematicaText.ts";
import type { MathematicaLagrangian } from "./mathematicaModel.ts";
import type { UnreadPart } from "./modelFile.ts";
import type { SarahTensor } from "./sarahContractions.ts";
import { contractSarah } from "./sarahContractions.ts";

/** Up to version 4.2 the list was called Additional. */
const LAGRANGIAN = /^DEFINITION\[GaugeES\]\[(LagrangianInput|Additional)\]$/;
const TENSORS = { Delta: "delta", epsTensor: "epsilon" } as const;

/** Undefined where the file names no Lagrangian. */
export function readSarahLagrangian(
  statements: readonly Statement[],
  theory: Theory,
  file: string,
): MathematicaLagrangian | undefined {
  const list = statements.findLast(({ head }) => LAGRANGIAN.test(head));
  if (list === undefined) return undefined;
  const unread: UnreadPart[] = [];
  const known = definitionsOf(statements);
  const used = new Set<string>([list.head]);
  const dialect: Dialect = {
    file,
    isLeftOut: () => false,
    fields: theory.fields.map(({ name }) => name),
    understood: "fields and conj[field], contracted by Delta and epsTensor, and the functions Sqrt and Expand",
    tensors: [...Object.keys(TENSORS), "CG"],
    definition: (name) => {
      const statement = known.get(name);
      if (statement !== undefined) used.add(name);
      return statement === undefined ? undefined : parseMathematica(statement.value);
    },
  };
  const products = (attempt(() => partsOf(list.value), unread) ?? []).flatMap(({ part, conjugateAdded }) =>
    expandPart(part, dialect, unread).flatMap(
      (product) => attempt(() => [contracted(product, theory, conjugateAdded, file)], unread) ?? [],
    ),
  );
  const { terms, notes, unread: large } = listContracted(products, theory.fields);
  return { terms, notes, unread: distinct([...unread, ...large]), heads: [...used] };
}

/** Plain names that stand on the left of statements; a later one replaces an earlier one. */
function definitionsOf(statements: readonly Statement[]): Map<string, Statement> {
  return new Map(
    statements.flatMap((statement): [string, Statement][] => {
      const name = statement.head.replaceAll(/\\\[(\w+)\]/g, "$1");
      return /^[A-Za-z]\w*$/.test(name) && name !== "NameOfStates" && name !== "RealScalars" ? [[name, statement]] : [];
    }),
  );
}

/** {LagHC, {AddHC -> True}} and its like. */
function partsOf(list: Piece): { part: Piece; conjugateAdded: boolean }[] {
  return readList(list).map((entry) => {
    const [part, options] = readList(entry);
    const rules = options === undefined ? [] : readRules(readList(options));
    const added = rules.find(({ key }) => key === "AddHC")?.value.text;
    if (part === undefined || (added !== "True" && added !== "False")) {
      throw unknownConstruct(entry, "{NAME, {AddHC -> True}} or {NAME, {AddHC -> False}}");
    }
    return { part, conjugateAdded: added === "True" };
  });
}

function expandPart(part: Piece, dialect: Dialect, unread: UnreadPart[]): MathProduct[] {
  const definition = attempt(() => {
    const found = dialect.definition(part.text.replaceAll(/\\\[(\w+)\]/g, "$1"));
    if (found === undefined) throw unknownConstruct(part, `a definition ${part.text} = ...`);
    return found;
  }, unread);
  return definition === undefined ? [] : expandMathematica(definition, dialect, unread);
}

function contracted(
  { numbers, couplings, factors, line }: MathProduct,
  theory: Theory,
  conjugateAdded: boolean,
  file: string,
): ContractedProduct {
  const tensors = factors.flatMap(({ name, indices = [] }): SarahTensor[] =>
    name in TENSORS ? [{ kind: TENSORS[name as keyof typeof TENSORS], indices }] : [],
  );
  const fields = factors.flatMap(({ name, conjugate, indices }) => {
    const field = theory.fields.find((candidate) => candidate.name === name);
    if (name === "CG" || (field !== undefined && indices !== undefined)) {
      throw unknownConstruct(
        { file, text: name, line },
        "fields without indices, and Delta and epsTensor for contractions",
      );
    }
    return field === undefined ? [] : [{ name, conjugate }];
  });
  const product = fields.map(({ name, conjugate }) => (conjugate ? `conj[${name}]` : name)).join(".");
  const indexed = factors
    .filter(({ name }) => name in TENSORS)
    .map(({ name, indices = [] }) => `${name}[${indices.join(",")}]`);
  const coupling = couplings.map(({ name }) => name).join(" ");
  const text = [coupling, ...indexed, product].filter((part) => part !== "").join(" ");
  const piece = { file, text, line };
  if (fields.length === 0) throw unknownConstruct(piece, "fields in every term");
  const { chosen, ...contraction } = contractSarah(fields, tensors, theory, piece);
  return {
    coupling: coupling === "" ? product : coupling,
    flat: { numbers, ...contraction },
    text,
    line,
    conjugateAdded,
    contractionChosen: chosen,
  };
}

/** Whether a component list makes a scalar real: every component is listed as real, or stands there with its conjugate. */
export function hasRealComponents(components: string, real: readonly string[]): boolean {
  const conjugated = new Set([...components.matchAll(/conj\[\s*(\w+)\s*\]/g)].map(([, name]) => name));
  const bare = new Set(components.replaceAll(/conj\[\s*\w+\s*\]/g, "").match(/[A-Za-z]\w*/g) ?? []);
  bare.delete("Sqrt");
  const names = [...new Set([...conjugated, ...bare])];
  return names.length > 0 && names.every((name) => real.includes(name) || (bare.has(name) && conjugated.has(name)));
}
