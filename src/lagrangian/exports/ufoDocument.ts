/** A UFO model as rows of tables, and the Python files that say it, as texts by name. */
import { pythonNumber, pythonSum } from "./pythonNumbers.ts";
import { UFO_LIBRARY } from "./ufoLibrary.ts";
import type { Vertex } from "./vertexTable.ts";

export type FileTexts = ReadonlyMap<string, string>;

export interface ParticleRow {
  readonly name: string;
  readonly antiname: string;
  readonly pdgCode: number;
  /** 2 s + 1. */
  readonly spin: 1 | 2 | 3;
  readonly colour: number;
  readonly charge: number;
  readonly selfConjugate: boolean;
  /** Names of parameters. */
  readonly mass: string;
  readonly width: string;
}

/** A number of the parameter card, or an expression of other parameters. */
export type ParameterRow =
  | { readonly name: string; readonly value: number; readonly block: string; readonly code: readonly number[] }
  | { readonly name: string; readonly value: string; readonly type: "real" | "complex" };

export interface UfoDocument {
  /** Lines for the top of __init__.py. */
  readonly title: readonly string[];
  readonly particles: readonly ParticleRow[];
  /** An expression knows all numbers and the expressions before it. */
  readonly parameters: readonly ParameterRow[];
  /** Of indices in `particles`. */
  readonly vertices: readonly Vertex[];
}

/** All files of the directory. */
export function documentFiles({ title, particles, parameters, vertices }: UfoDocument): FileTexts {
  const couplings = couplingNames(vertices);
  const lorentz = lorentzNames(vertices);
  return new Map([
    ...UFO_LIBRARY,
    ["__init__.py", initText(title)],
    ["coupling_orders.py", ordersText()],
    ["parameters.py", parametersText(parameters)],
    ["particles.py", particlesText(particles)],
    ["couplings.py", couplingsText(couplings)],
    ["lorentz.py", lorentzText(lorentz)],
    ["vertices.py", verticesText({ particles, vertices }, couplings, lorentz)],
  ]);
}

function initText(title: readonly string[]): string {
  return [
    `"""`,
    title.join("\n").replaceAll("\\", "/").replaceAll('"""', "'''"),
    `"""`,
    "from . import particles",
    "from . import couplings",
    "from . import lorentz",
    "from . import parameters",
    "from . import vertices",
    "from . import coupling_orders",
    "from . import function_library",
    "",
    ...["particles", "vertices", "couplings", "lorentz", "parameters"].map((kind) => {
      const list = kind === "lorentz" ? "all_lorentz" : `all_${kind}`;
      return `${list} = ${kind}.${list}`;
    }),
    "all_orders = coupling_orders.all_orders",
    "all_functions = function_library.all_functions",
    "",
    `__author__ = "Glueball"`,
    `__version__ = "1.0"`,
    "",
  ].join("\n");
}

function ordersText(): string {
  return [
    "from .object_library import all_orders, CouplingOrder",
    "",
    "QCD = CouplingOrder(name = 'QCD', expansion_order = 99, hierarchy = 1)",
    "",
    "QED = CouplingOrder(name = 'QED', expansion_order = 99, hierarchy = 2)",
    "",
  ].join("\n");
}

function call(name: string, kind: string, fields: Readonly<Record<string, string>>): string {
  const indent = " ".repeat(name.length + kind.length + 4);
  const parts = Object.entries(fields).map(([key, value]) => `${key} = ${value}`);
  return `${name} = ${kind}(${parts.join(`,\n${indent}`)})`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}

/** Numbers of the card first. */
function parametersText(parameters: readonly ParameterRow[]): string {
  const isExternal = (row: ParameterRow) => typeof row.value === "number";
  const rows = [
    ...parameters.filter(isExternal),
    { name: "ZERO", value: "0.0", type: "real" } as const,
    ...parameters.filter((row) => !isExternal(row)),
  ];
  return [
    "from .object_library import all_parameters, Parameter",
    "from .function_library import complexconjugate",
    "import cmath",
    "",
    ...rows.flatMap((row) => [call(row.name, "Parameter", parameterFields(row)), ""]),
  ].join("\n");
}

function parameterFields(row: ParameterRow): Record<string, string> {
  const external = "block" in row;
  return {
    name: quoted(row.name),
    nature: quoted(external ? "external" : "internal"),
    type: quoted(external ? "real" : row.type),
    value: external ? String(row.value) : quoted(row.value),
    texname: quoted(`\\text{${row.name.replaceAll("_", " ")}}`),
    ...(external ? { lhablock: quoted(row.block), lhacode: `[ ${row.code.join(", ")} ]` } : {}),
  };
}

/** The Python attribute of a particle. */
function particleAttribute(name: string): string {
  return name.replaceAll("~", "__tilde__").replaceAll("+", "__plus__").replaceAll("-", "__minus__");
}

function particlesText(particles: readonly ParticleRow[]): string {
  const texts = particles.flatMap((own) => [
    call(particleAttribute(own.name), "Particle", {
      pdg_code: String(own.pdgCode),
      name: quoted(own.name),
      antiname: quoted(own.antiname),
      spin: String(own.spin),
      color: String(own.colour),
      mass: `Param.${own.mass}`,
      width: `Param.${own.width}`,
      texname: quoted(own.name),
      antitexname: quoted(own.antiname),
      charge: pythonNumber(own.charge === 0 ? 0 : own.charge).replace("NaN", "0"),
      GhostNumber: "0",
    }),
    "",
    ...(own.selfConjugate ? [] : [`${particleAttribute(own.antiname)} = ${particleAttribute(own.name)}.anti()`, ""]),
  ]);
  return [
    "from .object_library import all_particles, Particle",
    "from . import parameters as Param",
    "",
    ...texts,
  ].join("\n");
}

/** One coupling for each value and set of orders. */
interface CouplingNames {
  readonly list: readonly { readonly name: string; readonly value: string; readonly orders: string }[];
  nameOf(value: string, orders: string): string;
}

function ordersDictionary(orders: Readonly<Record<string, number>>): string {
  return `{${Object.entries(orders)
    .map(([name, power]) => `'${name}':${power}`)
    .join(",")}}`;
}

function couplingNames(vertices: readonly Vertex[]): CouplingNames {
  const names = new Map<string, { name: string; value: string; orders: string }>();
  for (const { entries } of vertices) {
    for (const { value, orders } of entries) {
      const [text, dictionary] = [pythonSum(value), ordersDictionary(orders)];
      const key = `${text} ${dictionary}`;
      if (!names.has(key)) names.set(key, { name: `GC_${names.size + 1}`, value: text, orders: dictionary });
    }
  }
  return { list: [...names.values()], nameOf: (value, orders) => names.get(`${value} ${orders}`)!.name };
}

function couplingsText({ list }: CouplingNames): string {
  const texts = list.flatMap(({ name, value, orders }) => [
    call(name, "Coupling", { name: quoted(name), value: quoted(value), order: orders }),
    "",
  ]);
  return [
    "from .object_library import all_couplings, Coupling",
    "from .function_library import complexconjugate",
    "",
    ...texts,
  ].join("\n");
}

const SPIN_LETTERS: Readonly<Record<number, string>> = { 1: "S", 2: "F", 3: "V" };

/** `FFV1`: the spins and a number. */
function lorentzNames(
  vertices: readonly Vertex[],
): ReadonlyMap<string, { name: string; spins: readonly number[]; structure: string }> {
  const found = new Map<string, { name: string; spins: readonly number[]; structure: string }>();
  const numbers = new Map<string, number>();
  for (const { entries } of vertices) {
    for (const { lorentz, spins } of entries) {
      const key = `${spins.join()} ${lorentz}`;
      if (found.has(key)) continue;
      const kind = spins.map((spin) => SPIN_LETTERS[spin]).join("");
      numbers.set(kind, (numbers.get(kind) ?? 0) + 1);
      found.set(key, { name: `${kind}${numbers.get(kind)}`, spins, structure: lorentz });
    }
  }
  return found;
}

function lorentzText(names: ReturnType<typeof lorentzNames>): string {
  const texts = [...names.values()].flatMap(({ name, spins, structure }) => [
    call(name, "Lorentz", { name: quoted(name), spins: `[ ${spins.join(", ")} ]`, structure: quoted(structure) }),
    "",
  ]);
  return ["from .object_library import all_lorentz, Lorentz", "", ...texts].join("\n");
}

function verticesText(
  { particles: all, vertices }: Pick<UfoDocument, "particles" | "vertices">,
  couplings: CouplingNames,
  lorentz: ReturnType<typeof lorentzNames>,
): string {
  const texts = vertices.flatMap(({ particles, entries }, k) => {
    const colours = [...new Set(entries.map((entry) => entry.colour))];
    const structures = [...new Set(entries.map((entry) => `${entry.spins.join()} ${entry.lorentz}`))];
    const list = entries.map((entry) => {
      const place = `(${colours.indexOf(entry.colour)},${structures.indexOf(`${entry.spins.join()} ${entry.lorentz}`)})`;
      return `${place}:C.${couplings.nameOf(pythonSum(entry.value), ordersDictionary(entry.orders))}`;
    });
    const names = particles.map(({ particle, anti }) => {
      const { name, antiname } = all[particle];
      return `P.${particleAttribute(anti ? antiname : name)}`;
    });
    return [
      call(`V_${k + 1}`, "Vertex", {
        name: quoted(`V_${k + 1}`),
        particles: `[ ${names.join(", ")} ]`,
        color: `[ ${colours.map(quoted).join(", ")} ]`,
        lorentz: `[ ${structures.map((key) => `L.${lorentz.get(key)!.name}`).join(", ")} ]`,
        couplings: `{${list.join(",")}}`,
      }),
      "",
    ];
  });
  return [
    "from .object_library import all_vertices, Vertex",
    "from . import particles as P",
    "from . import couplings as C",
    "from . import lorentz as L",
    "",
    ...texts,
  ].join("\n");
}
