/** Tables and pictures of probes, for terminals and report pages. */
import { curveFigure, exact, figure, formatNumber, measured, table, text, textTable } from "../../../run/index.ts";
import type { Cell, Section, Table } from "../../../run/index.ts";
import type { Estimate } from "../../../stats/index.ts";
import { percentCell } from "../measures/report.ts";
import type { AgainstChance } from "./geometry.ts";
import { TARGETS } from "./letterLabels.ts";
import type { Picture, ProbeResult } from "./probe.ts";
import type { SplitName } from "./probeSplits.ts";

export const INPUT_SENTENCE =
  "Irreps, spin and charge are inputs: that a probe finds them proves nothing. " +
  "Evidence is what goes beyond features and untrained network: the trilinear column, new types, unseen charges.";
const PICTURE_SENTENCE =
  "The plane of largest variance, one letter a list. It proves nothing; the tables above have the tests.";

const CAPTIONS: Readonly<Record<SplitName, string>> = {
  lists: "Accuracy of linear probes on letters of other lists [%].",
  types: "Accuracy on letters of other lists whose spin, irreps and charge no training letter of the probe had [%].",
};

export function probeText(result: ProbeResult): string {
  const parts = [
    [CAPTIONS.lists, accuracies(result, "lists")],
    [CAPTIONS.types, accuracies(result, "types")],
    ["Differences of the last layer on letters of other lists.", differences(result, "lists")],
    ["Charge by a linear map, R^2.", charges(result)],
    ["Conjugation: mean pairwise cosine of e(X+) - e(X).", chances(result.offsets, "cosine")],
    ["Nearest neighbours with the same irreps, share.", chances(result.clusters, "share")],
  ] as const;
  return `${parts.map(([caption, own]) => `${caption}\n${textTable(own)}`).join("\n\n")}\n${INPUT_SENTENCE}`;
}

export function probeSections(result: ProbeResult): Section[] {
  const shown = (caption: string, { columns, rows }: Table) => table(caption, columns, rows);
  const { lists, types } = result.splits;
  return [
    {
      title: "Linear probes",
      blocks: [
        text(INPUT_SENTENCE),
        shown(`${CAPTIONS.lists} ${lists.train} letters to train, ${lists.test} to test.`, accuracies(result, "lists")),
        shown(`${CAPTIONS.types} ${types.train} to train, ${types.test} to test.`, accuracies(result, "types")),
        shown(
          "Other lists: the trained network's last layer minus others, on the same letters.",
          differences(result, "lists"),
        ),
        shown("New types: the same.", differences(result, "types")),
        shown(
          "R^2 of a linear map to the charge: other lists of the same charges, and unseen charges.",
          charges(result),
        ),
      ],
    },
    {
      title: "Geometry",
      blocks: [
        shown(
          "Mean pairwise cosine of e(X+) - e(X); 1 for one constant offset. Chance: the conjugate of another field.",
          chances(result.offsets, "cosine"),
        ),
        shown(
          "Share of the nearest neighbours with the same irreps. Chance: irreps shuffled.",
          chances(result.clusters, "share"),
        ),
      ],
    },
    { title: "Pictures", blocks: [text(PICTURE_SENTENCE), ...result.pictures.map(picture)] },
  ];
}

function accuracies({ classes }: ProbeResult, split: SplitName): Table {
  const own = classes.filter((row) => row.split === split);
  const names = own[0].accuracies.map(({ name }) => name);
  const rows = names.map((name, k): Cell[] => [
    name,
    ...own.map(({ accuracies: each }) => percentCell(each[k].accuracy)),
  ]);
  const majority: Cell[] = ["majority", ...own.map((row) => percentCell(row.majority))];
  return { columns: ["", ...own.map(({ target }) => TARGETS[target].title)], rows: [majority, ...rows] };
}

function differences({ classes }: ProbeResult, split: SplitName): Table {
  const own = classes.filter((row) => row.split === split);
  const rows = own.map(({ target, differences: each }): Cell[] => [
    TARGETS[target].title,
    ...each.flatMap(({ difference }) => [percentCell(difference), interval(difference)]),
  ]);
  const columns = own[0].differences.flatMap(({ names }) => [`${names.join(" - ")} [%]`, "95 %"]);
  return { columns: ["", ...columns], rows };
}

function interval({ interval: [low, high] }: Estimate): string {
  return `${(100 * low).toFixed(1)} ... ${(100 * high).toFixed(1)}`;
}

function charges({ charges: own }: ProbeResult): Table {
  const rows = own.map(({ name, known, unseen }): Cell[] => [name, plain(known), plain(unseen)]);
  return { columns: ["", "other lists", "unseen charges"], rows };
}

function chances(own: readonly (AgainstChance & { readonly name: string })[], what: string): Table {
  const rows = own.map(({ name, value, standardError, chance, chanceDeviation, p }): Cell[] => [
    name,
    measured(value, standardError),
    measured(chance, chanceDeviation),
    exact(Number(p.toPrecision(2))),
  ]);
  return { columns: ["", what, "chance", "p"], rows };
}

/** An R^2 of 1 has no error that could be written. */
function plain({ value, standardError }: Estimate): Cell {
  return standardError < 1e-9 ? formatNumber(value) : measured(value, standardError);
}

function picture({ name, x, y, irreps }: Picture) {
  const series = [...new Set(irreps)].sort().map((irrep) => {
    const own = (values: readonly number[]) => values.filter((_, k) => irreps[k] === irrep);
    return { label: `SU(3) ${irrep}`, x: own(x), y: own(y), draw: "points" as const };
  });
  const axes = { x: paddedAxis("first component", x), y: paddedAxis("second component", y) };
  return figure(curveFigure({ ...axes, series }), `Letters at ${name}. Proves nothing.`);
}

/** Room between the outermost points and the frame, as a share of what they span. */
const MARGIN = 0.06;

function paddedAxis(label: string, values: readonly number[]) {
  const low = values.reduce((least, value) => Math.min(least, value), Infinity);
  const high = values.reduce((most, value) => Math.max(most, value), -Infinity);
  const room = high > low ? MARGIN * (high - low) : 1;
  return { label, range: [low - room, high + room] as const };
}
