/** The JSON document of a scaling study and its few lines for the terminal. */
import { allocate } from "./fits.ts";
import type { Competition, Fitted } from "./fits.ts";
import type { LawErrors } from "../../stats/index.ts";
import type { ScalingStudy } from "./scalingStudy.ts";
import type { TrainedCell } from "./trainedCell.ts";

export function scaleResult(study: ScalingStudy) {
  const { jets, unigram, cells, failures, joint, physics, estimatedSeconds } = study;
  return {
    source: jets.source,
    tokeniser: { kind: jets.tokeniser.kind, codes: jets.tokeniser.codes, hash: jets.tokeniser.hash },
    trainingJets: jets.set.sequences,
    trainingTokens: jets.set.tokens,
    warnings: jets.warnings,
    unigramLoss: unigram.perToken,
    cells: cells.map(cellResult),
    failures,
    estimatedSeconds,
    laws: {
      size: competitionResult(study.bySize),
      data: study.byData.map(({ size, fit }) => ({ size, ...competitionResult(fit) })),
      compute: competitionResult(study.byCompute),
      joint: competitionResult(joint),
      huber: joint.value?.huber.parameters,
      extrapolation: joint.value?.extrapolation,
    },
    isoFlop: study.budgets.map(({ budget, minimum, warnings }) => {
      const { size, loss, curvature, inside, offCentre } = minimum;
      const law = joint.value && allocate(joint.value.laws[0], budget);
      return { budget, size, loss, curvature, inside, offCentre, warnings, additiveLaw: law };
    }),
    saturation: study.saturation,
    window: study.window,
    physics: physics && { spearman: physics.spearman, floor: physics.floor, explained: physics.isotonic?.explained },
    teachers: study.teachers.map(({ students, law, ...teacher }) => ({
      ...teacher,
      law: law.value === undefined ? { missing: law.missing } : lawResult(law.value),
      students: students.map(({ id, record }) => ({ id, excess: record.excess })),
    })),
  };
}

function cellResult({ id, size, groups, budget, rateFactor, seed, record, physics, seconds }: TrainedCell) {
  const { curve, positions, ...figures } = record;
  const byPosition = positions.map(({ sum, count }) => sum / count);
  return { id, model: size, groups, budget, rateFactor, seed, ...figures, curve, byPosition, physics, seconds };
}

function competitionResult({ value, missing }: Fitted<Competition>) {
  if (value === undefined) return { missing };
  return { chosen: value.chosen.fit.law.name, laws: value.laws.map(lawResult) };
}

function lawResult({ fit, parameters }: LawErrors) {
  const { law, bic, residualSum, points } = fit;
  return { law: law.name, formula: law.formula, parameters, bic, residualSum, points: points.loss.length };
}

export function scaleSummary(study: ScalingStudy): string {
  const { cells, failures, jets } = study;
  const failed = failures.length === 0 ? "" : `, ${failures.length} failed`;
  const lines = [
    `${cells.length} models trained${failed}`,
    sizeLine(study),
    saturationLine(study),
    physicsLine(study),
    ...study.teachers.map(
      ({ name, teacher, closest, floor }) =>
        `${name} teacher: ${teacher.perToken.toFixed(4)} nats per token, best student ${(100 * closest).toFixed(2)} % above` +
        (floor === undefined ? "" : `, fitted floor ${intervalText(floor)}`),
    ),
    jets.source.text,
  ];
  return lines.filter((line) => line !== undefined).join("\n");
}

function sizeLine({ bySize, joint, window }: ScalingStudy): string | undefined {
  const power = bySize.value?.laws[0].parameters["a"];
  if (power === undefined || joint.value === undefined) return bySize.missing && `no law of size: ${bySize.missing}`;
  const { alpha, beta } = joint.value.laws[0].parameters;
  const width = window === undefined ? "" : `; window W = ${intervalText(window.width)} nats per token`;
  return `exponents of size ${intervalText(alpha)} and data ${intervalText(beta)}${width}`;
}

/** Whether data or size has less left to give, in words. */
export function saturationLine({ saturation }: ScalingStudy): string | undefined {
  if (saturation === undefined) return undefined;
  const { dataFirst, allOfData, allOfSize } = saturation;
  const surer = Math.max(dataFirst, 1 - dataFirst);
  const which = dataFirst > 0.5 ? "data saturate first" : "model size saturates first";
  const gains = `${intervalText(allOfData)} left to gain from data, ${intervalText(allOfSize)} from size`;
  const certainty = surer < 0.95 ? `undecided (${which} in ${(100 * surer).toFixed(0)} % of the refits)` : which;
  return `${certainty}: ${gains} (nats per token)`;
}

function physicsLine({ physics }: ScalingStudy): string | undefined {
  const rank = physics?.spearman.value;
  return rank === undefined ? undefined : `Spearman of loss and sliced Wasserstein distance: ${rank.toFixed(3)}`;
}

/** Value with its 95 % interval. */
export function intervalText({
  value,
  interval,
}: {
  readonly value: number;
  readonly interval: readonly number[];
}): string {
  const short = (x: number) => Number(x.toPrecision(4)).toString();
  return `${short(value)} [${short(interval[0])}, ${short(interval[1])}]`;
}
