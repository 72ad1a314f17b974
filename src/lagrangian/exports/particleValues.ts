/** The particles' values on random fields (fieldJets.ts), by projecting tensors on the states of the components. */
import type { Complex } from "../complexNumbers.ts";
import { conjugateComplex, multiplyComplex, scaleComplex, sumComplex } from "../complexNumbers.ts";
import { gellMannMatrices, sextetTensors } from "./colourTensors.ts";
import { innerProduct } from "./componentStates.ts";
import type { FactorTensor } from "./conjugateTensor.ts";
import type { FieldTensor, HermitianMatrix, Jets } from "./fieldJets.ts";
import { METRIC } from "./fieldJets.ts";
import type { GaugeBosons } from "./gaugeBosons.ts";
import type { ParticleTable } from "./particles.ts";
import { specialUnitaryGroups, unitaryGroups } from "../theory.ts";

/** One number for each colour. */
export type ColourVector = readonly Complex[];

export interface ParticleValue {
  /** Of a scalar p; of a vector by its Lorentz index. */
  readonly value: readonly ColourVector[];
  /** gradient[m]: of a scalar one vector, of a vector one by its Lorentz index. */
  readonly gradient: readonly (readonly ColourVector[])[];
  /** The left-handed Weyl numbers of p and of p~; undefined where the spinor is projected away. */
  readonly left: ColourVector | undefined;
  readonly leftOfAnti: ColourVector | undefined;
}

const matrices = gellMannMatrices();
const sextets = sextetTensors();

/** Values of the matter particles, then of the bosons. */
export function particleValues(table: ParticleTable, bosons: GaugeBosons, jets: Jets): ParticleValue[] {
  const componentOf = (tensor: FieldTensor, field: number, component: number) =>
    projected(table, tensor, field, component);
  const matter = table.particles.map(({ spin, parts, selfConjugate }): ParticleValue => {
    const weyl = (conjugate: boolean) => {
      const part = parts.find((own) => own.conjugate === conjugate);
      return part && componentOf(jets.fields[part.field][part.generation].value, part.field, part.component);
    };
    if (spin === 1) {
      return { value: [], gradient: [], left: weyl(false), leftOfAnti: selfConjugate ? weyl(false) : weyl(true) };
    }
    const [{ field, component, generation, conjugate }] = parts;
    const own = (tensor: FieldTensor) => {
      const value = componentOf(tensor, field, component);
      return conjugate ? value.map(conjugateComplex) : value;
    };
    const jet = jets.fields[field][generation];
    return {
      value: [own(jet.value)],
      gradient: jet.gradient.map((tensor) => [own(tensor)]),
      left: undefined,
      leftOfAnti: undefined,
    };
  });
  const vectors = bosons.particles.map((_, boson): ParticleValue => {
    const component = bosons.components.find((own) => own.boson === boson && !own.anti)!;
    const group = groupOf(table, component.factor);
    const jet = jets.gauge[group]!;
    const own = (matrix: HermitianMatrix) => bosonValue(component.factor, matrix);
    return {
      value: jet.value.map(own),
      gradient: METRIC.map((__, m) => jet.gradient[m].map(own)),
      left: undefined,
      leftOfAnti: undefined,
    };
  });
  return [...matter, ...vectors];
}

function groupOf({ theory, colourFactor }: ParticleTable, factor: GaugeBosons["components"][number]["factor"]): number {
  if (factor.kind === "U1") return theory.groups.indexOf(unitaryGroups(theory)[factor.place]);
  const place = factor.kind === "colour" ? colourFactor : factor.place;
  return theory.groups.indexOf(specialUnitaryGroups(theory)[place]);
}

/** b of A = sum b M: A has the coefficient 2 tr(A M+) along a matrix with tr M M+ = 1/2. */
function bosonValue(factor: GaugeBosons["components"][number]["factor"], matrix: HermitianMatrix): ColourVector {
  if (factor.kind === "U1") return [matrix[0][0]];
  // UFO's octets multiply transposed matrices (colourStrings.ts).
  const bases = factor.kind === "colour" ? matrices.map(transposed) : [factor.matrix];
  return bases.map((basis) =>
    scaleComplex(
      sumComplex(
        matrix.flatMap((row, i) => row.map((entry, j) => multiplyComplex(entry, conjugateComplex(basis[i][j])))),
      ),
      2,
    ),
  );
}

function transposed(matrix: readonly (readonly Complex[])[]): Complex[][] {
  return matrix.map((_, i) => matrix.map((__, j) => matrix[j][i]));
}

function projected(table: ParticleTable, tensor: FieldTensor, field: number, component: number): ColourVector {
  const { components, colour } = table.fields[field];
  const states = components[component];
  const parts = tensor.map(({ value, factors }) => {
    const number = states.reduce<Complex>(
      (product, state, k) =>
        state === undefined ? product : multiplyComplex(product, innerProduct(state.tensor, factors[k])),
      value,
    );
    const own = table.colourFactor === -1 ? [[1, 0] as const] : colourComponents(colour, factors[table.colourFactor]);
    return own.map((entry) => multiplyComplex(entry, number));
  });
  return parts[0].map((_, k) => sumComplex(parts.map((own) => own[k])));
}

/** The colour index of UFO from fundamental indices. */
function colourComponents(colour: number, tensor: FactorTensor): Complex[] {
  const at = (place: number) => tensor.get(place) ?? ([0, 0] as const);
  const all = [0, 1, 2];
  if (colour === 1) return [at(0)];
  if (Math.abs(colour) === 3) return all.map(at);
  const pairs = all.flatMap((i) => all.map((j) => ({ i, j, value: at(3 * i + j) })));
  if (Math.abs(colour) === 6) {
    return sextets.map((sextet) => sumComplex(pairs.map(({ i, j, value }) => scaleComplex(value, sextet[i][j]))));
  }
  // O^r_s = sqrt(2) T^a_sr O^a, upper index first.
  return matrices.map((matrix) =>
    scaleComplex(sumComplex(pairs.map(({ i, j, value }) => multiplyComplex(value, matrix[i][j]))), Math.SQRT2),
  );
}
