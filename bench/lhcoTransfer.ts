/**
 * The claim: what is learnt on LHC Olympics events made here holds on the real ones. Boosted trees (src/stats) are trained on
 * the 62 observables of self-made events of the preset lhco-rnd and judge the 1000 real R&D events; asked for is an AUC of
 * 0.95 or better.
 *
 *     node bench/lhcoTransfer.ts [--events 8000] [--seed 1] [--threads 1]
 *
 * Half of the events are signal with the masses of the preset. Three figures stand beside it: trees trained on the real
 * events themselves (5 folds, each judged by trees that have not seen it), the same by self-made events, and trees that
 * tell self-made from real background, for which 0.5 is ideal; the last with the floor that shuffled labels give. All of them
 * with every observable, and without those that say how hard the event is (mjj, pT of jets and pair, HT), since the signal is
 * a resonance at one mass. Events are kept in runs/samples: the first run takes minutes, ten events a second.
 */
import { parseArgs } from "node:util";
import { createRng } from "../src/base/index.ts";
import { open, particleEvents } from "../src/formats/index.ts";
import { conditions, describeMachine, requireData } from "../src/run/index.ts";
import { choosePreset } from "../src/simulate/samples/choosePreset.ts";
import { simulateSample } from "../src/simulate/samples/sample.ts";
import { LHCO_OBSERVABLES, lhcoObservables } from "../src/simulate/validation/lhcoObservables.ts";
import { measureStream, rowsOfClass, type ObservableTable } from "../src/simulate/validation/observableTable.ts";
import type { Estimate } from "../src/stats/index.ts";
import { against, shuffledLabels, singleSeparations, transfer, withinSample, type Ranked } from "./transferStudy.ts";

const REAL = "jets-lhco/lhco/events_anomalydetection_tiny.h5";
const HARDNESS = ["mjj", "pt1", "pt2", "ptjj", "HT_all"];
const ALL = Object.keys(LHCO_OBSERVABLES);
const SETS = {
  "all 62 observables": ALL,
  "without mjj, pT, HT": ALL.filter((name) => !HARDNESS.includes(name)),
};
const [SIGNAL, BACKGROUND] = [1, 0];
const SHOWN = 10;

const { values: flags } = parseArgs({
  options: {
    events: { type: "string", default: "8000" },
    seed: { type: "string", default: "1" },
    threads: { type: "string", default: "1" },
  },
});
const rng = createRng(Number(flags.seed));

async function selfMade(): Promise<ObservableTable> {
  const preset = choosePreset("lhco-rnd", { signalFraction: 0.5 });
  const request = { preset, seed: Number(flags.seed), rows: "events", count: Number(flags.events) } as const;
  const { rows } = await simulateSample(request, { threads: Number(flags.threads) });
  return measureStream(particleEvents(rows), lhcoObservables);
}

async function real(): Promise<ObservableTable> {
  const dataset = await open(requireData(REAL));
  try {
    return await measureStream(particleEvents(dataset), lhcoObservables);
  } finally {
    await dataset.close();
  }
}

function report(made: ObservableTable, observed: ObservableTable): void {
  for (const [set, names] of Object.entries(SETS)) {
    const { auc, importance } = transfer(made, observed, names, rng.fork("transfer"));
    const pair = against(rowsOfClass(observed, BACKGROUND), rowsOfClass(made, BACKGROUND));
    console.log(`\n${set}: AUC`);
    print("signal and background, self-made -> real", auc);
    print("signal and background, self-made, cross-validated", withinSample(made, names, rng.fork("self-made")));
    print("signal and background, real, cross-validated", withinSample(observed, names, rng.fork("real")));
    print("real and self-made background", withinSample(pair, names, rng.fork("background")));
    const floor = shuffledLabels(pair, rng.fork("labels"));
    print("the same with shuffled labels", withinSample(floor, names, rng.fork("background")));
    console.log(`  the trees look at ${listed(importance)}`);
  }
  for (const [name, label] of [
    ["background", BACKGROUND],
    ["signal", SIGNAL],
  ] as const) {
    const pair = against(rowsOfClass(observed, label), rowsOfClass(made, label));
    console.log(`\nreal and self-made ${name} by one observable, AUC - 0.5: ${listed(singleSeparations(pair, ALL))}`);
  }
}

function print(what: string, { value, standardError }: Estimate): void {
  console.log(`  ${what.padEnd(52)} ${value.toFixed(4)} +- ${standardError.toFixed(4)}`);
}

function listed(ranked: readonly Ranked[]): string {
  const largest = ranked.slice(0, SHOWN);
  return largest.map(({ name, value }) => `${name} ${value.toFixed(3)}`).join(", ");
}

function count(table: ObservableTable, label: number): number {
  return table.labels?.filter((own) => own === label).length ?? 0;
}

const [made, observed] = [await selfMade(), await real()];
console.log(conditions(describeMachine()));
for (const [name, table] of [
  ["self-made", made],
  ["real", observed],
] as const) {
  console.log(`${name}: ${count(table, SIGNAL)} signal and ${count(table, BACKGROUND)} background events`);
}
report(made, observed);
