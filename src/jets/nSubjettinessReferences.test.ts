/** N-subjettiness against fjcontrib's printed example and stored FastJet results of 4500 jets; others: observables. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { transverseMomentum } from "../kinematics/index.ts";
import { findData } from "../run/index.ts";
import { constituentsOf } from "./constituents.ts";
import { jetsOf, seen, totalOf } from "./groomingTrial.ts";
import { nSubjets, nSubjetsFrom, nSubjettiness, type NSubjettinessOptions } from "./nSubjettiness.ts";
import { axesDefinition, axesFinder } from "./nSubjettinessAxes.ts";
import { readMomenta } from "./referenceEvents.ts";
import { benchmarkJets, JET_SETS, largestDeviation, namedColumns } from "./substructureTrial.ts";

const LHCO = findData("jets-lhco");
const FOUNDATION = findData("jet-foundation");

/** The constituents are float32 and were made massless in another way there. */
const FLOAT32_JETS = 1e-6;

(LHCO === undefined ? describe.skip : describe)("fjcontrib's example_basic_usage (needs shared data)", () => {
  const folder = join(LHCO ?? "", "fjcontrib");
  const jets = LHCO === undefined ? [] : jetsOf(readMomenta(join(folder, "single-event.dat")), "antikt", 1, 0);
  const MEASURES = [
    { beta: 1, axes: axesDefinition("OnePass_WTA_KT"), radius: "unnormalized" },
    { beta: 2, axes: axesDefinition("OnePass_KT"), radius: "unnormalized" },
  ] as const;

  /** Rows of numbers, as printed, of the analysis of one jet. */
  function printedRows(jet: number): string[][] {
    const analyses = readFileSync(join(folder, "Nsubjettiness_example_basic_usage.ref.txt"), "utf8").split(
      "Analyzing Jet ",
    );
    const [own] = analyses[jet].split("Using the XCone");
    return own
      .split("\n")
      .map((line) => line.trim().split(/\s+/))
      .filter((words) => words.length >= 6 && /^[\d.]+$|^total$/.test(words[0]));
  }

  function tauRow(jet: number, measure: NSubjettinessOptions): string[] {
    const [one, two, three] = [1, 2, 3].map((count) => nSubjettiness(jets[jet], count, measure)!);
    return [measure.beta, one, two, three, two / one, three / two].map((value) => value.toFixed(6));
  }

  /** The subjets of tau_N with their total, then the axes: light-like, with the size of the momentum of the subjet. */
  function subjetRows(jet: number, count: number, measure: NSubjettinessOptions): string[][] {
    const { axes, parts, axisOf, tau } = nSubjets(jets[jet], count, measure)!;
    const row = (name: string, kept: number[], part: number) => {
      const { rapidity, phi, pt, mass } = seen(totalOf(jets[jet], kept));
      const { energy } = totalOf(jets[jet], kept);
      const momentum = [rapidity, phi, pt, mass, energy].map((value) => value.toFixed(4));
      return [name, ...momentum, String(kept.length), part.toFixed(6)];
    };
    const all = Array.from(axisOf, (_, i) => i);
    const subjets = axes.map((_, k) =>
      row(
        "",
        all.filter((i) => axisOf[i] === k),
        parts[k],
      ),
    );
    const axisRows = axes.map(({ rapidity, phi }, k) => {
      const { px, py, pz } = totalOf(
        jets[jet],
        all.filter((i) => axisOf[i] === k),
      );
      const size = Math.hypot(transverseMomentum(px, py), pz);
      const numbers = [rapidity, phi, size / Math.cosh(rapidity), 0, size].map((value) => value.toFixed(4));
      return ["", ...numbers, parts[k].toFixed(6)];
    });
    return [...subjets, row("total", all, tau), ...axisRows];
  }

  /** fjcontrib numbers the subjets of one tau in an order of its own: rows are compared as sets, without the number. */
  const asSet = (rows: string[][]) => rows.map((row) => row.slice(row[0] === "total" ? 0 : 1).join(" ")).sort();

  test.for([0, 1])("tau, subjets and axes of jet %i, every printed digit", (jet) => {
    const ours = MEASURES.flatMap((measure) => [
      ["", ...tauRow(jet, measure)],
      ...[1, 2, 3].flatMap((count) => subjetRows(jet, count, measure)),
    ]);
    const printed = printedRows(jet + 1).map((row) => (row[0].includes(".") ? ["", ...row] : row));
    // For each beta the row of tau; 1, 2 and 3 subjets, each with a total; 1, 2 and 3 axes.
    expect(printed).toHaveLength(2 * (1 + (2 + 3 + 4) + (1 + 2 + 3)));
    expect(asSet(ours)).toEqual(asSet(printed));
  });
});

(FOUNDATION === undefined ? describe.skip : describe)("4500 jets of the benchmark sets (needs shared data)", () => {
  test.for(JET_SETS)("%s: kt of radius 0.8, distances in pseudorapidity, E scheme and winner-take-all", (name) => {
    const jets = benchmarkJets(FOUNDATION ?? "", name).map(constituentsOf);
    const column = namedColumns(join(FOUNDATION ?? "", `reference/${name}_fastjet.csv`));
    expect(jets.map((jet) => jet.px.length)).toEqual(column("n"));
    for (const [suffix, axesName] of [
      ["", "KT"],
      ["_wta", "WTA_KT"],
    ] as const) {
      const axes = axesDefinition(axesName, { radius: 0.8 });
      const options = { axes, beta: 1, radius: 0.8, distance: "pseudorapidity" } as const;
      const finders = jets.map((jet) => axesFinder(jet, axes.seeds));
      for (const count of [1, 2, 3]) {
        const ours = jets.map((jet, i) => nSubjetsFrom(jet, count, options, finders[i])?.tau);
        const { deviation, ...where } = largestDeviation(ours, column(`tau${count}${suffix}`));
        expect(deviation, JSON.stringify({ count, suffix, ...where })).toBeLessThan(FLOAT32_JETS);
      }
    }
  });
});
