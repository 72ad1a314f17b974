/** Small jets and an untrained model of them, for the tests of this folder. */
import { join } from "node:path";
import { createRng, writeFileAtomic } from "../../base/index.ts";
import type { RunFolder } from "../../run/index.ts";
import { Scope } from "../../tensor/index.ts";
import { packJets } from "../features.ts";
import type { Constituents, RelativeJets } from "../features.ts";
import { ARCHITECTURES } from "../architectures.ts";
import { modelConfig, nextTokenLoss, packedInputs } from "../model.ts";
import type { JetModel } from "../modelFolder.ts";
import { binnedTokeniser } from "../tokens/binned.ts";

/** Jets of class 1 have two groups of constituents, those of class 0 one. */
export function toyJets(count: number, seed: number): RelativeJets {
  const rng = createRng(seed);
  const jets = Array.from({ length: count }, (_, jet): Constituents => {
    const own = rng.fork(jet);
    const length = 4 + own.integer(5);
    const centre = (i: number) => (jet % 2 === 1 && i % 2 === 1 ? 0.5 : 0);
    return {
      pt: Float64Array.from({ length }, (_, i) => 100 * 0.7 ** i * (0.9 + 0.2 * own.uniform())),
      etaRel: Float64Array.from({ length }, (_, i) => centre(i) + 0.05 * own.normal()),
      phiRel: Float64Array.from({ length }, () => 0.05 * own.normal()),
    };
  });
  return packJets(
    jets,
    Int32Array.from({ length: count }, (_, jet) => jet % 2),
  );
}

export function toyModel(): JetModel {
  const tokeniser = binnedTokeniser({ binsPt: 3, binsEta: 4, binsPhi: 3 });
  const config = modelConfig({ ...ARCHITECTURES["ours-s"], layers: 1, width: 16, heads: 2 }, tokeniser, 12);
  const scope = Scope.create();
  nextTokenLoss(scope, packedInputs(1, 13), config);
  return { config, tokeniser, parameters: scope.initialValues(createRng(3)), training: { jets: "others" } };
}

/** As much of a run folder as cells need. */
export function folderAt(path: string): RunFolder {
  const file = (...names: string[]) => join(path, ...names);
  const write = (name: string, text: string) => writeFileAtomic(file(name), text);
  return { path, file, write } as unknown as RunFolder;
}
