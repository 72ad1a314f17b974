/**
 * Q1: does a charge that enters as a number generalise to denominators of no training list? Twins with numeric and with
 * memorised charges, trained on charges k/3, tested on k/6, k/7, k/9. Numbers that are equal are one number for the reader,
 * so 1/2, 2/4 and 3/6 give the same Lagrangian by construction. A third model sees the lists of its training with all
 * charges multiplied by a random number (augment.ts): still no list of another denominator is counted for it.
 */
import { table } from "../../../../run/index.ts";
import type { Block, Cell } from "../../../../run/index.ts";
import type { Metric } from "../../measures/metrics.ts";
import { ARMS } from "../arms.ts";
import { onNewRays } from "../chargeRays.ts";
import type { CompactStudy } from "../compactStudy.ts";
import { armLabel } from "../measure.ts";
import type { Measurements } from "../measure.ts";
import { pairedDifference } from "../seeds.ts";
import type { SeedMean } from "../seeds.ts";
import { boundText, comparisonText, percentText, pointsText } from "../sentences.ts";
import type { StudyOptions } from "../study.ts";
import { armMetric, overviewTable, seedCell } from "../studyTables.ts";
import type { TestSet } from "../testSets.ts";
import { twinLists } from "../twins.ts";

export const KNOWN = "charges k/3";
const UNSEEN_GRIDS = { "charges k/6": "sixths", "charges k/7": "sevenths", "charges k/9": "ninths" } as const;
const UNSEEN: readonly string[] = Object.keys(UNSEEN_GRIDS);

/** The success test of the study: not more than this below the lists of the training's kind [points]. */
const ALLOWED_DROP = 5;

export function chargeTests({ testLists }: StudyOptions): TestSet[] {
  const draw = { smallest: 2, largest: 6, lists: testLists } as const;
  return [
    { name: KNOWN, draw: { grid: "plain", ...draw } },
    ...Object.entries(UNSEEN_GRIDS).map(([name, grid]): TestSet => ({ name, draw: { grid, ...draw } })),
  ];
}

/** Of the metric on unseen denominators and on known ones, by seed. */
export function chargeDrop(
  measurements: Measurements,
  arm: "numeric" | "memorised" | "rescaled",
  metric: "lagrangian" | "u1" | "exact",
): { readonly known: SeedMean; readonly unseen: SeedMean; readonly drop: SeedMean } {
  const known = armMetric(measurements, arm, [KNOWN], metric)!;
  const unseen = armMetric(measurements, arm, UNSEEN, metric)!;
  return { known, unseen, drop: pairedDifference(unseen.values, known.values) };
}

/** One for each denominator. */
export function chargeTables(measurements: Measurements, metrics: readonly Metric[]): Block[] {
  return [KNOWN, ...UNSEEN].map((test) =>
    overviewTable(measurements, { tests: [test], metrics, caption: `Lists with ${test}, freely written (L0).` }),
  );
}

const METRICS = ["lagrangian", "exact", "contraction", "recall", "precision", "trilinearRecall", "u1"] as const;

const exactDrop = (measurements: Measurements, arm: "numeric" | "rescaled") => chargeDrop(measurements, arm, "exact");

/** Exact Lagrangians of those test lists whose charges are a multiple of those of no training list. */
function newRaysTable(measurements: Measurements): Block {
  const { arms, lists, tests } = measurements;
  const { train } = twinLists(lists, ARMS.rescaled);
  const columns = tests.map(({ name, set }) => ({ name, isNew: onNewRays(lists.set, train, set) }));
  const rows = arms.map((arm): Cell[] => [
    armLabel(measurements, arm),
    ...columns.map(({ name, isNew }) =>
      seedCell(armMetric(measurements, arm, [name], "exact", (_, list) => isNew[list])),
    ),
  ]);
  const heads = columns.map(({ name, isNew }) => `${name}: ${isNew.filter(Boolean).length} lists [%]`);
  const caption = "Exact Lagrangians of lists whose charges are a multiple of those of no training list.";
  return table(caption, ["", ...heads], rows);
}

export const unseenDenominators: CompactStudy = {
  name: "q1",
  question: "Does a numeric embedding of charges generalise to denominators of no training list?",
  arms: ["numeric", "memorised", "rescaled"],
  tests: chargeTests,
  judge: (measurements) => {
    const numeric = chargeDrop(measurements, "numeric", "lagrangian");
    const memorised = chargeDrop(measurements, "memorised", "lagrangian");
    const rescaled = chargeDrop(measurements, "rescaled", "lagrangian");
    const between = pairedDifference(numeric.unseen.values, memorised.unseen.values);
    const gained = pairedDifference(rescaled.unseen.values, numeric.unseen.values);
    const exact = { numeric: exactDrop(measurements, "numeric"), rescaled: exactDrop(measurements, "rescaled") };
    const within = boundText(numeric.drop, -ALLOWED_DROP);
    return {
      answer: [
        `Numeric charges: S_Lagrangian ${percentText(numeric.known)} on known denominators, ${percentText(numeric.unseen)} ` +
          `on unseen ones, a change of ${pointsText(numeric.drop)}. At most ${ALLOWED_DROP} points below: ${within}.`,
        `Memorised charges: ${percentText(memorised.known)} and ${percentText(memorised.unseen)}, a change of ${pointsText(memorised.drop)}.`,
        comparisonText("On unseen denominators S_Lagrangian", "numeric charges", "memorised charges", between),
        `Numeric charges, rescaled in training: ${percentText(rescaled.known)} and ${percentText(rescaled.unseen)}, a change of ` +
          `${pointsText(rescaled.drop)}; exact Lagrangians change by ${pointsText(exact.rescaled.drop)}, without rescaling by ${pointsText(exact.numeric.drop)}.`,
        comparisonText("On unseen denominators S_Lagrangian", "rescaled charges", "charges as they are", gained),
      ],
      tables: [...chargeTables(measurements, METRICS), newRaysTable(measurements)],
      figures: [],
      numbers: { numeric, memorised, rescaled, between, gained, exact, within },
    };
  },
};
