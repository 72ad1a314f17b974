/** The Python files of a broken phase. */
import type { FileTexts } from "../ufoDocument.ts";
import { documentFiles } from "../ufoDocument.ts";
import type { UfoHeader } from "../ufoFiles.ts";
import type { BrokenBuild } from "./brokenBuild.ts";
import type { BrokenModel } from "./brokenModel.ts";

/** All files of the directory. */
export function brokenFiles(model: BrokenModel, { certificate }: UfoHeader): FileTexts {
  const { build, vertices } = model;
  const { theory } = build.components.lagrangian;
  const { name, description } = theory;
  return documentFiles({
    title: [`UFO model of ${name}${description === "" ? "" : `: ${description}`}`, ...notesOf(model), certificate],
    particles: build.particles,
    parameters: build.sheet.rows,
    vertices,
  });
}

/** What a person must know who uses the model. */
export function notesOf({ build, linear }: BrokenModel): string[] {
  const { components, vacuum, vacuumValues, mixed, particles } = build;
  const { kinetic } = components.lagrangian;
  const held = [...vacuumValues].map(([particle, { factor, names }]) => {
    const value = factor[0] === 1 ? names[0] : `${names[0]}/sqrt(2)`;
    return `<${components.table.particles[particle].name}> = ${value}`;
  });
  const nameOf = (component: number) => components.table.particles[component].name;
  const mixing = kinetic.filter(({ canonical }) => !canonical).length;
  const others = vacuum.others.join(", ");
  const known = ["a", "g", "Z", "W+", "Zp"];
  const massless = particles
    .flatMap(({ spin, name }) => (spin === 3 && !known.includes(name) ? [name] : []))
    .join(", ");
  const isMixed = build.sheet.has("szp");
  return [
    `The vacuum: ${held.join(", ")}. Mass eigenstates, unitary gauge: no Goldstone bosons, no ghosts.`,
    ...valueNotes(build),
    ...(others === ""
      ? []
      : [
          `Fields are taken in the basis in which ${others} stay without a vacuum value (the Higgs basis); --vacuum gives more fields one.`,
        ]),
    ...(linear.length === 0
      ? []
      : [
          `No vacuum value of ${linear.map(nameOf).join(", ")}: a shift of the field, which gives L a linear term (tad_).`,
        ]),
    ...mixed.map(
      (names) =>
        `Worked out at the numbers of this file: masses and rotations (R_) of ${names}. They do not follow other couplings; export again with --numbers.`,
    ),
    ...(particles.some(({ spin, mass }) => spin === 2 && mass === "ZERO")
      ? ["Fermions without a mass have one helicity."]
      : []),
    ...(massless === "" ? [] : [`Gauge factors beyond the Standard Model stay unbroken: ${massless} without a mass.`]),
    ...(mixing > 0
      ? [`Left out: ${mixing} kinetic terms between different fields, which a change of fields removes.`]
      : []),
    `Numbers of new particles are placeholders, bilinears between different fields that could mix are 0. Left out: theta terms${isMixed ? "" : ", kinetic mixing"}.`,
    "Widths of new particles are zero; compute them before use.",
  ];
}

/** Of several vacuum values what follows from what. */
function valueNotes({ vacuum, vacuumValues, sheet, components }: BrokenBuild): string[] {
  if (vacuumValues.size === 1) return [];
  const parameters = new Set([...vacuumValues.values()].flatMap(({ names }) => names));
  const rows = sheet.rows.filter(({ name }) => parameters.has(name) || ["tanb", "rho"].includes(name));
  const { fields } = components.lagrangian.theory;
  const doublets = vacuum.values.filter(({ field }) => fields[field].irreps[vacuum.isospin][0] === 1);
  return [
    `Vacuum values: ${rows.map(({ name, value }) => `${name} = ${value}`).join("; ")}.`,
    "Bilinears of these fields make the vacuum stationary at the numbers of this file.",
    ...(doublets.length === 1
      ? []
      : [
          "Up quarks get their masses from the last doublet that couples to them, down quarks and leptons from the first (type II); other Yukawa couplings leave masses as they are.",
        ]),
  ];
}
