/** Two samples of jets under comparison; what several metrics need of them is computed when first asked for, once. */
import type { RunContext } from "../../run/index.ts";
import type { RelativeJets } from "../features.ts";
import { energyFlowOf } from "./energyFlow.ts";
import { jetRows, type JetRows } from "./jetRows.ts";
import { momentumColumns } from "./momenta.ts";
import { jetObservables, type JetObservables } from "./observables.ts";
import { substructureOf, type Substructure } from "./substructure.ts";

/** The same of generated and reference jets. */
export interface Pair<Value> {
  readonly generated: Value;
  readonly reference: Value;
}

export interface Compared {
  readonly jets: Pair<RelativeJets>;
  readonly observables: () => Promise<Pair<JetObservables & Substructure>>;
  /** 36 energy flow polynomials a jet. */
  readonly energyFlow: () => Promise<Pair<JetRows>>;
  /** Embeddings of the ParticleNet "kin" in this folder. */
  readonly embeddings: (folder: string) => Promise<Pair<JetRows>>;
}

export function comparedJets(context: RunContext, jets: Pair<RelativeJets>): Compared {
  const observe = async (own: RelativeJets, what: string) => ({
    ...jetObservables(own),
    ...(await substructureOf(context, own, what)),
  });
  const embed = (folder: string) => (own: RelativeJets, what: string) =>
    jetRows(context, momentumColumns(own), `ParticleNet on ${what}`, { kind: "particleNet", folder });
  const known = new Map<string, Promise<Pair<JetRows>>>();
  return {
    jets,
    observables: once(() => ofBoth(jets, observe)),
    energyFlow: once(() => ofBoth(jets, (own, what) => energyFlowOf(context, own, what))),
    embeddings: (folder) => {
      const found = known.get(folder) ?? ofBoth(jets, embed(folder));
      known.set(folder, found);
      return found;
    },
  };
}

/** One after the other: each takes all threads. */
export async function ofBoth<Value>(
  { generated, reference }: Pair<RelativeJets>,
  compute: (jets: RelativeJets, what: string) => Promise<Value>,
): Promise<Pair<Value>> {
  const own = await compute(generated, "generated jets");
  return { generated: own, reference: await compute(reference, "reference jets") };
}

function once<Value>(compute: () => Promise<Value>): () => Promise<Value> {
  let known: Promise<Value> | undefined;
  return () => (known ??= compute());
}
