/**
 * The Lagrangian of a FeynRules model (Alloul et al., arXiv:1310.1921), in which every term is written with its indices:
 *
 *     LHiggs := Block[{ii, mu}, ExpandIndices[DC[Phibar[ii], mu] DC[Phi[ii], mu] + muH^2 Phibar[ii] Phi[ii] - ...]];
 *     LYuk   := Block[{...}, yuk = -yd[ff1, ff2] QLbar[sp, ii, ff1, cc].dR[sp, ff2, cc] Phi[ii]; yuk + HC[yuk]];
 *     LSM    := LHiggs + LYuk;
 *
 * A file does not say which of its names is the whole Lagrangian: those that no other one contains are read, each term once.
 * Kinetic terms, field strengths and ghosts are left out. What is not understood is left out, term by term, and listed.
 */
import { nearestNames } from "../../base/index.ts";
import type { ContractedProduct } from "./contractedTerms.ts";
import { listContracted } from "./contractedTerms.ts";
import { contractProduct, isEmbedding, productText } from "./feynRulesProducts.ts";
import type { FrVocabulary } from "./feynRulesVocabulary.ts";
import { DERIVATIVES, GAMMAS, multipletOf, PROJECTORS, TENSORS } from "./feynRulesVocabulary.ts";
import { unknownConstruct } from "./flowBlocks.ts";
import type { MathNode } from "./mathematicaExpression.ts";
import { parseMathematica, symbolsIn } from "./mathematicaExpression.ts";
import type { Dialect, MathProduct } from "./mathematicaProducts.ts";
import { attempt, distinct, expandMathematica } from "./mathematicaProducts.ts";
import type { Statement } from "./mathematicaText.ts";
import type { MathematicaLagrangian } from "./mathematicaModel.ts";
import type { UnreadPart } from "./modelFile.ts";

/** Undefined where no statement has fields in it. */
export function readFeynRulesLagrangian(
  statements: readonly Statement[],
  vocabulary: FrVocabulary,
): MathematicaLagrangian | undefined {
  const unread: UnreadPart[] = [];
  const pieces = lagrangianPieces(statements, vocabulary, unread);
  if (pieces.size === 0 && unread.length === 0) return undefined;
  const roots = [...pieces.keys()].filter(
    (name) => ![...pieces].some(([other, node]) => other !== name && symbolsIn(node).includes(name)),
  );
  const dialect = dialectOf(vocabulary, pieces);
  const sums = roots.map((name) => withoutCancelled(expandMathematica(pieces.get(name)!, dialect, unread)));
  // What is left of a statement that was not read, as of the ghosts' in a sum of all.
  const isStatement = ({ factors, couplings }: MathProduct) =>
    factors.length === 0 && couplings.some(({ name }) => isNamed(statements, name));
  const products = withoutConjugates(onceEach(sums.flat()).filter((own) => !isStatement(own)));
  const read = products.flatMap(({ product, conjugateAdded }) =>
    (attempt(() => contractKnown(product, vocabulary), unread) ?? []).map((flat): ContractedProduct => {
      const coupling = product.couplings.map(({ name }) => name).join(" ");
      const text = productText(product);
      return {
        coupling: coupling === "" ? text : coupling,
        flat,
        text,
        line: product.line,
        conjugateAdded,
        contractionChosen: false,
      };
    }),
  );
  const { terms, notes, unread: large } = listContracted(read, vocabulary.theory.fields);
  const several = roots.length > 1 ? [`The file has no sum of ${roots.join(", ")}: all are read, each term once.`] : [];
  return { terms, notes: [...several, ...notes], unread: distinct([...unread, ...large]), heads: [...pieces.keys()] };
}

/** Statements NAME := VALUE with fields in the value, or with other such names. */
function lagrangianPieces(
  statements: readonly Statement[],
  vocabulary: FrVocabulary,
  unread: UnreadPart[],
): Map<string, MathNode> {
  // Ghost Lagrangians are little programs, and belong to the gauge fixing.
  const isGhosts = ({ head, value }: Statement) =>
    /gh/i.test(head) && vocabulary.ghosts.some((name) => new RegExp(`\\b${name}(bar)?\\b`).test(value.text));
  const own = statements.filter((statement) => /^[A-Za-z]\w*$/.test(statement.head) && !isGhosts(statement));
  const parsed = own.flatMap(({ head, value }): [string, MathNode][] => {
    const names = value.text.match(/[A-Za-z]\w*/g) ?? [];
    if (!names.some((name) => isFieldOrDerivative(name, vocabulary) || isNamed(own, name))) return [];
    const node = attempt(() => parseMathematica(value), unread);
    return node === undefined || node.kind === "list" ? [] : [[head, node]];
  });
  const pieces = new Map(
    parsed.filter(([, node]) => symbolsIn(node).some((name) => isFieldOrDerivative(name, vocabulary))),
  );
  // Sums of pieces are pieces themselves.
  for (let before = -1; before !== pieces.size;) {
    before = pieces.size;
    for (const [head, node] of parsed) if (symbolsIn(node).some((name) => pieces.has(name))) pieces.set(head, node);
  }
  return pieces;
}

function isNamed(statements: readonly Statement[], name: string): boolean {
  return statements.some(({ head }) => head === name);
}

function isFieldOrDerivative(name: string, vocabulary: FrVocabulary): boolean {
  return DERIVATIVES.includes(name) || multipletOf(name, vocabulary) !== undefined;
}

function dialectOf(vocabulary: FrVocabulary, pieces: ReadonlyMap<string, MathNode>): Dialect {
  const { file, multiplets, generators, structureConstants, otherNames, ghosts, indices } = vocabulary;
  const embeddings = [...indices.keys()].flatMap((name) => [`Emb${name}`, `Cnj${name}`]);
  return {
    file,
    fields: [...multiplets.keys()].flatMap((name) => [name, `${name}bar`]),
    understood: "fields with their indices, and the functions HC, CC, Conjugate, Sqrt, ExpandIndices, Block and Module",
    tensors: [
      ...generators.keys(),
      ...structureConstants.keys(),
      ...otherNames,
      ...ghosts.flatMap((name) => [name, `${name}bar`]),
      ...TENSORS,
      ...Object.keys(PROJECTORS),
      ...DERIVATIVES,
      ...GAMMAS,
      ...embeddings.filter((name) => isEmbedding(name, vocabulary)),
    ],
    definition: (name) => pieces.get(name),
    isLeftOut: (node) => isKinetic(node, vocabulary),
  };
}

/** Two derivatives or one and a gamma matrix with a field and its conjugate, two field strengths, or ghosts. */
function isKinetic(node: MathNode, vocabulary: FrVocabulary): boolean {
  const names = symbolsIn(node);
  if (names.some((name) => vocabulary.ghosts.includes(name.replace(/bar$/, "")))) return true;
  const count = (wanted: readonly string[]) => names.filter((name) => wanted.includes(name)).length;
  const fields = names.flatMap((name) => multipletOf(name, vocabulary)?.multiplet ?? []);
  if (fields.length === 0) return count(["FS"]) === 2;
  const derivatives = count(["DC", "del"]);
  const isFieldAndConjugate = fields.length === 2 && fields[0] === fields[1];
  return isFieldAndConjugate && (derivatives === 2 || (derivatives === 1 && count(["Ga"]) === 1));
}

/** LSM - LHiggs takes the terms of LHiggs out again. */
function withoutCancelled(products: readonly MathProduct[]): MathProduct[] {
  const isMinus = (number: MathProduct["numbers"][number]) => number.kind === "number" && number.value.numerator < 0n;
  const sign = ({ numbers }: MathProduct) => (numbers.filter(isMinus).length % 2 === 1 ? -1 : 1);
  const sums = new Map<string, number>();
  for (const own of products) sums.set(sourceOf(own), (sums.get(sourceOf(own)) ?? 0) + sign(own));
  return products.filter((own) => sums.get(sourceOf(own)) !== 0);
}

/** The same line of the file, which may be reached on several ways. */
function sourceOf(product: MathProduct): string {
  return `${product.line} ${product.conjugated} ${productText(product)}`;
}

function onceEach(products: readonly MathProduct[]): MathProduct[] {
  return [...new Map(products.map((product) => [sourceOf(product), product])).values()];
}

/** What HC[] makes of a product that stands beside it is its hermitian conjugate and no term of its own. */
function withoutConjugates(products: readonly MathProduct[]): { product: MathProduct; conjugateAdded: boolean }[] {
  const key = ({ couplings, factors }: MathProduct, turned: boolean) =>
    JSON.stringify([
      couplings.map(({ name }) => name),
      factors.map(({ name, conjugate }) => `${name} ${conjugate !== turned}`).sort(),
    ]);
  const plain = new Set(products.filter(({ conjugated }) => !conjugated).map((own) => key(own, false)));
  const hermitian = new Set(products.filter(({ conjugated }) => conjugated).map((own) => key(own, true)));
  return products
    .filter((own) => !own.conjugated || !plain.has(key(own, true)))
    .map((product) => ({ product, conjugateAdded: !product.conjugated && hermitian.has(key(product, false)) }));
}

/** A name that is neither parameter nor field is one of them with a letter wrong. */
function contractKnown(product: MathProduct, vocabulary: FrVocabulary): ReturnType<typeof contractProduct> {
  const { parameters, file, multiplets } = vocabulary;
  const names = product.couplings.flatMap(({ name }) => name.match(/[A-Za-z]\w*/g) ?? []);
  const strange = names.find((name) => parameters !== undefined && ![...parameters, ...FUNCTIONS].includes(name));
  if (strange !== undefined) {
    const near = nearestNames(strange, [...multiplets.keys(), ...(parameters ?? [])]);
    const place = { file, text: productText(product), line: product.line };
    const hint = near.length === 0 ? undefined : `Did you mean ${near.join(", ")}?`;
    throw unknownConstruct(place, `fields and names of M$Parameters; ${strange} is none`, hint);
  }
  return contractProduct(product, vocabulary);
}

const FUNCTIONS = ["Sqrt", "Sin", "Cos", "Tan", "Exp", "Log", "Abs", "Re", "Im", "Conjugate", "Pi", "I", "E"];
