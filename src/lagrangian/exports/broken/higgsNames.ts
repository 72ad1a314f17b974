/**
 * Who among the scalars that mix is called what. The Higgs boson h is the state with the largest part along the vacuum values
 * of the doublets and triplets, in the block of the doublet. Where two multiplets have values the others have the names and PDG
 * codes of the two-Higgs-doublet model: h2 and h3 with the largest real and imaginary parts, h+, and h++ of a triplet. All
 * others are called after the component that is largest in them.
 */
import type { Complex } from "../../complexNumbers.ts";
import { complexSize, multiplyComplex, sumComplex } from "../../complexNumbers.ts";
import { dominantLabels, freeName } from "./brokenBuild.ts";
import type { ComplexMatrix } from "./massDiagonalisation.ts";
import { HIGGS_MASS, HIGGS_WIDTH } from "./standardInputs.ts";
import type { ScalarSector } from "./scalarMatrix.ts";
import { isImaginary } from "./scalarVariables.ts";

export interface ScalarName {
  readonly name: string;
  readonly antiname?: string;
  readonly mass?: string;
  readonly width?: { readonly name: string; readonly value: number };
  readonly pdgCode?: number;
}

const HIGGS: ScalarName = { name: "h", mass: HIGGS_MASS.name, width: HIGGS_WIDTH, pdgCode: 25 };
const named = (name: string, stem: string, pdgCode?: number): ScalarName => ({
  name,
  mass: `M${stem}`,
  width: { name: `W${stem}`, value: 0 },
  ...(name.includes("+") ? { antiname: name.replaceAll("+", "-") } : {}),
  ...(pdgCode === undefined ? {} : { pdgCode }),
});
const REAL = named("h2", "H2", 35);
const IMAGINARY = named("h3", "H3", 36);
const CHARGED: Readonly<Record<number, ScalarName>> = { 1: named("h+", "Hp", 37), 2: named("h++", "Hpp") };

/** Of the columns of a rotation, rows in the order of the block. */
export function scalarNames(sector: ScalarSector, block: readonly number[], rotation: ComplexMatrix): ScalarName[] {
  const { build, all } = sector;
  const labels = block.map((variable) => all.variables[variable].label);
  const weights = rotation.map((row) => row.map((own) => complexSize(own) ** 2));
  const columns = rotation[0].map((_, k) => k);
  const found = new Map<number, ScalarName>();
  const higgs = higgsColumn(sector, block, rotation);
  if (higgs !== undefined) found.set(higgs, HIGGS);
  for (const { name, weightOf } of multipletNames(sector, block)) {
    const weight = (k: number) => weights.reduce((sum, row, i) => sum + weightOf(block[i]) * row[k], 0);
    const best = columns.filter((k) => !found.has(k)).toSorted((a, b) => weight(b) - weight(a))[0];
    if (best !== undefined && weight(best) > 0.5 && freeName(build, name.name) === name.name) found.set(best, name);
  }
  const rest = columns.filter((k) => !found.has(k));
  const taken = higgs === undefined ? undefined : largestRow(weights, higgs);
  const rows = block.map((_, i) => i).filter((i) => i !== taken || rest.length === block.length);
  const others =
    rest.length === 0
      ? []
      : dominantLabels(
          rows.map((i) => rest.map((k) => weights[i][k])),
          rows.map((i) => labels[i]),
        );
  return columns.map((k) => found.get(k) ?? { name: freeName(build, others[rest.indexOf(k)]) });
}

function largestRow(weights: readonly (readonly number[])[], column: number): number {
  return weights.reduce((best, row, i) => (row[column] > weights[best][column] ? i : best), 0);
}

/** The state that is most along the vacuum values; undefined if the block has not the real part of the doublet. */
function higgsColumn(
  { build, all }: ScalarSector,
  block: readonly number[],
  rotation: ComplexMatrix,
): number | undefined {
  const along = block.map((variable): Complex => {
    const { particle, field } = all.variables[variable].numbers;
    const value = build.vacuumValues.get(particle);
    if (value === undefined || isImaginary(all, variable) || !isMultiplet(build, field)) return [0, 0];
    return build.sheet.value(value.names[0]);
  });
  const isThere = block.some((variable) => {
    const { particle } = all.variables[variable].numbers;
    return particle === build.vacuumComponent && !isImaginary(all, variable);
  });
  if (!isThere) return undefined;
  const overlaps = rotation[0].map((_, k) =>
    complexSize(sumComplex(rotation.map((row, i) => multiplyComplex(along[i], row[k])))),
  );
  return overlaps.indexOf(Math.max(...overlaps));
}

/** Whether the field has isospin. */
function isMultiplet({ components, vacuum }: ScalarSector["build"], field: number): boolean {
  return components.table.fields[field].field.irreps[vacuum.isospin][0] > 0;
}

/** Names for the states of two multiplets, with the variables whose parts count. */
function multipletNames({ build, all }: ScalarSector, block: readonly number[]) {
  const held = build.vacuum.values.filter(({ field }) => isMultiplet(build, field)).map(({ field }) => field);
  if (held.length !== 2) return [];
  const isOwn = (variable: number) => held.includes(all.variables[variable].numbers.field);
  const { numbers, real } = all.variables[block[0]];
  const charged = real ? undefined : CHARGED[Math.round(Math.abs(numbers.charge))];
  if (charged !== undefined) return [{ name: charged, weightOf: (variable: number) => Number(isOwn(variable)) }];
  if (!real) return [];
  const part = (wanted: boolean) => (variable: number) =>
    Number(isOwn(variable) && isImaginary(all, variable) === wanted);
  return [
    { name: REAL, weightOf: part(false) },
    { name: IMAGINARY, weightOf: part(true) },
  ];
}
