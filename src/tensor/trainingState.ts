/**
 * What a training changes: for each group of parameters flat vectors of their values, gradients, moments and averages.
 * The program reads and writes named parts of these vectors where they lie.
 */
import { AVERAGE_PREFIX, MOMENT_PREFIX } from "./checkpoint.ts";
import type { Group } from "./parameterGroups.ts";
import type { NamedArrays } from "./scope.ts";

export interface GroupState {
  readonly group: Group;
  readonly value: Float32Array;
  /** Empty for a frozen group, which has no moments either. */
  readonly gradient: Float32Array;
  readonly moments: Readonly<Record<string, Float32Array>>;
  readonly average: Float32Array | undefined;
}

export function createGroupState(group: Group, averaged: boolean): GroupState {
  const vector = () => new Float32Array(group.size);
  const trained = group.rateFactor !== 0;
  return {
    group,
    value: vector(),
    gradient: trained ? vector() : new Float32Array(0),
    moments: Object.fromEntries(trained ? group.optimiser.moments.map((name) => [name, vector()]) : []),
    average: trained && averaged ? vector() : undefined,
  };
}

/** The parts of a vector by parameter name, each a view. */
export function partsOf({ parameters }: Group, vector: Float32Array): [string, Float32Array][] {
  let offset = 0;
  return parameters.map(({ name, tensor }) => {
    const part = vector.subarray(offset, offset + tensor.size);
    offset += tensor.size;
    return [name, part];
  });
}

/** Copies of the named parts of a vector, as a file has them. */
export function namedCopies(group: Group, vector: Float32Array, prefix = ""): NamedArrays {
  const parts = partsOf(group, vector);
  return new Map(
    parts.map(([name, part], k) => [prefix + name, { shape: group.parameters[k].tensor.shape, data: part.slice() }]),
  );
}

/** Moments and averages with the prefixes of their names in a file. */
export function optimiserVectors({ moments, average }: GroupState): [string, Float32Array][] {
  const named = Object.entries(moments).map(([name, vector]): [string, Float32Array] => [
    `${MOMENT_PREFIX}${name}.`,
    vector,
  ]);
  return average === undefined ? named : [...named, [AVERAGE_PREFIX, average]];
}

/** Sets values, and moments and averages where the arrays have them: zero and equal to the values otherwise. */
export function loadGroup(state: GroupState, arrays: NamedArrays): void {
  for (const [name, part] of partsOf(state.group, state.value)) part.set(arrays.get(name)!.data);
  for (const [prefix, vector] of optimiserVectors(state)) {
    for (const [name, part] of partsOf(state.group, vector)) {
      const source = arrays.get(prefix + name) ?? (prefix === AVERAGE_PREFIX ? arrays.get(name) : undefined);
      if (source === undefined) part.fill(0);
      else part.set(source.data);
    }
  }
}

/** Euclidean norm of all gradients together, in float64. Four sums at once: each addition waits for the one before it. */
export function gradientNorm(states: readonly GroupState[]): number {
  let total = 0;
  for (const { gradient } of states) {
    let [a, b, c, d] = [0, 0, 0, 0];
    const whole = gradient.length - (gradient.length % 4);
    for (let i = 0; i < whole; i += 4) {
      a += gradient[i] ** 2;
      b += gradient[i + 1] ** 2;
      c += gradient[i + 2] ** 2;
      d += gradient[i + 3] ** 2;
    }
    for (let i = whole; i < gradient.length; i++) a += gradient[i] ** 2;
    total += a + b + c + d;
  }
  return Math.sqrt(total);
}

/** average = decay average + (1 - decay) value. */
export function moveAverage(average: Float32Array, value: Float32Array, decay: number): void {
  for (let i = 0; i < average.length; i++) average[i] += (value[i] - average[i]) * (1 - decay);
}

/** sum += gradient / count. */
export function gather(sum: Float32Array, gradient: Float32Array, count: number): void {
  for (let i = 0; i < sum.length; i++) sum[i] += gradient[i] / count;
}
