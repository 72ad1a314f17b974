/** Reads what a FeynRules model of a broken phase has beside that of an unbroken one: numbers of parameters, particles, definitions. */
import type { Complex } from "../../complexNumbers.ts";
import { conjugateComplex, multiplyComplex, sumComplex } from "../../complexNumbers.ts";
import type { FrClass, FrContent, SparseEntry } from "../feynRulesReader.ts";
import { notUnderstood, splitAt } from "../feynRulesReader.ts";
import { evaluatePython } from "../pythonExpression.ts";
import { placesOf } from "./fieldDefinitions.ts";
import { entryName, pythonExpression } from "./mathematicaText.ts";

/** Entries by the head of a parameter; one without indices has one entry. */
export type ParameterNumbers = ReadonlyMap<string, readonly SparseEntry[]>;

/** All parameters in the order of the file. `changed` are other numbers of the card. */
export function parameterNumbers(content: FrContent, changed: ReadonlyMap<string, number>): ParameterNumbers {
  const values = new Map<string, Complex>([["I", [0, 1]]]);
  const found = new Map<string, SparseEntry[]>();
  const evaluate = (text: string) => evaluatePython(pythonExpression(text), (name) => values.get(name));
  const define = (name: string, places: readonly number[], text: string) => {
    const value: Complex = changed.has(name) ? [changed.get(name)!, 0] : evaluate(text);
    values.set(places.length === 0 ? name : entryName(name, places), value);
    found.set(name, [...(found.get(name) ?? []), { indices: places.map((place) => place - 1), value }]);
  };
  for (const { body } of content.classes) {
    const [numbers = ""] = /Mass -> .*?, PDG/.exec(body) ?? [];
    for (const [, name, text] of numbers.matchAll(/\{(\w+), ([\d.*^-]+)\}/g)) {
      if (!values.has(name)) define(name, [], text);
    }
  }
  for (const { name, body } of content.parameters) {
    if (content.tensors.has(name)) continue;
    const [, value] = /Value -> ([\s\S]*)$/.exec(body) ?? [];
    if (value === undefined) throw notUnderstood(`${name} has no value`);
    if (!value.startsWith("{")) define(name, [], value);
    else {
      for (const rule of splitAt(value.slice(1, -1), ",")) {
        const [, places, text] = /^\w+\[([\d, ]+)\] -> (.*)$/.exec(rule) ?? [];
        if (places === undefined) throw notUnderstood(`${name}: ${rule}`);
        define(name, places.split(",").map(Number), text);
      }
    }
  }
  return found;
}

/** One particle as its class declares it. */
export interface FrParticle {
  readonly name: string;
  readonly antiname: string;
  readonly pdgCode: number;
  readonly charge: number;
  readonly selfConjugate: boolean;
  /** Names of parameters, `0` for none. */
  readonly mass: string;
  readonly width: string;
}

/** The members of a physical class. */
export function readParticles({ body, selfConjugate, charges }: FrClass): FrParticle[] {
  const list = (key: string) => {
    const [, text] = new RegExp(`(?<!\\w)${key} -> (\\{.*?\\}(?=, [A-Z]|$)|[^,{]+)`).exec(body) ?? [];
    return text === undefined ? undefined : text;
  };
  const items = (text: string) => (text.startsWith("{") ? splitAt(text.slice(1, -1), ",") : [text]);
  const texts = (key: string) =>
    (list(key) === undefined ? [] : items(list(key)!)).map((own) => own.replaceAll('"', ""));
  const names = texts("ParticleName");
  const several = names.length > 1;
  const parameters = (key: string) => {
    const text = list(key) ?? "0";
    const all = several && text.startsWith("{") ? items(text) : names.map(() => text);
    const own = several && key === "Mass" && all.length > names.length ? all.slice(1) : all;
    return own.map((item) => /^\{(\w+),/.exec(item)?.[1] ?? item);
  };
  const [masses, widths] = [parameters("Mass"), parameters("Width")];
  return names.map((name, k) => ({
    name,
    antiname: selfConjugate ? name : texts("AntiParticleName")[k],
    pdgCode: Number(texts("PDG")[k]),
    charge: charges.get("Q") ?? 0,
    selfConjugate,
    mass: masses[k],
    width: widths[k],
  }));
}

/** How a particle stands in a definition. */
export interface Occurrence {
  readonly name: string;
  readonly conjugate: boolean;
  readonly projector: "ProjM" | "ProjP" | undefined;
}

/** Numbers of a class of particles: [member][colour]. */
export type ParticleReading = (own: Occurrence) => readonly (readonly Complex[])[];

interface Definition {
  /** Numbers and names of patterns in the order of the indices of the class. */
  readonly places: readonly string[];
  readonly products: readonly (readonly string[])[];
}

export function readDefinitions({ name, body }: FrClass): Definition[] {
  const [, list] = /Definitions -> \{([\s\S]*)\}$/.exec(body) ?? [];
  if (list === undefined) throw notUnderstood(`${name} has no definitions`);
  return splitAt(list, ",").map((rule) => {
    const [, left, patterns, right] = /^(\w+)(?:\[([^\]]*)\])? :?-?> ([\s\S]*)$/.exec(rule) ?? [];
    if (left !== name) throw notUnderstood(rule);
    const [, inner] = /^Module\[\{[^}]*\}, ([\s\S]*)\]$/.exec(right) ?? [];
    const places = (patterns ?? "").split(",").map((own) => own.trim().replace(/_$/, ""));
    return {
      places: places.filter((own) => own !== "" && own !== "sp1" && own !== "mu"),
      products: splitAt(inner ?? right, " + ").map((product) => splitAt(product, "*")),
    };
  });
}

interface Setting {
  readonly content: FrContent;
  readonly parameters: ParameterNumbers;
  readonly read: ParticleReading;
  readonly hasConstant: boolean;
}

/** [generation][component] of a class by its definitions; without constants where a derivative is meant. */
export function definedValues(own: FrClass, definitions: readonly Definition[], setting: Setting): Complex[][] {
  const sizes = own.indices.map((name) => setting.content.ranges.get(name)!);
  const isFlavoured = own.indices.at(-1)?.startsWith("Gen") === true;
  const generations = isFlavoured ? sizes.at(-1)! : 1;
  const components = placesOf(isFlavoured ? sizes.slice(0, -1) : sizes);
  return Array.from({ length: generations }, (_, generation) =>
    components.map((component) => {
      const place = isFlavoured ? [...component, generation] : component;
      const found = definitions.find(({ places }) =>
        places.every((pattern, k) => !/^\d+$/.test(pattern) || Number(pattern) === place[k] + 1),
      );
      if (found === undefined || found.places.length !== place.length)
        throw notUnderstood(`${own.name}[${place.join()}]`);
      const patterns = found.places.map((pattern, k) => [pattern, place[k]] as const);
      const bound = new Map(patterns.filter(([pattern]) => !/^\d+$/.test(pattern)));
      return sumComplex(found.products.map((product) => productValue(product, bound, setting)));
    }),
  );
}

function productValue(product: readonly string[], bound: ReadonlyMap<string, number>, setting: Setting): Complex {
  const { content, parameters, read, hasConstant } = setting;
  const projector = product.map((own) => /^(ProjM|ProjP)\[/.exec(own)?.[1]).find((own) => own !== undefined);
  let factor: Complex = [1, 0];
  let field: { readonly values: readonly (readonly Complex[])[]; readonly indices: readonly string[] } | undefined;
  const tensors: { readonly entries: readonly SparseEntry[]; readonly indices: readonly string[] }[] = [];
  for (const word of product) {
    if (/^Proj[MP]\[/.test(word)) continue;
    const [, charged, plain, list] = /^(?:CC\[(\w+)\]|(\w+))(?:\[([\w, ]*)\])?$/.exec(word) ?? [];
    const name = charged ?? plain;
    const indices = (list ?? "").split(",").map((own) => own.trim());
    const held = name === undefined ? undefined : particleOf(content, name);
    if (held !== undefined) {
      const conjugate = charged !== undefined || held !== name;
      field = {
        values: read({ name: held, conjugate, projector: projector as Occurrence["projector"] }),
        indices: indices.filter((own) => !["", "sp2", "mu"].includes(own)),
      };
    } else if (name !== undefined && indices.some((own) => bound.has(own) || own === "gg")) {
      tensors.push({ entries: parameters.get(name) ?? [], indices });
    } else factor = multiplyComplex(factor, numberOf(word, parameters));
  }
  if (field === undefined) return hasConstant ? factor : [0, 0];
  const { values, indices } = field;
  const colour = indices.includes("cc") ? bound.get("cc")! : 0;
  const member = indices.find((own) => own !== "cc");
  const members = member === undefined ? [0] : member === "gg" ? values.map((_, k) => k) : [bound.get(member)!];
  return sumComplex(
    members.map((k) => {
      const at = (name: string) => (name === "gg" ? k : bound.get(name)!);
      return tensors.reduce<Complex>(
        (value, tensor) => {
          const entry = tensor.entries.find((own) => own.indices.every((index, j) => index === at(tensor.indices[j])));
          return multiplyComplex(value, entry?.value ?? [Number.NaN, 0]);
        },
        multiplyComplex(factor, values[k][colour]),
      );
    }),
  );
}

/** The physical class that a name means, with or without bar. */
function particleOf({ classes }: FrContent, name: string): string | undefined {
  const physical = (own: string) => classes.some((candidate) => candidate.name === own && !candidate.unphysical);
  if (physical(name)) return name;
  const plain = name.replace(/bar$/, "");
  return plain !== name && physical(plain) ? plain : undefined;
}

function numberOf(text: string, parameters: ParameterNumbers): Complex {
  return evaluatePython(pythonExpression(text), (name) => {
    if (name === "I") return [0, 1];
    const [, head, list] = /^(\w+?)((?:_\d+)*)$/.exec(name)!;
    const places =
      list === ""
        ? []
        : list
            .slice(1)
            .split("_")
            .map((place) => Number(place) - 1);
    return parameters.get(head)?.find(({ indices }) => indices.join() === places.join())?.value;
  });
}

/** Of a bar of a scalar or vector and of CC of a spinor. */
export function conjugated(values: readonly (readonly Complex[])[]): Complex[][] {
  return values.map((row) => row.map(conjugateComplex));
}
