import { expect, test } from "vitest";
import { open } from "../formats/index.ts";
import { findData } from "../run/index.ts";
import { kolmogorovSmirnov } from "../stats/index.ts";
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
