/** Figures of the learnable window, of loss against physics, and of the teachers. */
import { curveFigure, exact, figure, measured, table, text } from "../../run/index.ts";
import type { Block, Cell, CurveSpec, Section } from "../../run/index.ts";
import { intervalText } from "./scaleResult.ts";
import type { ScalingStudy } from "./scalingStudy.ts";
import type { TeacherResult } from "./teacherStudy.ts";
import { inGroup } from "./trainedCell.ts";
import type { TrainedCell } from "./trainedCell.ts";
import type { LearnableWindow } from "./window.ts";

type Series = CurveSpec["series"][number];

const ofSize = ({ size }: TrainedCell) => size;
const ofJets = ({ record }: TrainedCell) => `${record.sequences} jets`;

export function windowSection({ window, cells, unigram }: ScalingStudy): Section | undefined {
  if (window === undefined) return undefined;
  const learned = new Map(window.progress.map(({ id, learned: share }) => [id, 1 - share]));
  const grid = inGroup(cells, "size", "data");
  const left = (label: string, x: (cell: TrainedCell) => number, of: (cell: TrainedCell) => string = ofSize) => {
    const series = [...new Set(grid.map(of))].map((name): Series => {
      const own = grid.filter((cell) => of(cell) === name).toSorted((a, b) => x(a) - x(b));
      return { label: name, x: own.map(x), y: own.map(({ id }) => learned.get(id)!) };
    });
    return curveFigure({ x: { label, log: true }, y: { label: "1 - f, not yet learned", log: true }, series });
  };
  const within =
    window.mostWithin === undefined ? "" : ` Nine tenths of it lie in the first ${window.mostWithin} places.`;
  const words =
    `A model that knows only the place in the jet has L_0 = ${unigram.perToken.toFixed(4)} nats per token; the floor of the additive law is ` +
    `E = ${intervalText(window.floor)}, so the window is W = ${intervalText(window.width)}.${within} The scaling study of jets (2605.28940) does not ` +
    "say how it defines the window; this is our definition, the last figure covers the other reading, over how many constituents the loss falls.";
  return {
    title: "Learnable window",
    blocks: [
      text(words),
      figure(
        left("non-embedding parameters N", ({ record }) => record.size.nonEmbedding, ofJets),
        "Share of the window not yet learned, against size, for each number of training jets.",
      ),
      figure(
        left("tokens seen D", ({ record }) => record.seenTokens),
        "The same against data.",
      ),
      figure(
        left("training computation C", ({ record }) => record.compute.total),
        "The same against computation in FLOP.",
      ),
      figure(
        positionFigure(window),
        "Loss by place in the jet: of position alone, of the best model, and the floor of the law at each place (not below 0).",
      ),
    ],
  };
}

function positionFigure({ positions }: LearnableWindow) {
  const x = positions.map(({ position }) => position);
  return curveFigure({
    x: { label: "place in the jet" },
    y: { label: "loss", unit: "nats per token" },
    series: [
      { label: "position alone", x, y: positions.map(({ start }) => start) },
      { label: "best model", x, y: positions.map(({ best }) => best) },
      { label: "fitted floor", x, y: positions.map(({ floor }) => floor) },
    ],
  });
}

export function physicsSection({ physics, cells }: ScalingStudy): Section | undefined {
  if (physics === undefined) return undefined;
  const drawn = cells.flatMap(({ id, record, physics: own }) => (own === undefined ? [] : [{ id, record, own }]));
  const sorted = drawn.toSorted((a, b) => a.record.validation.perToken - b.record.validation.perToken);
  const x = sorted.map(({ record }) => record.validation.perToken);
  const { floor, isotonic, spearman } = physics;
  const drawing = curveFigure({
    x: { label: "loss", unit: "nats per token" },
    y: { label: "sliced Wasserstein distance" },
    series: [
      ...(isotonic === undefined ? [] : [{ label: "isotonic fit", x: isotonic.x, y: isotonic.y }]),
      { label: "training jets (floor)", x: [x[0], x[x.length - 1]], y: [floor.value, floor.value] },
      {
        label: "models",
        x,
        y: sorted.map(({ own }) => own.value),
        low: sorted.map(({ own }) => own.value - own.error),
        high: sorted.map(({ own }) => own.value + own.error),
        draw: "points",
      },
    ],
  });
  const rank = spearman.value === undefined ? `none: ${spearman.missing}` : spearman.value.toFixed(3);
  const explained =
    isotonic === undefined
      ? ""
      : ` The isotonic fit explains ${(100 * isotonic.explained).toFixed(1)} % of the variance.`;
  const leftOut = drawn.reduce((sum, { own }) => sum + own.leftOut, 0);
  return {
    title: "Loss and physics",
    blocks: [
      figure(
        drawing,
        "Distance of generated to tokenised validation jets in mass, pT, tau21, tau32 and multiplicity, each in units of its spread.",
      ),
      text(
        `Spearman rank correlation: ${rank} (${drawn.length} models).${explained} Floor: ${floor.value.toFixed(4)}, the distance of ${floor.jets} ` +
          `training jets. ${leftOut} generated jets with fewer than three constituents were left out.`,
      ),
    ],
  };
}

const TEACHERS: Readonly<Record<string, string>> = {
  grammar: "the branching grammar S -> a S S (0.3) | b S (0.2) | c (0.5)",
  gpt: "a trained model of jets",
};

const CONTAINED: Readonly<Record<string, string>> = {
  true: "it contains the teacher's loss",
  false: "it does not contain the teacher's loss",
  undefined: "too wide an interval to say anything",
};

export function teacherSection(result: TeacherResult): Section {
  const { name, teacher, exact: entropy, cut, students, floor, contained, law } = result;
  const known =
    entropy === undefined
      ? ""
      : ` Its entropy is ${entropy.toFixed(6)} nats per sequence in theory; the validation set has ` +
        `${teacher.perSequence.toFixed(4)} ± ${teacher.perSequenceError.toFixed(4)}.`;
  const found =
    floor === undefined
      ? `No law was fitted to the students: ${law.missing}.`
      : `The floor fitted to the students (${law.value?.fit.law.formula}) is E = ${intervalText(floor)}: ${CONTAINED[String(contained)]}.`;
  const words =
    `The teacher is ${TEACHERS[name] ?? name}. On the validation set its own loss is ${teacher.perToken.toFixed(5)} ± ${teacher.error.toFixed(5)} ` +
    `nats per token.${known} ${(100 * cut).toFixed(2)} % of its sequences were cut at the cap. ${found}`;
  return {
    title: `Ground truth: ${name} teacher`,
    blocks: [text(words), figure(excessFigure(result), EXCESS_CAPTION), studentTable(students)],
  };
}

const EXCESS_CAPTION =
  "Loss of the students above that of their teacher on the same validation sequences: an estimate of the Kullback-Leibler divergence. " +
  "Values at or below 0 cannot be drawn on this axis and stand in the table.";

function excessFigure({ students }: TeacherResult) {
  const series = [...new Set(students.map(({ size }) => size))].map((size): Series => {
    const own = students
      .filter((cell) => cell.size === size)
      .toSorted((a, b) => a.record.seenTokens - b.record.seenTokens);
    const excess = own.map(({ record }) => record.excess!);
    const y = excess.map(({ perToken }) => perToken);
    return {
      label: size,
      x: own.map(({ record }) => record.seenTokens),
      y,
      low: excess.map(({ perToken, error }) => perToken - error),
      high: excess.map(({ perToken, error }) => perToken + error),
    };
  });
  const drawable = series.some(({ y }) => Array.from(y).some((value) => value > 0));
  return curveFigure({
    x: { label: "tokens seen D", log: true },
    y: { label: "loss above the teacher", unit: "nats per token", log: drawable },
    series,
  });
}

function studentTable(students: readonly TrainedCell[]): Block {
  const rows = students.map(({ id, record }): Cell[] => [
    id,
    exact(record.seenTokens),
    measured(record.validation.perToken, record.validation.error),
    measured(record.excess!.perToken, record.excess!.error),
    record.validation.perSequence.toFixed(4),
  ]);
  const caption = "The students. Errors are those of the validation set, common to all and to the teacher.";
  return table(caption, ["student", "tokens seen", "loss per token", "above the teacher", "loss per sequence"], rows);
}
