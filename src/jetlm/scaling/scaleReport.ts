/** The report of a scaling study: every figure with what it says and what it does not. */
import { exact, measured, table, text } from "../../run/index.ts";
import type { Cell, Section } from "../../run/index.ts";
import { computeSection, jointSection, sizeAndDataSection } from "./lawFigures.ts";
import { physicsSection, teacherSection, windowSection } from "./windowFigures.ts";
import type { ScalingStudy } from "./scalingStudy.ts";
import type { TrainedCell } from "./trainedCell.ts";

export function scalingSections(study: ScalingStudy): Section[] {
  return [
    sizeAndDataSection(study),
    jointSection(study),
    computeSection(study),
    windowSection(study),
    physicsSection(study),
    ...study.teachers.map(teacherSection),
    languageSection(study),
    recipeSection(study),
    modelSection(study.cells),
  ].filter((section) => section !== undefined);
}

/** Published values for language models; from memory of the papers and not verified. */
const LANGUAGE_MODELS = [
  { name: "Hoffmann et al. (2203.15556)", E: 1.69, A: 406.4, B: 410.7, alpha: 0.34, beta: 0.28 },
  { name: "its replication (2404.10102)", E: 1.82, A: 482, B: 2085, alpha: 0.348, beta: 0.366 },
] as const;

function languageSection({ joint }: ScalingStudy): Section | undefined {
  if (joint.value === undefined) return undefined;
  const { laws, huber } = joint.value;
  const names = ["E", "A", "B", "alpha", "beta"] as const;
  const rows: Cell[][] = LANGUAGE_MODELS.map((law) => [law.name, ...names.map((name) => exact(law[name]))]);
  const ours = laws[0].parameters;
  rows.push(["jets, least squares", ...names.map((name) => measured(ours[name].value, ours[name].standardError))]);
  rows.push(["jets, Huber loss of ln L", ...names.map((name) => huber.parameters[name].toPrecision(3))]);
  const caption =
    "L = E + A N^-alpha + B D^-beta. Language: nats per word piece; jets: nats per constituent token of this tokeniser, so E, A " +
    "and B cannot be compared, exponents can. Values of language models are quoted from memory. Kaplan et al. " +
    "(2001.08361): exponents 0.076 (size), 0.095 (data), 0.050 (compute), without a floor.";
  return { title: "Beside language models", blocks: [table(caption, ["law", ...names], rows)] };
}

/** What checks the recipe: other learning rates, other random numbers. */
function recipeSection({ cells }: ScalingStudy): Section | undefined {
  const trials = cells.filter(({ groups }) => groups.includes("rate") || groups.includes("seed"));
  if (trials.length === 0) return undefined;
  const rows = trials.map(({ id, size, rateFactor, seed, record }): Cell[] => [
    id,
    size,
    exact(rateFactor),
    exact(seed),
    measured(record.validation.perToken, record.validation.error),
  ]);
  const caption =
    "One model with other factors on the learning-rate rule 0.003 (N / 1e5)^-0.25, and with other random numbers. Errors are " +
    "those of the common validation set, which are the same for all: differences are much better known.";
  const losses = trials.filter(({ groups }) => groups.includes("seed")).map(({ record }) => record.validation.perToken);
  const spread =
    losses.length > 1 ? `Largest difference between seeds: ${range(losses).toPrecision(2)} nats per token.` : "";
  return {
    title: "Is the recipe right?",
    blocks: [
      table(caption, ["cell", "model", "rate factor", "seed", "loss"], rows),
      ...(spread === "" ? [] : [text(spread)]),
    ],
  };
}

function range(values: readonly number[]): number {
  return Math.max(...values) - Math.min(...values);
}

function modelSection(cells: readonly TrainedCell[]): Section {
  const rows = cells.map(({ id, record, seconds }): Cell[] => {
    const { size, uniqueTokens, seenTokens, compute, validation, tokensPerProcessorSecond } = record;
    return [
      id,
      exact(size.nonEmbedding),
      exact(size.total),
      exact(uniqueTokens),
      exact(seenTokens),
      ...[compute.parameters, compute.attention, compute.head].map((flop) => flop.toExponential(2)),
      measured(validation.perToken, validation.error),
      `${tokensPerProcessorSecond.toFixed(0)} / s`,
      `${seconds.toFixed(0)} s`,
    ];
  });
  const columns = [
    "cell",
    "N",
    "all parameters",
    "unique tokens",
    "tokens seen",
    "6ND",
    "attention",
    "head",
    "loss",
    "speed",
    "time",
  ];
  const caption =
    "All models. N: non-embedding parameters. Computation in FLOP, in three terms. Loss in nats per token on the common " +
    "validation set of each teacher; its error is that of the finite set. Speed: tokens in a second of processor time.";
  return { title: "Models", blocks: [table(caption, columns, rows)] };
}
