/** The Python files of the model of an unbroken phase. */
import { pythonNumber } from "./pythonNumbers.ts";
import { documentFiles } from "./ufoDocument.ts";
import type { FileTexts, ParameterRow, ParticleRow } from "./ufoDocument.ts";
import type { UfoModel } from "./ufoModel.ts";

export interface UfoHeader {
  /** Lines for the top of __init__.py: what was checked. */
  readonly certificate: string;
}

/** All files of the directory. */
export function ufoFiles(model: UfoModel, { certificate }: UfoHeader): FileTexts {
  const { name, description } = model.lagrangian.theory;
  return documentFiles({
    title: [`UFO model of ${name}${description === "" ? "" : `: ${description}`}`, ...notesOf(model), certificate],
    particles: particleRows(model),
    parameters: parameterRows(model),
    vertices: model.vertices,
  });
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

/** Real and imaginary parts of complex ones make internal ones. */
function parameterRows({ parameters, table, masses, entries }: UfoModel): ParameterRow[] {
  const rows: ParameterRow[] = [];
  const counters = new Map<string, number>();
  const addExternal = (name: string, value: number, block: string, code?: number) => {
    const number = code ?? (counters.get(block) ?? 0) + 1;
    if (code === undefined) counters.set(block, number);
    rows.push({ name, value, block, code: [number] });
  };
  for (const { name, kind, defaultValue } of parameters) {
    if (kind === "strong") {
      addExternal("aS", defaultValue, "SMINPUTS", 3);
      rows.push({ name, type: "real", value: "2*cmath.sqrt(aS)*cmath.sqrt(cmath.pi)" });
    } else if (kind === "complex") {
      const block = blockOf(name);
      addExternal(`r${name}`, defaultValue, block);
      addExternal(`i${name}`, 0, `IM${block}`);
      rows.push({ name, type: "complex", value: `r${name} + complex(0,1)*i${name}` });
    } else if (kind === "mass") {
      const particle = masses.indexOf(name);
      addExternal(name, defaultValue, "MASS", pdgCode(table.particles.length > particle ? particle : 0));
    } else addExternal(name, defaultValue, kind === "gauge" ? "GAUGE" : blockOf(name));
  }
  // The coefficients of bilinears, for the reader of the file: no vertex contains them.
  for (const { parameter, massFactor, squared } of entries) {
    if (parameter === undefined || massFactor === undefined) continue;
    const value = `${pythonNumber(massFactor)}*${parameter}${squared ? "**2" : ""}`;
    rows.push({ name: `c${parameter}`, type: "real", value });
  }
  return rows;
}

/** The part of a name before its generations is a block of the card. */
export function blockOf(name: string): string {
  return name
    .replace(/(_\d+(x\d+)*)$/, "")
    .replaceAll("_", "")
    .toUpperCase();
}

/** Codes of the unbroken phase are not those of the particle data group, but for the gluon. */
function pdgCode(particle: number): number {
  return 9000001 + particle;
}

function particleRows({ table, bosons, masses }: UfoModel): ParticleRow[] {
  const matter = table.particles.map((own, k): ParticleRow => ({
    ...own,
    pdgCode: pdgCode(k),
    spin: own.spin === 0 ? 1 : 2,
    mass: masses[k] ?? "ZERO",
    width: "ZERO",
  }));
  const vectors = bosons.particles.map((own, k): ParticleRow => ({
    ...own,
    pdgCode: own.colour === 8 ? 21 : pdgCode(table.particles.length + k),
    spin: 3,
    mass: "ZERO",
    width: "ZERO",
  }));
  return [...matter, ...vectors];
}
