import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createContext, findData } from "../../run/index.ts";
import { floorDistance, openYardstick, sampleDistance } from "./physics.ts";
import { prepareJets, prepareTeacherJets } from "./prepare.ts";
import { scaleOptions } from "./scaleOptions.ts";
import { loadSequences, saveSequences, saveSurprise, sequenceCount, targetCount } from "./tokenFiles.ts";

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "prepare-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const missing = findData("jet-foundation/jets/top2000_vectors.npy.gz") === undefined;
const context = createContext({ seed: 4, threads: 1 });

test.skipIf(missing)(
  "real jets: split once, never twice, and a model that copies real jets stands at the floor (needs shared data)",
  async () => {
    const options = scaleOptions.parse({ jets: "top2000", validation: 300 });
    const jets = await prepareJets(context, folder, options);
    expect(jets.set.sequences).toBe(1700);
    expect(jets.set.tokens).toBe(targetCount(loadSequences(folder, "train")));
    expect(sequenceCount(loadSequences(folder, "validation"))).toBe(300);
    const again = await prepareJets(context, folder, scaleOptions.parse({ jets: "no-such-set", validation: 300 }));
    expect(again.set).toEqual(jets.set);

    const yardstick = await openYardstick(context, jets.tokeniser, folder, 150);
    const floor = await floorDistance(context, jets.tokeniser, folder, yardstick);
    const cell = join(folder, "copy");
    saveSequences(cell, "sample", loadSequences(folder, "train", 300));
    const copy = await sampleDistance(context, jets.tokeniser, cell, yardstick);
    expect(Math.abs(copy.value - floor.value)).toBeLessThan(0.01); // other random points in the same cells
    expect(await sampleDistance(context, jets.tokeniser, cell, yardstick)).toEqual(copy);

    saveSurprise(
      cell,
      "sample",
      Float64Array.from({ length: 300 }, () => 100),
    );
    const taught = await prepareTeacherJets(join(folder, "gpt"), cell, jets.set, 100);
    expect([taught.set.sequences, taught.teacher.perSequence, taught.teacher.perSequenceError]).toEqual([200, 100, 0]);
    expect(taught.teacher.perToken).toBeCloseTo(
      1e4 / targetCount(loadSequences(join(folder, "gpt"), "validation")),
      12,
    );
  },
);

test.skipIf(missing)("too few jets for their validation set (needs shared data)", async () => {
  const options = scaleOptions.parse({ jets: "top2000", validation: 1500 });
  await expect(prepareJets(context, folder, options)).rejects.toThrow(
    'most of the jets would go into the validation set at top2000: found "2000 jets, 1500 of them for validation", expected at least 3000 [jetlm/too-few-jets]',
  );
});
