/** What the tests of the validation share: events given particle by particle, and the real ones. */
import { join } from "node:path";
import { open, particleEvents, readNpyFile, type ParticleBatch } from "../../formats/index.ts";
import { fromPtEtaPhiMass } from "../../kinematics/index.ts";

/** A massless particle; GeV. */
interface PolarParticle {
  readonly pt: number;
  readonly eta: number;
  readonly phi: number;
}

export function batchOf(events: readonly (readonly PolarParticle[])[]): ParticleBatch {
  const offsets = new Uint32Array(events.length + 1);
  events.forEach((event, i) => (offsets[i + 1] = offsets[i] + event.length));
  const momenta = events.flat().map((particle) => fromPtEtaPhiMass({ ...particle, mass: 0 }));
  const column = (name: "px" | "py" | "pz" | "energy") => Float64Array.from(momenta, (momentum) => momentum[name]);
  return {
    first: 0,
    length: events.length,
    offsets,
    px: column("px"),
    py: column("py"),
    pz: column("pz"),
    energy: column("energy"),
  };
}

/** The 1000 real LHC Olympics events with their labels; `folder` is that of `jets-lhco`. */
export function realLhcoEvents(folder: string): Promise<ParticleBatch> {
  return wholeFile(join(folder, "lhco/events_anomalydetection_tiny.h5"));
}

/** The jets of one set of the folder `jet-foundation`, such as "top2000", with their labels. */
export async function realJets(folder: string, name: string): Promise<ParticleBatch> {
  const jets = await wholeFile(join(folder, `jets/${name}_vectors.npy.gz`));
  return { ...jets, label: Int32Array.from(readNpyFile(join(folder, `jets/${name}_labels.npy.gz`)).data, Number) };
}

async function wholeFile(path: string): Promise<ParticleBatch> {
  const dataset = await open(path);
  try {
    for await (const batch of particleEvents(dataset, { size: 10_000 })) return batch;
    throw new Error(`${path} is empty`);
  } finally {
    dataset.close();
  }
}
