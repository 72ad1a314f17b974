/** Reads a UFO directory of the kind that ufoFiles.ts writes, with every name resolved. */
import { GlueballError } from "../../base/index.ts";
import type { Complex } from "../complexNumbers.ts";
import { evaluatePython } from "./pythonExpression.ts";
import type { PythonObject, PythonValue } from "./pythonObjects.ts";
import { readPythonObjects } from "./pythonObjects.ts";
import type { FileTexts } from "./ufoDocument.ts";

export interface UfoParticle {
  readonly name: string;
  readonly antiname: string;
  readonly pdgCode: number;
  /** 2 s + 1. */
  readonly spin: number;
  readonly colour: number;
  readonly charge: number;
  /** Name of the parameter. */
  readonly mass: string;
  readonly selfConjugate: boolean;
}

export interface UfoParameter {
  readonly name: string;
  readonly external: boolean;
  /** A number of external ones, an expression of internal ones. */
  readonly value: string;
}

export interface UfoOccurrence {
  readonly particle: UfoParticle;
  readonly anti: boolean;
}

export interface UfoVertexEntry {
  readonly colour: string;
  readonly lorentz: string;
  /** Expression. */
  readonly coupling: string;
  readonly orders: ReadonlyMap<string, number>;
}

export interface UfoVertex {
  readonly name: string;
  readonly particles: readonly UfoOccurrence[];
  readonly entries: readonly UfoVertexEntry[];
}

export interface UfoContent {
  readonly particles: readonly UfoParticle[];
  readonly parameters: readonly UfoParameter[];
  readonly vertices: readonly UfoVertex[];
  readonly couplings: number;
}

/** @throws GlueballError lagrangian/ufo-incomplete for a missing file, key or name; lagrangian/python-not-understood. */
export function readUfo(files: FileTexts): UfoContent {
  const objectsOf = (file: string) => {
    const text = files.get(file);
    if (text === undefined) throw incomplete(file, "a file of this name");
    return readPythonObjects(text, file);
  };
  const parameters = objectsOf("parameters.py").map((own) => ({
    name: textOf(own, "name"),
    external: textOf(own, "nature") === "external",
    value: valueText(field(own, "value")),
  }));
  const { particles, byAttribute } = readParticles(
    objectsOf("particles.py"),
    new Set(parameters.map(({ name }) => name)),
  );
  const couplings = new Map(objectsOf("couplings.py").map((own) => [own.name, own]));
  const lorentz = new Map(objectsOf("lorentz.py").map((own) => [own.name, own]));
  const vertices = objectsOf("vertices.py").map((own) => readVertex(own, { byAttribute, couplings, lorentz }));
  return { particles, parameters, vertices, couplings: couplings.size };
}

function readParticles(objects: readonly PythonObject[], parameters: ReadonlySet<string>) {
  const byAttribute = new Map<string, UfoOccurrence>();
  const particles: UfoParticle[] = [];
  for (const own of objects) {
    if (own.kind === "anti") {
      const original = byAttribute.get(own.of ?? "");
      if (original === undefined) throw incomplete(own.name, `the particle ${own.of}`);
      byAttribute.set(own.name, { particle: original.particle, anti: true });
      continue;
    }
    const mass = nameOf(own, "mass").replace("Param.", "");
    if (!parameters.has(mass)) throw incomplete(own.name, `the parameter ${mass}`);
    const [name, antiname] = [textOf(own, "name"), textOf(own, "antiname")];
    const particle: UfoParticle = {
      name,
      antiname,
      pdgCode: numberOf(own, "pdg_code"),
      spin: numberOf(own, "spin"),
      colour: numberOf(own, "color"),
      charge: numberOf(own, "charge"),
      mass,
      selfConjugate: name === antiname,
    };
    particles.push(particle);
    byAttribute.set(own.name, { particle, anti: false });
  }
  return { particles, byAttribute };
}

function readVertex(
  own: PythonObject,
  known: {
    readonly byAttribute: ReadonlyMap<string, UfoOccurrence>;
    readonly couplings: ReadonlyMap<string, PythonObject>;
    readonly lorentz: ReadonlyMap<string, PythonObject>;
  },
): UfoVertex {
  const find = <Found>(table: ReadonlyMap<string, Found>, dotted: string): Found => {
    const found = table.get(dotted.slice(2));
    if (found === undefined) throw incomplete(own.name, dotted);
    return found;
  };
  const names = (key: string) => itemsOf(own, key).map(valueText);
  const colours = names("color");
  const structures = names("lorentz").map((name) => textOf(find(known.lorentz, name), "structure"));
  const dictionary = field(own, "couplings");
  if (dictionary.kind !== "dictionary") throw incomplete(own.name, "a dictionary of couplings");
  return {
    name: own.name,
    particles: names("particles").map((name) => find(known.byAttribute, name)),
    entries: dictionary.items.map(({ key, value }) => {
      const [colour, structure] = key.kind === "list" ? key.items.map(asNumber) : [];
      const coupling = find(known.couplings, valueText(value));
      return {
        colour: colours[colour],
        lorentz: structures[structure],
        coupling: textOf(coupling, "value"),
        orders: ordersOf(coupling),
      };
    }),
  };
}

function ordersOf(coupling: PythonObject): Map<string, number> {
  const orders = field(coupling, "order");
  if (orders.kind !== "dictionary") throw incomplete(coupling.name, "a dictionary of coupling orders");
  return new Map(orders.items.map(({ key, value }) => [valueText(key), asNumber(value)]));
}

/** The values of all parameters for given external ones; those not given keep the value of the file. */
export function parameterValues(
  { parameters }: UfoContent,
  external: ReadonlyMap<string, number>,
): ReadonlyMap<string, Complex> {
  const values = new Map<string, Complex>();
  for (const { name, external: given, value } of parameters) {
    if (given) values.set(name, [external.get(name) ?? Number(value), 0]);
  }
  for (const { name, external: given, value } of parameters) {
    if (!given)
      values.set(
        name,
        evaluatePython(value, (other) => values.get(other)),
      );
  }
  return values;
}

function field({ name, fields }: PythonObject, key: string): PythonValue {
  const value = fields.get(key);
  if (value === undefined) throw incomplete(name, key);
  return value;
}

function itemsOf(object: PythonObject, key: string): readonly PythonValue[] {
  const value = field(object, key);
  if (value.kind !== "list") throw incomplete(object.name, `${key} = [ ... ]`);
  return value.items;
}

function textOf(object: PythonObject, key: string): string {
  return valueText(field(object, key));
}

function valueText(value: PythonValue): string {
  if (value.kind === "text") return value.text;
  if (value.kind === "name") return value.name;
  return value.kind === "number" ? String(value.value) : "";
}

function nameOf(object: PythonObject, key: string): string {
  return textOf(object, key);
}

function numberOf(object: PythonObject, key: string): number {
  return asNumber(field(object, key));
}

function asNumber(value: PythonValue): number {
  return value.kind === "number" ? value.value : Number.NaN;
}

function incomplete(place: string, expected: string): GlueballError {
  return new GlueballError({
    code: "lagrangian/ufo-incomplete",
    what: "a UFO model lacks something that it names",
    place,
    expected,
  });
}
