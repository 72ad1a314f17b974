/** Which parameters are trained together, with which rate and weight decay. */
import { GlueballError } from "../base/index.ts";
import { createOptimiser } from "./optimiser.ts";
import type { Optimiser, OptimiserOptions } from "./optimiser.ts";
import type { Parameter } from "./scope.ts";

/** The first group whose pattern matches a parameter's name takes it. */
export interface ParameterGroup {
  readonly name: string;
  readonly match: RegExp;
  /** Factor of the scheduled rate; 1 by default. A group of factor 0 is frozen: no gradient is computed. */
  readonly rateFactor?: number;
  /** Replaces the optimiser's weight decay. */
  readonly weightDecay?: number;
}

export interface Group {
  readonly name: string;
  readonly rateFactor: number;
  readonly optimiser: Optimiser;
  readonly parameters: readonly Parameter[];
  /** Numbers in all parameters. */
  readonly size: number;
}

/**
 * Default: matrices with the optimiser's weight decay, vectors (gains, biases) without.
 * @throws GlueballError tensor/group-name-repeated, tensor/group-without-parameters, tensor/wrong-rate-factor,
 * tensor/parameters-without-group, tensor/nothing-to-train
 */
export function assignGroups(
  parameters: readonly Parameter[],
  options: OptimiserOptions,
  groups: readonly ParameterGroup[] | undefined,
): Group[] {
  const trainable = parameters.filter((parameter) => parameter.trainable);
  requireSense(groups ?? [], trainable);
  const isVector = ({ tensor }: Parameter) => tensor.rank < 2;
  const assigned =
    groups === undefined
      ? [
          makeGroup(
            "matrices",
            trainable.filter((parameter) => !isVector(parameter)),
            options,
            {},
          ),
          makeGroup("vectors", trainable.filter(isVector), options, { weightDecay: 0 }),
        ]
      : groups.map((group, k) => {
          const earlier = groups.slice(0, k);
          const members = trainable.filter(
            ({ name }) => matches(group, name) && !earlier.some((other) => matches(other, name)),
          );
          return makeGroup(group.name, members, options, group);
        });
  const filled = assigned.filter(({ size }) => size > 0);
  requireEveryParameter(trainable, filled);
  if (filled.some(({ rateFactor }) => rateFactor !== 0)) return filled;
  throw new GlueballError({
    code: "tensor/nothing-to-train",
    what: "nothing is left to train",
    found: filled.length === 0 ? "no trainable parameter" : "all groups have rateFactor 0",
    expected: "at least one parameter in a group that moves",
  });
}

/** `search`, not `test`: that would remember where a global expression stopped. */
function matches({ match }: ParameterGroup, name: string): boolean {
  return name.search(match) >= 0;
}

function requireSense(groups: readonly ParameterGroup[], trainable: readonly Parameter[]): void {
  const names = groups.map(({ name }) => name);
  const repeated = names.find((name, k) => names.indexOf(name) < k);
  if (repeated !== undefined) {
    // They would share their vectors.
    throw new GlueballError({
      code: "tensor/group-name-repeated",
      what: "two groups of one name",
      found: repeated,
      expected: "a name of its own for each",
    });
  }
  for (const group of groups) {
    const { name, match, rateFactor = 1 } = group;
    if (!trainable.some((parameter) => matches(group, parameter.name))) {
      throw new GlueballError({
        code: "tensor/group-without-parameters",
        what: `the pattern of group ${name} matches no trainable parameter`,
        found: String(match),
        expected: `a part of ${trainable.map((parameter) => parameter.name).join(", ")}`,
      });
    }
    if (!(rateFactor >= 0 && Number.isFinite(rateFactor))) {
      throw new GlueballError({
        code: "tensor/wrong-rate-factor",
        what: `the rate factor of group ${name}`,
        found: rateFactor,
        expected: "0 (frozen) or a positive number",
      });
    }
  }
}

function requireEveryParameter(trainable: readonly Parameter[], groups: readonly Group[]): void {
  const left = trainable.filter((parameter) => !groups.some((group) => group.parameters.includes(parameter)));
  if (left.length === 0) return;
  throw new GlueballError({
    code: "tensor/parameters-without-group",
    what: "parameters that no group matches",
    found: left.map(({ name }) => name).join(", "),
    expected: "every trainable parameter in one group",
    hint: "Add a last group that matches everything (/^/), with rateFactor 0 to freeze the rest.",
  });
}

function makeGroup(
  name: string,
  parameters: readonly Parameter[],
  options: OptimiserOptions,
  { rateFactor = 1, weightDecay }: { rateFactor?: number; weightDecay?: number },
): Group {
  return {
    name,
    rateFactor,
    parameters,
    size: parameters.reduce((sum, { tensor }) => sum + tensor.size, 0),
    optimiser: createOptimiser(weightDecay === undefined ? options : { ...options, weightDecay }),
  };
}
