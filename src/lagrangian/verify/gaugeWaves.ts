/** What stands in one slot of a term: a field as a random jet with its variation, and its covariant derivatives. */
import type { Rng } from "../../base/index.ts";
import type { DynkinLabels } from "../../exact/index.ts";
import { irrepStates } from "../../exact/index.ts";
import { ownSpinorIndices } from "../terms/term.ts";
import type { Letter } from "../theory.ts";
import { gaugeLegs } from "./contractionTensor.ts";
import type { Action, covariantDerivative, GaugeField, JetTensor } from "./gaugeFields.ts";
import { DIRECTIONS, strengthTensors, varied } from "./gaugeFields.ts";
import type { JetAlgebra } from "./jets.ts";

/** The gauge factor under which fields vary. */
export interface GaugedFactor {
  /** In `theory.groups`. */
  readonly index: number;
  /** Among the SU(N) factors, or -1. */
  readonly axis: number;
  /** Among the U(1) factors, or -1. */
  readonly unitary: number;
  readonly field: GaugeField;
  /** Takes a derivative; a test may put the plain one here and see the check fail. */
  readonly derivative: typeof covariantDerivative;
}

/** A number with its first variation. */
export interface Dual {
  readonly value: number;
  readonly variation: number;
}

export interface GaugeWave {
  /**
   * The component at the point. Spinor indices are packed, own ones first, then those of the derivatives; `undottedIndices`
   * says how many undotted ones there are.
   */
  component(
    spinors: { readonly undotted: number; readonly dotted: number },
    gauge: number,
    undottedIndices: number,
  ): Dual;
}

export function createWave(letter: Letter, factor: GaugedFactor, rng: Rng): GaugeWave {
  const { axis, unitary, field, derivative } = factor;
  const labels = axis === -1 ? [] : letter.irreps[axis];
  const action: Action = {
    legs: axis === -1 ? { values: 1, first: [0], variances: [] } : gaugeLegs(labels.length + 1, [labels]),
    charge: unitary === -1 ? 0 : Number(letter.charges[unitary]),
  };
  const isOwnStrength = letter.fieldStrength && letter.field === factor.index;
  const fields = isOwnStrength
    ? strengthTensors(field, letter.twiceHelicity < 0)
    : spinorComponents(letter, () => varied(randomTensor(labels, field.jets, rng), field, action));
  const known = new Map<string, JetTensor>();
  const differentiated = (spinor: number, directions: readonly number[]): JetTensor => {
    if (directions.length === 0) return fields[spinor];
    const key = `${spinor} ${directions.join()}`;
    const found =
      known.get(key) ?? derivative(differentiated(spinor, directions.slice(1)), directions[0], field, action);
    known.set(key, found);
    return found;
  };
  const own = ownSpinorIndices(letter);
  return {
    component({ undotted, dotted }, gauge, undottedIndices) {
      const derivatives = undottedIndices - own.undotted;
      const directions = Array.from({ length: derivatives }, (_, k) => {
        const bit = derivatives - 1 - k;
        return 2 * ((undotted >> bit) & 1) + ((dotted >> bit) & 1);
      });
      const spinor = own.undotted > 0 ? undotted >> derivatives : dotted >> derivatives;
      return field.jets.atPoint(differentiated(spinor, directions)[gauge]);
    },
  };
}

/** The components of a scalar, a spinor or a field strength of another factor, symmetric in its two indices. */
function spinorComponents({ twiceHelicity }: Letter, draw: () => JetTensor): JetTensor[] {
  if (Math.abs(twiceHelicity) < 2) return Array.from({ length: Math.abs(twiceHelicity) + 1 }, draw);
  const [first, mixed, last] = [draw(), draw(), draw()];
  return DIRECTIONS.map((spinors) => (spinors === 0 ? first : spinors === 3 ? last : mixed));
}

/** A random combination of the states of an irrep; of one component for the singlet. */
function randomTensor(labels: DynkinLabels, jets: JetAlgebra, rng: Rng): JetTensor {
  if (labels.every((label) => label === 0)) return [jets.random(rng)];
  const N = labels.length + 1;
  const { states, upper, lower } = irrepStates(N, labels);
  const tensor = Array.from({ length: N ** (upper + lower) }, () => jets.zero());
  for (const { indices, coefficients } of states) {
    const weight = jets.random(rng);
    indices.forEach((index, k) => weight.forEach((value, c) => (tensor[index][c] += coefficients[k] * value)));
  }
  return tensor;
}
