/**
 * An expression of Mathematica multiplied out into products of numbers, couplings and factors. Factors are what the dialect
 * knows, fields and tensors; whatever has no factor inside is a coupling, named as it is written. Definitions are put in
 * where they stand. Block, Module and With are evaluated statement by statement, so that `yuk = ...; yuk + HC[yuk]` works.
 */
import { GlueballError, nearestNames } from "../../base/index.ts";
import { divideRationals, isZeroRational, ONE } from "../../exact/index.ts";
import type { NumberFactor } from "./expandTerm.ts";
import { unknownConstruct } from "./flowBlocks.ts";
import type { MathNode } from "./mathematicaExpression.ts";
import { formatNode, symbolsIn } from "./mathematicaExpression.ts";
import { MINUS_ONE, numbersOf, rationalOf } from "./mathematicaNumbers.ts";
import type { UnreadPart } from "./modelFile.ts";

/** A field or a tensor with its indices, which may be left out. */
export interface MathFactor {
  readonly name: string;
  readonly indices: readonly string[] | undefined;
  readonly conjugate: boolean;
  /** Inside CC[], charge conjugation. */
  readonly charged: boolean;
  readonly line: number;
}

export interface MathCoupling {
  readonly name: string;
  readonly indices: readonly string[];
}

export interface MathProduct {
  readonly numbers: readonly NumberFactor[];
  readonly couplings: readonly MathCoupling[];
  readonly factors: readonly MathFactor[];
  /** It comes out of HC[], as the hermitian conjugate of something. */
  readonly conjugated: boolean;
  readonly line: number;
}

export interface Dialect {
  readonly file: string;
  readonly fields: readonly string[];
  readonly tensors: readonly string[];
  /** What products are made of, for messages. */
  readonly understood: string;
  definition(name: string): MathNode | undefined;
  /** Products that belong to other parts of the Lagrangian, such as kinetic terms. */
  isLeftOut(product: MathNode): boolean;
}

interface Scope {
  readonly dialect: Dialect;
  /** What a Block has set, with the scope at that moment. */
  readonly local: ReadonlyMap<string, { readonly node: MathNode; readonly scope: Scope }>;
  /** Definitions that are being put in, to find circles. */
  readonly open: readonly string[];
  /** Where terms go that are not understood; inside a product there is no such place, and they are errors. */
  readonly unread: UnreadPart[] | undefined;
}

const LARGEST_POWER = 8;
const TRANSPARENT = ["Expand", "Simplify", "ExpandIndices", "Evaluate", "Together", "Collect", "Normal"];
const BLOCKS = ["Block", "Module", "With"];
/** Hermitian conjugation of a term or complex conjugation of a factor. */
const CONJUGATIONS = ["conj", "HC", "Conjugate"];
const FUNCTIONS = [...TRANSPARENT, ...BLOCKS, ...CONJUGATIONS, "CC"];

/** Terms that are not understood are added to `unread`, and the others go on. */
export function expandMathematica(node: MathNode, dialect: Dialect, unread: UnreadPart[]): MathProduct[] {
  const products = attempt(() => expand(node, { dialect, local: new Map(), open: [], unread }), unread) ?? [];
  const isZero = (number: NumberFactor) => number.kind === "number" && isZeroRational(number.value);
  return products.filter(({ numbers }) => !numbers.some(isZero));
}

/** What the action gives, or nothing and a line about what was not understood. */
export function attempt<T>(action: () => T, unread: UnreadPart[]): T | undefined {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof GlueballError) || error.code !== "lagrangian/unknown-construct") throw error;
    const { place, found, expected, hint } = error.data;
    const line = Number(/:(\d+)$/.exec(place ?? "")?.[1] ?? 1);
    unread.push({ line, found: String(found), expected: hint === undefined ? `${expected}` : `${expected}. ${hint}` });
    return undefined;
  }
}

/** By line, a statement that is reached on several ways once. */
export function distinct(unread: readonly UnreadPart[]): UnreadPart[] {
  return [...new Map(unread.map((part) => [JSON.stringify(part), part])).values()].toSorted((a, b) => a.line - b.line);
}

/** Signs, numbers and definitions are put aside until a product of fields is reached. */
function expand(node: MathNode, scope: Scope): MathProduct[] {
  if (!hasFactor(node, scope)) return [couplingProduct(node, scope)];
  switch (node.kind) {
    case "sum":
      return node.parts.flatMap((part) => expandAddend(part, scope));
    case "negative":
      return expand(node.parts[0], scope).map((own) => withNumbers(own, [MINUS_ONE]));
    case "quotient":
      return expandQuotient(node.parts, scope);
    case "replace":
      refuseReplacedFields(node.parts[1], scope);
      return expand(node.parts[0], scope);
    case "symbol":
      return expandSymbol(node.text, node.line, scope);
    case "product":
    case "dot":
    case "power":
      return expandTerm(node, scope);
    case "call":
      return expandCall(node, scope);
    default:
      throw refused(node, scope, "sums, products and powers of fields");
  }
}

function expandAddend(node: MathNode, scope: Scope): MathProduct[] {
  const { unread } = scope;
  return unread === undefined ? expand(node, scope) : (attempt(() => expand(node, scope), unread) ?? []);
}

/** A product of fields, which is understood as a whole; a number times a sum is none. */
function expandTerm(node: MathNode & { readonly parts: readonly MathNode[] }, scope: Scope): MathProduct[] {
  const isOneFactor = node.kind === "product" && node.parts.filter((part) => hasFactor(part, scope)).length === 1;
  if (isOneFactor) return multiplyOut(node, scope);
  return scope.dialect.isLeftOut(node) ? [] : multiplyOut(node, { ...scope, unread: undefined });
}

function multiplyOut(node: MathNode & { readonly parts: readonly MathNode[] }, scope: Scope): MathProduct[] {
  if (node.kind === "power") return expandPower(node.parts, scope);
  if (node.kind === "dot") {
    for (const part of node.parts.filter((part) => !hasFactor(part, scope))) throw noField(part, node, scope);
  }
  return node.parts.map((part) => expand(part, scope)).reduce(multiplied);
}

function product(line: number, parts: Partial<MathProduct>): MathProduct {
  return { numbers: [], couplings: [], factors: [], conjugated: false, line, ...parts };
}

function withNumbers(own: MathProduct, numbers: readonly NumberFactor[]): MathProduct {
  return { ...own, numbers: [...own.numbers, ...numbers] };
}

function multiplied(left: readonly MathProduct[], right: readonly MathProduct[]): MathProduct[] {
  return left.flatMap((one) =>
    right.map((other) => ({
      numbers: [...one.numbers, ...other.numbers],
      couplings: [...one.couplings, ...other.couplings],
      factors: [...one.factors, ...other.factors],
      conjugated: one.conjugated || other.conjugated,
      line: one.factors.length > 0 ? one.line : other.line,
    })),
  );
}

function expandQuotient([dividend, divisor]: readonly MathNode[], scope: Scope): MathProduct[] {
  if (hasFactor(divisor, scope)) throw refused(divisor, scope, "no field in a divisor");
  const value = rationalOf(divisor);
  const inverse: MathProduct =
    value === undefined || isZeroRational(value)
      ? product(divisor.line, { couplings: [{ name: `1/${formatNode(divisor)}`, indices: [] }] })
      : product(divisor.line, { numbers: [{ kind: "number", value: divideRationals(ONE, value) }] });
  return multiplied(expand(dividend, scope), [inverse]);
}

/** Indices that are summed in the base get names of their own in every copy of it. */
function expandPower([base, exponent]: readonly MathNode[], scope: Scope): MathProduct[] {
  const count = Number(exponent.kind === "number" ? exponent.text : Number.NaN);
  if (!Number.isInteger(count) || count < 1 || count > LARGEST_POWER) {
    throw refused(exponent, scope, `powers of fields from 1 to ${LARGEST_POWER}`);
  }
  const own = expand(base, scope);
  return Array.from({ length: count }, (_, copy) => own.map((one) => renamed(one, copy))).reduce(multiplied);
}

function renamed(own: MathProduct, copy: number): MathProduct {
  const all = own.factors.flatMap(({ indices = [] }) => indices);
  const isSummed = (index: string) => copy > 0 && all.indexOf(index) !== all.lastIndexOf(index);
  const factors = own.factors.map((factor) => ({
    ...factor,
    indices: factor.indices?.map((index) => (isSummed(index) ? `${index}~${copy}` : index)),
  }));
  return { ...own, factors };
}

function expandSymbol(name: string, line: number, scope: Scope): MathProduct[] {
  const local = scope.local.get(name);
  if (local !== undefined) return expand(local.node, local.scope);
  const definition = scope.dialect.definition(name);
  if (definition === undefined) {
    return [product(line, { factors: [{ name, indices: undefined, conjugate: false, charged: false, line }] })];
  }
  if (scope.open.includes(name)) {
    throw unknownConstruct({ file: scope.dialect.file, text: name, line }, "definitions without a circle");
  }
  return expand(definition, { ...scope, local: new Map(), open: [...scope.open, name] });
}

function expandCall(node: Extract<MathNode, { kind: "call" }>, scope: Scope): MathProduct[] {
  const { head, parts, line } = node;
  const name = head.kind === "symbol" ? head.text : "";
  if (TRANSPARENT.includes(name) && parts.length > 0) return expand(parts[0], scope);
  if (BLOCKS.includes(name) && parts.length === 2) return expandBlock(parts, scope);
  if (CONJUGATIONS.includes(name) && parts.length === 1) return expand(parts[0], scope).map(conjugated);
  if (name === "CC" && parts.length === 1) return expand(parts[0], scope).map(chargeConjugated);
  // CC[uR][sp, i] is CC[uR[sp, i]].
  if (head.kind === "call" && head.parts.length === 1 && head.head.kind === "symbol" && head.head.text === "CC") {
    return expand({ ...node, head: head.parts[0] }, scope).map(chargeConjugated);
  }
  const isPlain = parts.every(({ kind }) => kind === "symbol" || kind === "number");
  if (isFactor(name, scope.dialect) && isPlain) {
    const indices = parts.map(formatNode);
    return [product(line, { factors: [{ name, indices, conjugate: false, charged: false, line }] })];
  }
  throw refused(node, scope, scope.dialect.understood);
}

function conjugated(own: MathProduct): MathProduct {
  return {
    ...own,
    numbers: own.numbers.flatMap((number) => (number.kind === "imaginary" ? [number, MINUS_ONE] : [number])),
    factors: own.factors.map((factor) => ({ ...factor, conjugate: !factor.conjugate })),
    conjugated: !own.conjugated,
  };
}

function chargeConjugated(own: MathProduct): MathProduct {
  return { ...own, factors: own.factors.map((factor) => ({ ...factor, charged: !factor.charged })) };
}

/** Block[{names}, statement; ...; value]. */
function expandBlock([locals, body]: readonly MathNode[], scope: Scope): MathProduct[] {
  const assignments = locals.kind === "list" ? locals.parts.filter(({ kind }) => kind === "set") : [];
  const statements = body.kind === "sequence" ? body.parts : [body];
  let inner = assignments.reduce(assigned, scope);
  for (const statement of statements.slice(0, -1)) {
    if (statement.kind !== "set")
      throw refused(statement, scope, "statements NAME = VALUE in a Block, and its value last");
    inner = assigned(inner, statement);
  }
  return expand(statements.at(-1)!, inner);
}

function assigned(scope: Scope, statement: MathNode): Scope {
  const [target, value] = statement.kind === "set" ? statement.parts : [];
  if (target?.kind !== "symbol") throw refused(statement, scope, "NAME = VALUE");
  return { ...scope, local: new Map([...scope.local, [target.text, { node: value, scope }]]) };
}

/** Rules for Goldstone bosons and mixing matrices change no term; those for fields would. */
function refuseReplacedFields(rules: MathNode, scope: Scope): void {
  const dialect = { ...scope.dialect, tensors: [] };
  if (hasFactor(rules, { ...scope, dialect }))
    throw refused(rules, scope, "replacements /. that name no field of the terms");
}

function hasFactor(node: MathNode, scope: Scope): boolean {
  if (node.kind === "number") return false;
  if (node.kind === "symbol") return standsForFactor(node.text, scope);
  if (node.kind !== "call") return node.parts.some((part) => hasFactor(part, scope));
  // Of y[f, g] the indices may have the names of tensors.
  const isFunction = node.head.kind === "symbol" && FUNCTIONS.includes(node.head.text);
  const isIndex = (part: MathNode) =>
    !isFunction && part.kind === "symbol" && !scope.dialect.fields.includes(part.text);
  return hasFactor(node.head, scope) || node.parts.some((part) => !isIndex(part) && hasFactor(part, scope));
}

function standsForFactor(name: string, scope: Scope): boolean {
  const local = scope.local.get(name);
  if (local !== undefined) return hasFactor(local.node, { ...local.scope, dialect: scope.dialect });
  if (isFactor(name, scope.dialect)) return true;
  const definition = scope.open.includes(name) ? undefined : scope.dialect.definition(name);
  return definition !== undefined && hasFactor(definition, { ...scope, local: new Map(), open: [...scope.open, name] });
}

function isFactor(name: string, { fields, tensors }: Dialect): boolean {
  return fields.includes(name) || tensors.includes(name);
}

/** Numbers are evaluated; everything else is a coupling with the name that it has in the file. */
function couplingProduct(node: MathNode, scope: Scope): MathProduct {
  const { line } = node;
  if (node.kind === "dot") throw noField(node.parts[0], node, scope);
  const number = numbersOf(node);
  if (number !== undefined) return product(line, { numbers: number });
  if (node.kind === "product") {
    return node.parts.map((part) => [couplingProduct(part, scope)]).reduce(multiplied)[0];
  }
  if (node.kind === "negative") return withNumbers(couplingProduct(node.parts[0], scope), [MINUS_ONE]);
  if (node.kind === "quotient") {
    const [dividend, divisor] = node.parts;
    const value = rationalOf(divisor);
    if (value !== undefined && !isZeroRational(value)) {
      return withNumbers(couplingProduct(dividend, scope), [{ kind: "number", value: divideRationals(ONE, value) }]);
    }
  }
  if (node.kind === "call") {
    const [inner, ...others] = node.parts;
    const name = formatNode(node.head);
    if (CONJUGATIONS.includes(name) && others.length === 0) return couplingProduct(inner, scope);
    const isIndexed = node.parts.every(({ kind }) => kind === "symbol" || kind === "number");
    // y[f, g] is the coupling y, lam[1] and lam[2] are two.
    const isNumbered = node.parts.some(({ kind }) => kind === "number");
    const indices = node.parts.map(formatNode);
    if (isIndexed) return product(line, { couplings: [{ name: isNumbered ? formatNode(node) : name, indices }] });
  }
  return product(line, { couplings: [{ name: formatNode(node), indices: [] }] });
}

/** A dot joins fields, so that a name it joins is a field with a letter wrong. */
function noField(part: MathNode, whole: MathNode, { dialect }: Scope): Error {
  const near = nearestNames(symbolsIn(part)[0] ?? "", dialect.fields);
  const hint = near.length === 0 ? undefined : `Did you mean ${near.join(", ")}?`;
  const place = { file: dialect.file, text: formatNode(whole), line: part.line };
  return unknownConstruct(place, `a field before and behind a dot; ${formatNode(part)} is none`, hint);
}

function refused(node: MathNode, { dialect }: Scope, expected: string): Error {
  return unknownConstruct({ file: dialect.file, text: formatNode(node), line: node.line }, expected);
}
