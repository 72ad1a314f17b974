/**
 * The figures of docs/simulation.md: observables of self-made samples over those of the public sets that they stand in for.
 *
 *     node bench/simulationFigures.ts [--preset NAME] [--threads 2]
 *
 * Samples are those of `glueball simulate validate --preset NAME --count COUNT` and lie in runs/samples: after it nothing is
 * simulated anew. Real events and jets come from the data folder. Writes docs/figures/simulation-PRESET-CLASS-OBSERVABLE.svg,
 * without the class where there is one only, and prints for each figure what the caption says.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { requireData } from "../src/run/index.ts";
import { choosePreset } from "../src/simulate/samples/choosePreset.ts";
import type { Preset } from "../src/simulate/samples/presets.ts";
import { simulateSample } from "../src/simulate/samples/sample.ts";
import { comparedPreset, measureFile, measureRows, rowsOfPart } from "../src/simulate/validation/measuredSample.ts";
import { observableFigure } from "../src/simulate/validation/observableFigure.ts";
import type { ObservableTable } from "../src/simulate/validation/observableTable.ts";
import { presetTargets, type PresetTargets } from "../src/simulate/validation/presetTargets.ts";
import { targetOfSample, validate } from "../src/simulate/validation/validate.ts";
import { verdictLine } from "../src/simulate/validation/validationReport.ts";

interface Study {
  readonly preset: string;
  /** Of each class, as `--count` has it. */
  readonly count: number;
  /** Name of the reference in the legend. */
  readonly reference: string;
  readonly file?: string;
  readonly drawn: readonly (readonly [className: string, ...observables: string[]])[];
}

const LHCO = "jets-lhco/lhco/events_anomalydetection_tiny.h5";
const JETS = "jet-foundation/jets";
const SEED = 1;
const FOLDER = join(import.meta.dirname, "../docs/figures");

const STUDIES: readonly Study[] = [
  {
    preset: "lhco-rnd",
    count: 700,
    reference: "LHC Olympics R&D",
    file: LHCO,
    drawn: [
      ["background", "mjj", "j1_tau21", "j1_C2_b1"],
      ["signal", "m_heavy"],
    ],
  },
  {
    preset: "lhco-blackbox1-like",
    count: 700,
    reference: "LHC Olympics R&D",
    file: LHCO,
    drawn: [["background", "m1", "n_event"]],
  },
  {
    preset: "jetclass",
    count: 600,
    reference: "JetClass",
    file: `${JETS}/jetclass500_vectors.npy.gz`,
    drawn: [
      ["QCD", "mass"],
      ["Hbb", "mass"],
      ["Tbqq", "mass", "tau32"],
    ],
  },
  {
    preset: "top-tagging",
    count: 600,
    reference: "top-tagging reference",
    file: `${JETS}/top2000_vectors.npy.gz`,
    drawn: [
      ["QCD", "mass"],
      ["top", "mass", "tau32", "constituents"],
    ],
  },
  {
    preset: "quark-gluon",
    count: 600,
    reference: "EnergyFlow, Pythia",
    file: `${JETS}/qg2000_vectors.npy.gz`,
    drawn: [
      ["gluon", "constituents"],
      ["quark", "constituents", "mass", "d2"],
    ],
  },
  { preset: "lep", count: 600, reference: "LEP", drawn: [["hadrons", "charged", "oneMinusThrust"]] },
];

const { values: flags } = parseArgs({
  options: { preset: { type: "string" }, threads: { type: "string", default: "2" } },
});

async function draw(study: Study): Promise<void> {
  const targets = presetTargets(study.preset);
  const preset = comparedPreset(choosePreset(study.preset), targets);
  const ours = await selfMade(preset, study.count, targets);
  const theirs = study.file === undefined ? undefined : await measureFile(requireData(study.file), targets);
  for (const [className, ...observables] of study.drawn) {
    const part = preset.parts.find(({ name }) => name === className)!;
    const known = targets.target(className)!;
    const target = theirs === undefined ? known : targetOfSample(known, rowsOfPart(theirs, part), study.reference);
    const { compared: all } = validate(rowsOfPart(ours, part), target, targets.observables);
    const stem = ["simulation", study.preset, ...(preset.parts.length === 1 ? [] : [className])].join("-");
    for (const each of all.filter(({ name }) => observables.includes(name))) {
      const { svg } = observableFigure(each, { ours: "Glueball", reference: study.reference });
      writeFileSync(join(FOLDER, `${stem}-${each.name}.svg`), `${svg}\n`);
      console.log(`${stem}-${each.name}: ${verdictLine(each)}`);
    }
  }
}

async function selfMade(preset: Preset, count: number, targets: PresetTargets): Promise<ObservableTable> {
  const request = { preset, seed: SEED, rows: targets.rows, count: count * preset.parts.length };
  const sample = await simulateSample(request, { threads: Number(flags.threads) });
  return measureRows(sample.rows, targets);
}

mkdirSync(FOLDER, { recursive: true });
const wanted = STUDIES.filter(({ preset }) => flags.preset === undefined || flags.preset === preset);
for (const study of wanted) await draw(study);
