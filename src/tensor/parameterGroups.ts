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
 * @throws GlueballError tensor/group-name-repeated, tensor/parameters-without-group, tensor/nothing-to-train
 */
export function assignGroups(
  parameters: readonly Parameter[],
  options: OptimiserOptions,
  groups: readonly ParameterGroup[] | undefined,
): Group[] {
  requireDistinctNames(groups ?? []);
  const trainable = parameters.filter((parameter) => parameter.trainable);
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
            ({ name }) => group.match.test(name) && !earlier.some(({ match }) => match.test(name)),
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

/** Groups of one name would share their vectors. */
function requireDistinctNames(groups: readonly ParameterGroup[]): void {
  const names = groups.map(({ name }) => name);
  const repeated = names.find((name, k) => names.indexOf(name) < k);
  if (repeated === undefined) return;
  throw new GlueballError({
    code: "tensor/group-name-repeated",
    what: "two groups of one name",
    found: repeated,
    expected: "a name of its own for each",
  });
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
