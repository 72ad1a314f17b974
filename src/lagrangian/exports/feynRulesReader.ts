/**
 * Reads the FeynRules models that feynRules.ts writes, as far as a value of the Lagrangian on given fields needs it:
 * matrices, embeddings, classes with their indices and charges, and the terms.
 *
 * A product is contracted over every name of an index. Spinors are numbers (fieldJets.ts): a chain `Xbar[sp,..].Y[sp,..]`
 * is the product of X* and Y, CC[] exchanges a field with its conjugate.
 */
import { GlueballError } from "../../base/index.ts";
import { permutations, permutationSign } from "../../exact/index.ts";
import { colourEntries } from "./colourTensors.ts";
import type { Complex } from "../complexNumbers.ts";
import { conjugateComplex, multiplyComplex, sumComplex } from "../complexNumbers.ts";
import type { IndexedTensor } from "./contractTensors.ts";
import { contractTensors } from "./contractTensors.ts";
import { evaluatePython } from "./pythonExpression.ts";

export interface FrClass {
  readonly name: string;
  readonly kind: "F" | "S" | "V";
  readonly selfConjugate: boolean;
  readonly indices: readonly string[];
  /** By name of the U(1). */
  readonly charges: ReadonlyMap<string, number>;
  readonly unphysical: boolean;
  /** All that stands in its braces. */
  readonly body: string;
}

export interface FrParameter {
  readonly name: string;
  readonly external: boolean;
  readonly complex: boolean;
  /** Ranges of its indices. */
  readonly sizes: readonly number[];
  readonly body: string;
}

export interface FrContent {
  readonly ranges: ReadonlyMap<string, number>;
  readonly classes: readonly FrClass[];
  readonly parameters: readonly FrParameter[];
  readonly tensors: ReadonlyMap<string, readonly SparseEntry[]>;
  /** Generators by index; those of Colour are Gell-Mann's. */
  readonly generators: ReadonlyMap<string, readonly (readonly (readonly Complex[])[])[]>;
  /** `LTerm3`, or `LLinear1` of a broken phase, and its expression. */
  readonly terms: readonly { readonly name: string; readonly expression: string }[];
  /** By name of the gauge boson. */
  readonly structureConstants: ReadonlyMap<string, string>;
  readonly matter: readonly string[];
  readonly gauge: readonly string[];
}

export interface SparseEntry {
  readonly indices: readonly number[];
  readonly value: Complex;
}

/** @throws GlueballError lagrangian/feynrules-not-understood. */
export function readFeynRules(text: string): FrContent {
  const statements = statementsOf(text);
  const bodyOf = (name: string) => statements.find((own) => own.name === name)?.body ?? "";
  const ranges = new Map(
    [...text.matchAll(/IndexRange\[Index\[(\w+)\]\] = (?:(?:No)?Unfold\[)?Range\[(\d+)\]/g)].map(
      ([, name, size]) => [name, Number(size)] as const,
    ),
  );
  const parameters = entriesOf(bodyOf("M$Parameters"));
  const generators = statements.flatMap(({ name, body }) =>
    name.startsWith("Mat") ? [[name.slice(3), readMatrices(body)] as const] : [],
  );
  return {
    ranges,
    classes: entriesOf(bodyOf("M$ClassesDescription")).map(readClass),
    parameters: parameters.map(({ head, body }) => ({
      name: head,
      external: body.includes("ParameterType -> External"),
      complex: body.includes("ComplexParameter -> True"),
      sizes: indexNames(body).map((name) => ranges.get(name) ?? 0),
      body,
    })),
    tensors: new Map(
      parameters.filter(({ head }) => /^(Emb|Cnj)/.test(head)).map(({ head, body }) => [head, readTensor(head, body)]),
    ),
    generators: new Map(generators),
    terms: statements
      .filter(({ name }) => /^L(Term|Linear)\d+$/.test(name))
      .map(({ name, body }) => ({ name, expression: body })),
    structureConstants: new Map(
      [...text.matchAll(/GaugeBoson -> (\w+), StructureConstant -> (\w+)/g)].map(([, boson, name]) => [boson, name]),
    ),
    matter: splitAt(bodyOf("LMatter"), " + "),
    gauge: splitAt(bodyOf("LGauge"), " + "),
  };
}

function statementsOf(text: string): { name: string; body: string }[] {
  const clean = text.replaceAll(/\(\*[\s\S]*?\*\)/g, "");
  return clean.split(/;\s*(?:\n|$)/).flatMap((own) => {
    const [, name, body] = /^\s*([\w$]+)\s*:?=\s*([\s\S]*)$/.exec(own) ?? [];
    return name === undefined ? [] : [{ name, body: body.trim() }];
  });
}

/** `head == {body}` inside the braces of a list. */
function entriesOf(list: string): { head: string; body: string }[] {
  return splitAt(list.trim().slice(1, -1), ",").map((entry) => {
    const [, head, body] = /^\s*([\w[\]]+)\s*==\s*\{([\s\S]*)\}\s*$/.exec(entry) ?? [];
    if (head === undefined) throw notUnderstood(entry);
    return { head, body };
  });
}

/** Splits outside of brackets. */
export function splitAt(text: string, separator: string): string[] {
  const parts: string[] = [];
  let [depth, start] = [0, 0];
  for (let k = 0; k < text.length; k++) {
    if ("[{(".includes(text[k])) depth++;
    else if ("]})".includes(text[k])) depth--;
    else if (depth === 0 && text.startsWith(separator, k)) {
      parts.push(text.slice(start, k).trim());
      start = k + separator.length;
      k = start - 1;
    }
  }
  const last = text.slice(start).trim();
  return last === "" ? parts : [...parts, last];
}

function indexNames(body: string): string[] {
  const [, list] = /(?<![A-Za-z])Indices -> \{([^{}]*)\}/.exec(body) ?? [];
  return list === undefined ? [] : [...list.matchAll(/Index\[(\w+)\]/g)].map(([, name]) => name);
}

function readClass({ head, body }: { head: string; body: string }): FrClass {
  const [, name] = /ClassName -> (\w+)/.exec(body) ?? [];
  if (name === undefined || !/^[FSV]\[/.test(head)) throw notUnderstood(head);
  const [, numbers] = /QuantumNumbers -> \{([^{}]*)\}/.exec(body) ?? [];
  const charges = (numbers ?? "").split(",").flatMap((rule) => {
    const [key, value] = rule.split("->").map((part) => part.trim());
    return value === undefined ? [] : [[key, evaluatePython(value, () => undefined)[0]] as const];
  });
  return {
    name,
    kind: head[0] as FrClass["kind"],
    selfConjugate: body.includes("SelfConjugate -> True"),
    indices: indexNames(body),
    charges: new Map(charges),
    unphysical: body.includes("Unphysical -> True"),
    body,
  };
}

/** `3/2*I`, `Sqrt[2]/2`. */
function mathematicaValue(text: string): Complex {
  const python = text.replaceAll(/Sqrt\[([^\]]*)\]/g, "cmath.sqrt($1)");
  return evaluatePython(python, (name) => (name === "I" ? [0, 1] : undefined));
}

function readMatrices(body: string): Complex[][][] {
  const rows = (text: string) => splitAt(text.trim().slice(1, -1), ",");
  return rows(body).map((matrix) => rows(matrix).map((row) => rows(row).map(mathematicaValue)));
}

function readTensor(name: string, body: string): SparseEntry[] {
  const [, list] = /Value -> \{([\s\S]*)\}\s*$/.exec(body) ?? [];
  return splitAt(list ?? "", ",").flatMap((rule) => {
    const [, places, value] = /^\w+\[([\d, ]+)\] -> (.*)$/.exec(rule) ?? [];
    if (places === undefined) throw notUnderstood(`${name}: ${rule}`);
    const number = mathematicaValue(value);
    if (number[0] === 0 && number[1] === 0) return [];
    return [{ indices: places.split(",").map((place) => Number(place) - 1), value: number }];
  });
}

/** Fields and couplings as tensors: entries by the values of the indices, from 0. */
export interface FrValues {
  /** Entries of a class, generation last. */
  field(name: string): readonly SparseEntry[] | undefined;
  coupling(name: string): readonly SparseEntry[] | undefined;
}

/** The value of an expression of products and HC[...]. */
export function expressionValue(expression: string, content: FrContent, values: FrValues): Complex {
  const terms = splitAt(expression, " + ").flatMap((part) => {
    const [first, ...others] = splitAt(part, " - ");
    return [{ sign: 1, product: first }, ...others.map((product) => ({ sign: -1, product }))];
  });
  return sumComplex(
    terms.map(({ sign, product }): Complex => {
      const [, inner] = /^HC\[([\s\S]*)\]$/.exec(product) ?? [];
      const value =
        inner === undefined
          ? productValue(product, content, values)
          : conjugateComplex(expressionValue(inner, content, values));
      return [sign * value[0], sign * value[1]];
    }),
  );
}

function productValue(product: string, content: FrContent, values: FrValues): Complex {
  let factor: Complex = [1, 0];
  const tensors: IndexedTensor[] = [];
  for (const word of splitAt(product, "*")) {
    if (/^(\(-?\d+\)|\d+(\/\d+)?|I|Sqrt\[\d+\])$/.test(word)) factor = multiplyComplex(factor, mathematicaValue(word));
    else tensors.push(...splitAt(word, ".").map((own) => readTensorFactor(own, content, values)));
  }
  return multiplyComplex(factor, contractTensors(tensors));
}

function readTensorFactor(word: string, content: FrContent, values: FrValues): IndexedTensor {
  const [, conjugated, inner, plain, list] = /^(?:(CC)\[(\w+)\]|(\w+))(?:\[([\w, ]*)\])?$/.exec(word) ?? [];
  const name = inner ?? plain;
  if (name === undefined) throw notUnderstood(word);
  const names = (list ?? "")
    .split(",")
    .map((own) => own.trim())
    .filter((own) => own !== "" && !/^sp\d*$/.test(own));
  if (name === "Eps") return { names, entries: epsilonEntries(names.length) };
  if (name === "T") return { names, entries: colourEntries("T", 0) };
  const known = content.tensors.get(name) ?? values.coupling(name) ?? values.field(name);
  if (known !== undefined) return { names, entries: conjugated === undefined ? known : conjugates(known) };
  const barred = name.endsWith("bar") ? values.field(name.slice(0, -3)) : undefined;
  if (barred === undefined) throw notUnderstood(word);
  return { names, entries: conjugated === undefined ? conjugates(barred) : barred };
}

function conjugates(entries: readonly SparseEntry[]): SparseEntry[] {
  return entries.map(({ indices, value }) => ({ indices, value: conjugateComplex(value) }));
}

function epsilonEntries(n: number): SparseEntry[] {
  const values = Array.from({ length: n }, (_, k) => k);
  return permutations(values).map((indices) => ({ indices, value: [permutationSign(indices), 0] }));
}

export function notUnderstood(text: string): GlueballError {
  return new GlueballError({
    code: "lagrangian/feynrules-not-understood",
    what: "a FeynRules model is not one that this program writes",
    found: text.slice(0, 80),
    expected: "classes, parameters and terms as glueball lagrangian export --format fr writes them",
  });
}
