/** The classes of particles of a broken phase, with masses, widths, PDG codes and names as MadGraph has them. */
import type { BrokenBuild } from "../broken/brokenBuild.ts";
import type { ParticleRow } from "../ufoDocument.ts";
import { cardNumber, mathematicaNumber } from "./mathematicaText.ts";
import type { ParticleClass } from "./particleClasses.ts";

export interface PhysicalWording {
  readonly nameOf: (name: string) => string;
  /** `{Index[Colour], Index[Gen3]}`, without what has no index. */
  readonly indicesOf: (own: ParticleClass) => readonly string[];
  /** Charges of a class that is a field of the theory. */
  readonly chargesOf: (own: ParticleClass) => readonly string[];
}

export function physicalClass(build: BrokenBuild, own: ParticleClass, wording: PhysicalWording) {
  const rows = own.members.map(({ particle }) => build.particles[particle]);
  const [first] = rows;
  const several = rows.length > 1;
  const list = (items: readonly string[]) => (several ? `{${items.join(", ")}}` : items[0]);
  const indices = [...wording.indicesOf(own), ...(several ? [`Gen${rows.length}`] : [])];
  const charge = first.charge === 0 ? [] : [`Q -> ${mathematicaNumber(first.charge)}`];
  const numbers = [...wording.chargesOf(own), ...charge];
  const parts = [
    `ClassName -> ${own.name}`,
    ...(several ? [`ClassMembers -> {${own.members.map(({ name }) => name).join(", ")}}`] : []),
    `SelfConjugate -> ${first.selfConjugate ? "True" : "False"}`,
    ...(indices.length === 0 ? [] : [`Indices -> {${indices.map((name) => `Index[${name}]`).join(", ")}}`]),
    ...(several ? [`FlavorIndex -> Gen${rows.length}`] : []),
    ...(numbers.length === 0 ? [] : [`QuantumNumbers -> {${numbers.join(", ")}}`]),
    `Mass -> ${massText(build, own, rows, wording)}`,
    `Width -> ${rows.every(({ width }) => width === "ZERO") ? "0" : list(rows.map(({ width }) => numberText(build, width, wording)))}`,
    `PDG -> ${list(rows.map(({ pdgCode }) => String(pdgCode)))}`,
    `ParticleName -> ${list(rows.map(({ name }) => quoted(name)))}`,
    ...(first.selfConjugate ? [] : [`AntiParticleName -> ${list(rows.map(({ antiname }) => quoted(antiname)))}`]),
  ];
  return { kind: kindOf(first), body: parts.join(", ") };
}

function kindOf({ spin }: ParticleRow): string {
  return spin === 1 ? "S" : spin === 2 ? "F" : "V";
}

function massText(
  build: BrokenBuild,
  { name }: ParticleClass,
  rows: readonly ParticleRow[],
  wording: PhysicalWording,
): string {
  const texts = rows.map(({ mass }) => numberText(build, mass, wording));
  if (texts.length === 1) return texts[0];
  return texts.every((text) => text === "0") ? "0" : `{Mass${name}, ${texts.join(", ")}}`;
}

/** `{MZ, 91.188}`, or `{MW, Internal}` for what is worked out. */
function numberText({ sheet }: BrokenBuild, name: string, { nameOf }: PhysicalWording): string {
  if (name === "ZERO") return "0";
  const row = sheet.rows.find((own) => own.name === name)!;
  return `{${nameOf(name)}, ${typeof row.value === "number" ? cardNumber(row.value) : "Internal"}}`;
}

function quoted(text: string): string {
  return `"${text}"`;
}
