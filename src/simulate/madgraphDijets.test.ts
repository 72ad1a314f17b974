import { expect, test } from "vitest";
import { type LheEvent, open, readLhe } from "../formats/index.ts";
import { findData } from "../run/index.ts";
import { kolmogorovSmirnov } from "../stats/index.ts";
import { COLOUR_FLOWS } from "./colourFlow.ts";
import { createEventRecord } from "./eventRecord.ts";
import { INCOMING_1 } from "./hardProcess.ts";
import { eventOf } from "./hardProcessTrial.ts";
import { qcdDijets } from "./qcdDijets.ts";

/** Columns that hold two incoming and two outgoing partons from `start` on. */
interface Momenta {
  readonly pdgId: ArrayLike<number>;
  readonly px: ArrayLike<number>;
  readonly py: ArrayLike<number>;
  readonly pz: ArrayLike<number>;
  readonly energy: ArrayLike<number>;
}

class Sample {
  readonly pt: number[] = [];
  readonly yBoost: number[] = [];
  readonly yStar: number[] = [];
  /** What comes in, in order: g, q, or Q for an antiquark. */
  readonly flavours: string[] = [];

  add({ pdgId, px, py, pz, energy }: Momenta, start: number): void {
    const rapidity = (i: number) => Math.atanh(pz[i] / energy[i]);
    const letter = (i: number) => (pdgId[i] === 21 ? "g" : pdgId[i] > 0 ? "q" : "Q");
    const [third, fourth] = [start + 2, start + 3];
    this.pt.push(Math.hypot(px[third], py[third]));
    this.yBoost.push((rapidity(third) + rapidity(fourth)) / 2);
    this.yStar.push(Math.abs(rapidity(third) - rapidity(fourth)) / 2);
    this.flavours.push([letter(start), letter(start + 1)].join(""));
  }
}

async function madgraph(path: string): Promise<Sample> {
  const sample = new Sample();
  const dataset = await open(path);
  const names = ["pdgId", "px", "py", "pz", "energy"] as const;
  for await (const { columns } of dataset.batches(0, 1000, [...names])) {
    const entries = names.map((name) => [name, columns.get(name)!.values]);
    const momenta = Object.fromEntries(entries) as unknown as Momenta;
    for (let start = 0; start < momenta.px.length; start += 4) sample.add(momenta, start);
  }
  await dataset.close();
  return sample;
}

const MADGRAPH = findData("jets-lhco/generator/madgraph5-3.5.8_pp_to_jj_13TeV_1000ev.lhe.gz");

test.skipIf(MADGRAPH === undefined)(
  "pt, rapidities and flavours are those of 1000 MadGraph events (needs shared data)",
  async () => {
    const theirs = await madgraph(MADGRAPH!);
    const process = qcdDijets({ energy: 13000, ptMin: 20, yMax: 5, flavours: 4 });
    const ours = new Sample();
    const event = createEventRecord();
    for (let i = 0; i < 3000; i++) ours.add(eventOf(process, i, event), INCOMING_1);
    expect(theirs.pt.length).toBe(1000);
    for (const name of ["pt", "yBoost", "yStar"] as const) {
      expect(kolmogorovSmirnov(ours[name], theirs[name]).pValue, name).toBeGreaterThan(0.01);
    }
    for (const pair of ["gg", "gq", "gQ"]) {
      const share = ({ flavours }: Sample) =>
        flavours.filter((f) => f === pair || f === [...pair].reverse().join("")).length / flavours.length;
      const [our, their] = [share(ours), share(theirs)];
      const error = Math.sqrt(our * (1 - our) * (1 / 1000 + 1 / 3000));
      expect(Math.abs(our - their) / error, pair).toBeLessThan(3);
    }
  },
);

/** Whether two partons of an event (0 to 3) share a colour line. */
function areJoined({ particles: { colour1, colour2 } }: LheEvent, i: number, j: number): boolean {
  const lines = [colour1[i], colour2[i]].filter((line) => line !== 0);
  return lines.some((line) => line === colour1[j] || line === colour2[j]);
}

/** The four partons of an event in the order of its class (quark before gluon, 3 what 1 was), and their invariants. */
function ordered({ particles: { pdgId, px, py, pz, energy } }: LheEvent) {
  const isGluon = (i: number) => pdgId[i] === 21;
  const [one, two] = isGluon(0) && !isGluon(1) ? [1, 0] : [0, 1];
  const [three, four] = isGluon(2) === isGluon(one) ? [2, 3] : [3, 2];
  const product = (i: number, j: number) => 2 * (energy[i] * energy[j] - px[i] * px[j] - py[i] * py[j] - pz[i] * pz[j]);
  const invariants = { s: product(one, two), t: -product(one, three), u: -product(one, four) };
  return { partons: [one, two, three, four], invariants };
}

test.skipIf(MADGRAPH === undefined)(
  "colour flows are drawn as MadGraph draws them for its own events (needs shared data)",
  async () => {
    const pulls = { "gg->gg": [0, 0, 0], "qg->qg": [0, 0] };
    const variances = { "gg->gg": [0, 0, 0], "qg->qg": [0, 0] };
    let events = 0;
    for await (const event of (await readLhe(MADGRAPH!)).events) {
      const gluons = [...event.particles.pdgId].map((id) => (id === 21 ? "g" : "q")).join("");
      const name =
        gluons === "gggg" ? "gg->gg" : [...gluons].filter((g) => g === "g").length === 2 ? "qg->qg" : undefined;
      if (name === undefined || gluons === "ggqq" || gluons === "qqgg") continue;
      const { partons, invariants } = ordered(event);
      const weights = COLOUR_FLOWS[name].map(({ weight }) => weight(invariants));
      const total = weights.reduce((sum, weight) => sum + weight);
      COLOUR_FLOWS[name].forEach(({ chains: [chain] }, k) => {
        const isRing = name === "gg->gg";
        const joins = chain.slice(1).map((parton, i) => [chain[i], parton]);
        if (isRing) joins.push([chain[3], chain[0]]);
        const isSeen = joins.every(([a, b]) => areJoined(event, partons[a - 1], partons[b - 1]));
        pulls[name][k] += (isSeen ? 1 : 0) - weights[k] / total;
        variances[name][k] += (weights[k] / total) * (1 - weights[k] / total);
      });
      events++;
    }
    expect(events).toBeGreaterThan(900);
    for (const name of ["gg->gg", "qg->qg"] as const) {
      pulls[name].forEach((pull, k) => expect(Math.abs(pull) / Math.sqrt(variances[name][k]), name).toBeLessThan(3));
    }
  },
);
