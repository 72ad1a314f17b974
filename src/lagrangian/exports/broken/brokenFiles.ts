/** The Python files of a broken phase. */
import type { FileTexts } from "../ufoDocument.ts";
import { documentFiles } from "../ufoDocument.ts";
import type { UfoHeader } from "../ufoFiles.ts";
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
  const { components, vacuum, mixed, particles } = build;
  const { theory, kinetic } = components.lagrangian;
  const doublet = theory.fields[vacuum.field].name;
  const nameOf = (component: number) => components.table.particles[component].name;
  const mixing = kinetic.filter(({ canonical }) => !canonical).length;
  const others = vacuum.others.join(", ");
  const known = ["a", "g", "Z", "W+"];
  const massless = particles
    .flatMap(({ spin, name }) => (spin === 3 && !known.includes(name) ? [name] : []))
    .join(", ");
  return [
    `Electroweak symmetry is broken by ${doublet} alone. Mass eigenstates, unitary gauge: no Goldstone bosons, no ghosts.`,
    ...(others === ""
      ? []
      : [`Fields are taken in the basis in which ${others} stay without a vacuum value (the Higgs basis).`]),
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
    "Numbers of new particles are placeholders, bilinears between different fields that could mix are 0. Left out: theta terms, kinetic mixing.",
    "Widths of new particles are zero; compute them before use.",
  ];
}
