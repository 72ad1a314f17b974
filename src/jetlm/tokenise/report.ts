/** Tables and figures of what tokenisers keep of jets. */
import { curveFigure, figure, table } from "../../run/index.ts";
import type { Block, Section } from "../../run/index.ts";
import type { ReconstructionReport, ShiftQuantiles } from "../tokens/reconstruction.ts";
import type { FittedVq } from "../tokens/vqFit.ts";
import type { ThroughTokeniser } from "./throughTokeniser.ts";

/** What is said of one tokeniser. */
export interface TokeniserFigures {
  readonly name: string;
  readonly codes: number;
  readonly stages: number;
  readonly codesUsed: number;
  /** exp(entropy) of each stage over its number of codes. */
  readonly use: readonly number[];
  /** Share of each stage's codes that these jets never use. */
  readonly unused: readonly number[];
  /** Share of the jets that encode to the same codes again. */
  readonly returning: number;
  readonly reconstruction: ReconstructionReport;
}

export function tokeniserFigures(
  name: string,
  { codes, stages }: { readonly codes: number; readonly stages: number },
  { codesUsed, use, returning }: ThroughTokeniser,
  reconstruction: ReconstructionReport,
): TokeniserFigures {
  const perStage = codes / stages;
  return {
    name,
    codes,
    stages,
    codesUsed,
    use: use.map(({ perplexity }) => perplexity / perStage),
    unused: use.map(({ unused }) => unused),
    returning,
    reconstruction,
  };
}

export function reconstructionSection(all: readonly TokeniserFigures[], jets: string): Section {
  const rows = all.map(({ name, codes, stages, codesUsed, use, unused, returning, reconstruction: { shifts } }) => [
    name,
    stages === 1 ? String(codes) : `${stages} x ${codes / stages}`,
    String(codesUsed),
    use.map(percent).join(", "),
    unused.map(percent).join(", "),
    percent(returning),
    interval(shifts.mass, 1),
    interval(shifts.relativePt, 3),
    interval(shifts.tau21, 3),
    interval(shifts.tau32, 3),
    interval(shifts.softDropMass, 1),
  ]);
  const caption =
    `Reconstructed minus original of ${jets}: quantiles 16, 50 and 84 %. Codes used; perplexity over the codes of a stage; codes ` +
    "these jets never use; jets that encode to the same codes again.";
  const columns = ["tokeniser", "codes", "used", "perplexity", "unused", "return", "mass [GeV]", "pT, relative"];
  return {
    title: "What the codes keep",
    blocks: [table(caption, [...columns, "tau21", "tau32", "soft-drop mass [GeV]"], rows)],
  };
}

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

function interval({ q16, q50, q84 }: ShiftQuantiles, digits: number): string {
  return [q16, q50, q84].map((value) => value.toFixed(digits)).join(" / ");
}

/** The course of a training. */
export function trainingSection({ curve, revived, parameterCount }: FittedVq): Section {
  const steps = curve.map(({ step }) => step);
  const blocks: Block[] = [
    figure(
      curveFigure({
        x: { label: "training step" },
        y: { label: "mean squared error of the features", log: true },
        series: [{ label: "validation jets", x: steps, y: curve.map(({ error }) => error) }],
      }),
      `${parameterCount} parameters; ${revived} dead codes got a new place.`,
    ),
  ];
  if (curve[0].use.length > 0) {
    const stages = curve[0].use.map((_, stage) => ({
      label: `stage ${stage + 1}`,
      x: steps,
      y: curve.map(({ use }) => use[stage].perplexity),
    }));
    blocks.push(
      figure(
        curveFigure({ x: { label: "training step" }, y: { label: "perplexity of the codes" }, series: stages }),
        "exp(entropy): how many codes would carry as much if all were equally frequent.",
      ),
    );
  }
  return { title: "Training", blocks };
}
