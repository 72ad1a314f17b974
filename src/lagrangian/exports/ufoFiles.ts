/** The Python files of a UFO model, as texts by name. */
import { UFO_LIBRARY } from "./ufoLibrary.ts";
import { pythonNumber, pythonSum } from "./pythonNumbers.ts";
import type { UfoModel } from "./ufoModel.ts";
import type { Vertex } from "./vertexTable.ts";

export type FileTexts = ReadonlyMap<string, string>;

export interface UfoHeader {
  /** Lines for the top of __init__.py: what was checked. */
  readonly certificate: string;
}

/** All files of the directory. */
export function ufoFiles(model: UfoModel, { certificate }: UfoHeader): FileTexts {
  const couplings = couplingNames(model.vertices);
  const lorentz = lorentzNames(model.vertices);
  return new Map([
    ...UFO_LIBRARY,
    ["__init__.py", initText(model, certificate)],
    ["coupling_orders.py", ordersText()],
    ["parameters.py", parametersText(model)],
    ["particles.py", particlesText(model)],
    ["couplings.py", couplingsText(couplings)],
    ["lorentz.py", lorentzText(lorentz)],
    ["vertices.py", verticesText(model, couplings, lorentz)],
  ]);
}

/** What a person must know who uses the model. */
function notesOf({ lagrangian, removed, table, parameters }: UfoModel): string[] {
  const { kinetic } = lagrangian;
  const mixing = kinetic.filter(({ canonical }) => !canonical).length;
  const projected = table.particles.some(
    ({ spin, parts, selfConjugate }) => spin === 1 && parts.length === 1 && !selfConjugate,
  );
  return [
    "The gauge symmetry is unbroken: every component of a multiplet is a particle.",
    ...(projected
      ? [
          "Caveat: a single Weyl field is written as a Dirac spinor with a projector in all its vertices. The other half of",
          "that spinor is free and couples to nothing; spin sums of external massless particles are not changed by it, but a",
          "width or a thermal average that counts its two states would be.",
        ]
      : []),
    ...(removed.length > 0
      ? [`Set to zero by the choice of basis among fields with equal quantum numbers: ${removed.join(", ")}.`]
      : []),
    ...(mixing > 0
      ? [`Left out: ${mixing} kinetic terms between different fields, which a change of fields removes.`]
      : []),
    ...mixingNotes(parameters),
    "Left out: theta terms. Widths are zero; compute those of unstable particles before use.",
  ];
}

function mixingNotes(parameters: UfoModel["parameters"]): string[] {
  const names = parameters.map(({ name }) => name).filter((name) => name.startsWith("gmix_"));
  if (names.length === 0) return [];
  return [
    `Kinetic mixing of U(1) factors is in the couplings ${names.join(", ")}, 0 unless set: D = d - i g Y B - i (g' Y' + gmix Y) B'.`,
  ];
}

function initText(model: UfoModel, certificate: string): string {
  const { theory } = model.lagrangian;
  const title = [
    `UFO model of ${theory.name}${theory.description === "" ? "" : `: ${theory.description}`}`,
    ...notesOf(model),
    certificate,
  ];
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

/** External parameters first; real and imaginary parts of complex ones, then the internal ones they make. */
function parametersText({ parameters, table, masses, entries }: UfoModel): string {
  const external: string[] = [];
  const internal: string[] = [call("ZERO", "Parameter", parameterFields("ZERO", "internal", "real", "'0.0'", "0"))];
  const counters = new Map<string, number>();
  const addExternal = (name: string, value: number, block: string, code?: number) => {
    const number = code ?? (counters.get(block) ?? 0) + 1;
    if (code === undefined) counters.set(block, number);
    external.push(
      call(name, "Parameter", {
        ...parameterFields(name, "external", "real", String(value), name),
        lhablock: quoted(block),
        lhacode: `[ ${number} ]`,
      }),
    );
  };
  const addInternal = (name: string, type: string, value: string) =>
    internal.push(call(name, "Parameter", parameterFields(name, "internal", type, quoted(value), name)));
  for (const { name, kind, defaultValue } of parameters) {
    if (kind === "strong") {
      addExternal("aS", defaultValue, "SMINPUTS", 3);
      addInternal(name, "real", "2*cmath.sqrt(aS)*cmath.sqrt(cmath.pi)");
    } else if (kind === "complex") {
      const block = blockOf(name);
      addExternal(`r${name}`, defaultValue, block);
      addExternal(`i${name}`, 0, `IM${block}`);
      addInternal(name, "complex", `r${name} + complex(0,1)*i${name}`);
    } else if (kind === "mass") {
      const particle = masses.indexOf(name);
      addExternal(name, defaultValue, "MASS", pdgCode(table.particles.length > particle ? particle : 0));
    } else addExternal(name, defaultValue, kind === "gauge" ? "GAUGE" : blockOf(name));
  }
  // The coefficients of bilinears, for the reader of the file: no vertex contains them.
  for (const { parameter, massFactor, squared } of entries) {
    if (parameter === undefined || massFactor === undefined) continue;
    addInternal(`c${parameter}`, "real", `${pythonNumber(massFactor)}*${parameter}${squared ? "**2" : ""}`);
  }
  return [
    "from .object_library import all_parameters, Parameter",
    "from .function_library import complexconjugate",
    "import cmath",
    "",
    ...external.concat(internal).flatMap((text) => [text, ""]),
  ].join("\n");
}

function parameterFields(
  name: string,
  nature: string,
  type: string,
  value: string,
  tex: string,
): Record<string, string> {
  const mathematical = tex.replaceAll("_", " ");
  return {
    name: quoted(name),
    nature: quoted(nature),
    type: quoted(type),
    value,
    texname: quoted(`\\text{${mathematical}}`),
  };
}

/** The part of a name before its generations is a block of the card. */
function blockOf(name: string): string {
  return name
    .replace(/(_\d+(x\d+)*)$/, "")
    .replaceAll("_", "")
    .toUpperCase();
}

/** Codes of the unbroken phase are not those of the particle data group, but for the gluon. */
function pdgCode(particle: number): number {
  return 9000001 + particle;
}

/** The Python attribute of a particle. */
function particleAttribute(name: string): string {
  return name.replaceAll("~", "__tilde__");
}

function particlesText({ table, bosons, masses }: UfoModel): string {
  const matter = table.particles.map((own, k) => ({
    ...own,
    code: pdgCode(k),
    ufoSpin: own.spin === 0 ? 1 : 2,
    mass: masses[k] ?? "ZERO",
  }));
  const vectors = bosons.particles.map((own, k) => ({
    ...own,
    code: own.colour === 8 ? 21 : pdgCode(table.particles.length + k),
    ufoSpin: 3,
    mass: "ZERO",
  }));
  const texts = [...matter, ...vectors].flatMap(
    ({ name, antiname, code, ufoSpin, colour, mass, charge, selfConjugate }) => [
      call(particleAttribute(name), "Particle", {
        pdg_code: String(code),
        name: quoted(name),
        antiname: quoted(antiname),
        spin: String(ufoSpin),
        color: String(colour),
        mass: `Param.${mass}`,
        width: "Param.ZERO",
        texname: quoted(name),
        antitexname: quoted(antiname),
        charge: pythonNumber(charge === 0 ? 0 : charge).replace("NaN", "0"),
        GhostNumber: "0",
      }),
      "",
      ...(selfConjugate ? [] : [`${particleAttribute(antiname)} = ${particleAttribute(name)}.anti()`, ""]),
    ],
  );
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
  { vertices, table, bosons }: UfoModel,
  couplings: CouplingNames,
  lorentz: ReturnType<typeof lorentzNames>,
): string {
  const all = [...table.particles, ...bosons.particles];
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
