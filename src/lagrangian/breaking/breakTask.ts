/** `glueball lagrangian break`. */
import { z } from "zod";
import { formatRational, isZeroRational } from "../../exact/index.ts";
import { task, textTable } from "../../run/index.ts";
import { renormalisableLagrangian } from "../explicit/renormalisable.ts";
import { createStructureLibrary } from "../explicit/structureLibrary.ts";
import { nameOperators } from "../exports/couplings.ts";
import { readTheoryOrModel } from "../files/readModel.ts";
import type { Theory } from "../theory.ts";
import { unitaryGroups } from "../theory.ts";
import { fieldNames, vacuumOption } from "./vacuumOption.ts";
import type { ChargeCheck } from "./chargeConservation.ts";
import { checkCharges } from "./chargeConservation.ts";
import { fermionSectors } from "./fermionMasses.ts";
import { entryText } from "./massEntries.ts";
import { sectorMasses } from "./massRank.ts";
import type { MassSector, MassState } from "./massSectors.ts";
import type { Tadpole } from "./scalarMasses.ts";
import { scalarSectors, tadpoles } from "./scalarMasses.ts";
import { electricCharge } from "./vacuum.ts";
import type { BrokenTheory } from "./vacuumProducts.ts";
import { breakWithInduced } from "./inducedVacuum.ts";
import type { WeakBosons } from "./weakBosons.ts";
import { weakBosons } from "./weakBosons.ts";
import { modelField } from "../files/modelField.ts";

export const breakTask = task({
  room: "lagrangian",
  name: "break",
  help: "Break the electroweak symmetry, and further U(1)s: charges, mixing, and mass matrices in terms of couplings",
  inputs: ["model"],
  options: z.object({
    model: modelField,
    vacuum: vacuumOption,
    generations: z.int().min(1).default(3).describe("number of generations of fields that leave it open"),
  }),
  example: "glueball lagrangian break builtin:TypeI",
  run: (_, { model, vacuum, generations }) =>
    breakResult(readTheoryOrModel(model), { vacuum: fieldNames(vacuum), generations }),
});

/** The document of `--json` with the text for people. @throws GlueballError as `vacuumOf`. */
export function breakResult(
  theory: Theory,
  { vacuum, generations }: { readonly vacuum?: readonly string[]; readonly generations: number },
) {
  const { letters, invariants } = renormalisableLagrangian(theory, createStructureLibrary(), generations);
  const operators = nameOperators(theory, letters, invariants);
  const broken = breakWithInduced(theory, operators, vacuum);
  const charges = checkCharges(broken, operators);
  const records = {
    vacuum: vacuumRecord(broken),
    components: componentRecords(broken, generations),
    bosons: weakBosons(theory, broken.vacuum),
    fermions: fermionSectors(broken, operators).map((sector) => fermionRecord(sector, generations)),
    scalars: scalarSectors(broken, operators).map(scalarRecord),
    tadpoles: tadpoleRecords(broken, tadpoles(broken, operators)),
  };
  return {
    model: theory.name,
    generations,
    ...records,
    verdict: verdictOf(broken, charges),
    summary: summaryOf(theory, records),
  };
}

function vacuumRecord({ theory, vacuum, components }: BrokenTheory) {
  const values = vacuum.values.map((own) => ({
    field: theory.fields[own.field].name,
    component: components.find(({ field, twiceT3 }) => field === own.field && twiceT3 === own.twiceT3)!.name,
    value: own.real ? own.name : `${own.name}/√2`,
  }));
  const [{ field: doublet, component, value }] = values;
  return {
    doublet,
    component,
    value,
    values,
    /** Of the convention of the theory, with the name of its U(1). */
    charge: theory.hyperchargeConvention.replace("Y", unitaryGroups(theory)[vacuum.hypercharge].name),
    others: vacuum.others,
  };
}

function componentRecords({ theory, components }: BrokenTheory, generations: number) {
  return components.map(({ field, name, twiceT3, charge, real }) => {
    const { name: fieldName, copies } = theory.fields[field];
    const T3 = twiceT3 % 2 === 0 ? String(twiceT3 / 2) : `${twiceT3}/2`;
    return {
      name,
      field: fieldName,
      T3,
      charge: formatRational(charge),
      real,
      copies: copies === "Nf" ? generations : copies,
    };
  });
}

function matrixTexts({ rows, columns, entries }: MassSector): string[][] {
  return entries.map((row, a) => row.map((terms, b) => entryText(terms, rows[a].norm2 * columns[b].norm2)));
}

const namesOf = (states: readonly MassState[]): string[] => states.map(({ name }) => name);

function fermionRecord(sector: MassSector, generations: number) {
  const { selfConjugate, charge, rows, columns } = sector;
  const { massive, massless } = sectorMasses(sector, generations);
  return {
    kind: selfConjugate ? "Majorana" : "Dirac",
    charge: formatRational(charge),
    rows: namesOf(rows),
    columns: namesOf(columns),
    matrix: matrixTexts(sector),
    massive,
    massless,
  };
}

function scalarRecord(sector: MassSector) {
  const { selfConjugate, charge, rows, columns } = sector;
  return {
    kind: selfConjugate ? "neutral" : "complex",
    charge: formatRational(charge),
    rows: namesOf(rows),
    columns: namesOf(columns),
    mass2: matrixTexts(sector),
  };
}

/** Of a component and its conjugate the first. */
function tadpoleRecords({ theory, vacuum, components }: BrokenTheory, all: readonly Tadpole[]) {
  return all
    .filter(({ state }) => !state.conjugate)
    .map(({ state, terms }) => {
      const { field } = components[state.component];
      return {
        component: state.name,
        field: theory.fields[field].name,
        value: entryText(terms, state.norm2),
        /** A field without a vacuum value: it gets one unless this is 0. */
        induced: vacuum.values.every((own) => own.field !== field),
      };
    });
}

function verdictOf(
  { theory, vacuum }: BrokenTheory,
  { products, violating }: ChargeCheck,
): { passed: boolean; text: string } {
  const isMassless = vacuum.values.every(({ field, twiceT3 }) =>
    isZeroRational(electricCharge(theory, theory.fields[field], twiceT3, vacuum)),
  );
  if (!isMassless) return { passed: false, text: "the photon has a mass" };
  if (violating.length > 0) return { passed: false, text: `electric charge is broken by ${violating.join(", ")}` };
  return { passed: true, text: `the photon is massless and all ${products} products of components are neutral` };
}

interface Records {
  readonly vacuum: ReturnType<typeof vacuumRecord>;
  readonly components: ReturnType<typeof componentRecords>;
  readonly bosons: WeakBosons;
  readonly fermions: readonly ReturnType<typeof fermionRecord>[];
  readonly scalars: readonly ReturnType<typeof scalarRecord>[];
  readonly tadpoles: ReturnType<typeof tadpoleRecords>;
}

function summaryOf({ name }: Theory, { vacuum, components, bosons, fermions, scalars, tadpoles }: Records): string {
  const values = vacuum.values.map(({ component, value }) => `<${component}> = ${value}`);
  const rotated = vacuum.others.length === 0 ? "" : `; ${vacuum.others.join(", ")} could have one`;
  return [
    `${name}: ${values.join(", ")}, Q = ${vacuum.charge}${rotated}`,
    textTable({
      columns: ["component", "T3", "charge", "copies"],
      rows: components.map((own) => [own.name, own.T3, own.charge, String(own.copies)]),
    }),
    `m_W^2 = ${bosons.wMass2}, m_Z^2 = ${bosons.zMass2}, photon massless, rho = ${bosons.rho}, ${bosons.goldstones} Goldstone bosons`,
    ...bosons.others.map(({ name: boson, mass2, mixing }) => {
      const unmixed =
        mixing === "0" ? "does not mix with the Z but for kinetic mixing" : `mixes with the Z by ${mixing}`;
      const note = mass2 === "0" ? "massless" : `m^2 = ${mass2}, ${unmixed}`;
      return `boson ${boson} of a further U(1): ${note}`;
    }),
    ...fermions.map((sector) => {
      const form = sector.kind === "Dirac" ? "x^T M y" : "n^T M n/2";
      const masses = `${sector.massive} ${sector.kind} masses, ${sector.massless} massless Weyl fermions`;
      return matrixText(
        `fermions of charge ${sector.charge}, L contains ${form} + h.c.: ${masses}`,
        sector,
        sector.matrix,
      );
    }),
    ...scalars.map((sector) => {
      const form = sector.kind === "complex" ? "x^T M2 y" : "n^T M2 n/2";
      return matrixText(`scalars of charge ${sector.charge}, L contains -${form}`, sector, sector.mass2);
    }),
    ...tadpoles.map(({ component, field, value, induced }) =>
      induced
        ? `${field} gets a vacuum value of its own unless ${value} = 0 (linear in ${component})`
        : `the vacuum is stationary for ${value} = 0 (linear in ${component})`,
    ),
  ].join("\n\n");
}

function matrixText(
  title: string,
  { rows, columns }: { readonly rows: readonly string[]; readonly columns: readonly string[] },
  matrix: readonly (readonly string[])[],
): string {
  const table = rows.map((name, a) => [name, ...matrix[a]]);
  return `${title}\n${textTable({ columns: ["", ...columns], rows: table })}`;
}
