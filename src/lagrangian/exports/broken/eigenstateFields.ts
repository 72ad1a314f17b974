/**
 * Random mass eigenstates at a point, and the fields of the unbroken theory that they are: every component from its particles,
 * with the vacuum value, then tensors with fundamental indices (fieldJets.ts). With what is written here the Lagrangian can be
 * worked out without vertices, vacuum terms or mass matrices.
 */
import type { Rng } from "../../../base/index.ts";
import type { Complex } from "../../complexNumbers.ts";
import { addComplex, conjugateComplex, multiplyComplex, scaleComplex } from "../../complexNumbers.ts";
import { gellMannMatrices, sextetTensors } from "../colourTensors.ts";
import type { FactorTensor } from "../conjugateTensor.ts";
import type { FieldTensor, GaugeJet, HermitianMatrix, Jets } from "../fieldJets.ts";
import { METRIC } from "../fieldJets.ts";
import type { BosonComponent } from "../gaugeBosons.ts";
import { isKineticMixing } from "../gaugeBosons.ts";
import { specialUnitaryGroups, unitaryGroups } from "../../theory.ts";
import type { ColourVector, ParticleValue } from "../particleValues.ts";
import type { ParticleRow } from "../ufoDocument.ts";
import type { ExpansionTerm } from "./brokenBuild.ts";
import type { BrokenModel } from "./brokenModel.ts";
import type { Numbers } from "./polynomial.ts";
import { productValue } from "./polynomial.ts";

/** GeV: as large as the vacuum value, so that terms of two, three and four fields are of one size. */
const ENERGY = 100;

/** Scalars and vectors of order E, spinors E^(3/2), gradients E^2. */
export function randomEigenstates(particles: readonly ParticleRow[], rng: Rng): ParticleValue[] {
  const centred = (size: number) => size * (2 * rng.uniform() - 1);
  return particles.map(({ spin, colour, selfConjugate }): ParticleValue => {
    const vector = (size: number): ColourVector =>
      Array.from({ length: colour }, () => [centred(size), selfConjugate && spin !== 2 ? 0 : centred(size)] as const);
    if (spin === 2) {
      const left = vector(ENERGY ** 1.5);
      return { value: [], gradient: [], left, leftOfAnti: selfConjugate ? left : vector(ENERGY ** 1.5) };
    }
    const indices = spin === 3 ? METRIC : [1];
    return {
      value: indices.map(() => vector(ENERGY)),
      gradient: METRIC.map(() => indices.map(() => vector(ENERGY ** 2))),
      left: undefined,
      leftOfAnti: undefined,
    };
  });
}

/** All fields times a number; the vacuum value is none of them. */
export function scaledEigenstates(values: readonly ParticleValue[], factor: number): ParticleValue[] {
  const times = (vector: ColourVector): ColourVector => vector.map((own) => scaleComplex(own, factor));
  return values.map(({ value, gradient, left, leftOfAnti }) => ({
    value: value.map(times),
    gradient: gradient.map((own) => own.map(times)),
    left: left && times(left),
    leftOfAnti: leftOfAnti && times(leftOfAnti),
  }));
}

/** One number for each colour, as one of the kinds of numbers of a particle has it. */
type Reading = (value: ParticleValue) => ColourVector;

interface Context {
  readonly model: BrokenModel;
  readonly values: readonly ParticleValue[];
  readonly numbers: Numbers;
}

/** The components: the sums of their particles. */
function componentVector(
  { values, numbers }: Context,
  expansion: readonly ExpansionTerm[],
  colours: number,
  read: {
    readonly own: Reading;
    readonly anti: Reading;
  },
): Complex[] {
  const sum: Complex[] = Array.from({ length: colours }, () => [0, 0]);
  for (const { particle, anti, product } of expansion) {
    const factor = productValue(product, numbers);
    const vector = anti ? read.anti(values[particle]) : read.own(values[particle]);
    vector.forEach((entry, k) => (sum[k] = addComplex(sum[k], multiplyComplex(factor, entry))));
  }
  return sum;
}

function bosonReading(read: Reading): { readonly own: Reading; readonly anti: Reading } {
  return { own: read, anti: (value) => read(value).map(conjugateComplex) };
}

const SPINOR = { own: ({ left }: ParticleValue) => left!, anti: ({ leftOfAnti }: ParticleValue) => leftOfAnti! };

/** The fields of the unbroken theory. `numbers` are those of the file. */
export function fieldsOfEigenstates(
  model: BrokenModel,
  values: readonly ParticleValue[],
  numbers: Numbers,
  currentVector: readonly number[],
): Jets {
  const context: Context = { model, values, numbers };
  const { table, bosons } = model.build.components;
  const { theory, generations, fields } = table;
  return {
    theory,
    generations,
    currentVector,
    fields: fields.map(({ copies, field }, k) =>
      Array.from({ length: copies }, (_, generation) => {
        if (field.twiceHelicity !== 0) {
          return {
            value: fieldTensor(context, k, generation, { read: SPINOR, isValue: true }),
            gradient: METRIC.map(() => []),
          };
        }
        const value = bosonReading((own) => own.value[0]);
        return {
          value: fieldTensor(context, k, generation, { read: value, isValue: true }),
          gradient: METRIC.map((__, m) =>
            fieldTensor(context, k, generation, { read: bosonReading((own) => own.gradient[m][0]), isValue: false }),
          ),
        };
      }),
    ),
    gauge: theory.groups.map((group): GaugeJet | undefined => {
      const own = bosons.components.filter(
        ({ factor, coupling }) => groupOf(model, factor) === group && !isKineticMixing(coupling),
      );
      if (own.length === 0) return undefined;
      const matrix = (read: Reading) => gaugeMatrix(context, own, read);
      return {
        value: METRIC.map((_, m) => matrix((value) => value.value[m])),
        gradient: METRIC.map((_, m) => METRIC.map((__, n) => matrix((value) => value.gradient[m][n]))),
      };
    }),
  };
}

/** The gauge group that a boson belongs to. */
export function groupOf({ build: { components } }: BrokenModel, factor: BosonComponent["factor"]) {
  const { theory, colourFactor } = components.table;
  if (factor.kind === "U1") return unitaryGroups(theory)[factor.place];
  return specialUnitaryGroups(theory)[factor.kind === "colour" ? colourFactor : factor.place];
}

function fieldTensor(
  context: Context,
  field: number,
  generation: number,
  { read, isValue }: { readonly read: ReturnType<typeof bosonReading>; readonly isValue: boolean },
): FieldTensor {
  const { build } = context.model;
  const { table } = build.components;
  const { components, colour } = table.fields[field];
  const colours = colourTensors(colour);
  return components.flatMap((states, component) => {
    const { particle, anti } = table.find(field, component, generation);
    const vector = componentVector(context, build.expansions[particle], colours.length, read);
    const vacuum = isValue ? build.vacuumValues.get(particle) : undefined;
    if (vacuum !== undefined) vector[0] = addComplex(vector[0], productValue(vacuum, context.numbers));
    return vector.map((value, k) => ({
      value: anti ? conjugateComplex(value) : value,
      factors: states.map((state) => state?.tensor ?? colours[k]),
    }));
  });
}

const matrices = gellMannMatrices();
const sextets = sextetTensors();

/** The tensors that the colours of a particle multiply. */
function colourTensors(colour: number): FactorTensor[] {
  const all = [0, 1, 2];
  if (colour === 1) return [new Map([[0, [1, 0] as const]])];
  if (Math.abs(colour) === 3) return all.map((i) => new Map([[i, [1, 0] as const]]));
  const pairs = all.flatMap((i) => all.map((j) => [i, j]));
  if (Math.abs(colour) === 6) {
    return sextets.map((sextet) => new Map(pairs.map(([i, j]) => [3 * i + j, [sextet[i][j], 0] as const])));
  }
  // O^r_s = sqrt(2) T^a_sr O^a, upper index first.
  return matrices.map((matrix) => new Map(pairs.map(([r, s]) => [3 * r + s, scaleComplex(matrix[s][r], Math.SQRT2)])));
}

/** A = sum b M over the components of a boson. */
function gaugeMatrix(context: Context, components: readonly BosonComponent[], read: Reading): HermitianMatrix {
  const { bosons } = context.model;
  const terms = components.flatMap(({ boson, anti, factor }) => {
    const colours = factor.kind === "colour" ? 8 : 1;
    const vector = componentVector(context, bosons[boson], colours, bosonReading(read));
    return vector.map((value, a) => ({
      value: anti ? conjugateComplex(value) : value,
      // UFO's octets multiply transposed matrices (colourStrings.ts).
      matrix:
        factor.kind === "SU"
          ? factor.matrix
          : factor.kind === "U1"
            ? [[[1, 0] as const]]
            : matrices[a].map((_, i) => matrices[a].map((__, j) => matrices[a][j][i])),
    }));
  });
  return terms[0].matrix.map((row, i) =>
    row.map((_, j) =>
      terms.reduce<Complex>((sum, { value, matrix }) => addComplex(sum, multiplyComplex(value, matrix[i][j])), [0, 0]),
    ),
  );
}
