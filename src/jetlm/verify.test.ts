import fc from "fast-check";
import { expect, test } from "vitest";
import { createRng, GlueballError } from "../base/index.ts";
import type { Constituents } from "./features.ts";
import { constituentsOf, packJets } from "./features.ts";
import { decodeJets, packSequences } from "./tokens.ts";
import { binnedTokeniser } from "./tokens/binned.ts";
import { verifySample, type JetFault } from "./verify.ts";

const HERE = { device: "cpu", threads: 1 } as const;

const tokeniser = binnedTokeniser({ binsPt: 2, binsEta: 2, binsPhi: 2, lnPtRange: [0, 2], angle: 0.6 });
const END = tokeniser.codes + 1;
const OPTIONS = { cap: 4, ptOrdered: true };

/** Cell centres for ids, without start and end. */
async function centres(...ids: number[]): Promise<Constituents> {
  const offsets = Int32Array.of(0, ids.length);
  const codes = Int32Array.from(ids, (id) => id - 1);
  return constituentsOf(await tokeniser.decode(HERE, { offsets, codes }), 0);
}

const good = [Int32Array.of(0, 8, 3, 1, END), await centres(8, 3, 1)] as const;

test("samples that were encoded, or decoded at random points, pass", async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(), async (seed) => {
      const rng = createRng(seed);
      const sequences = Array.from({ length: 5 }, () => {
        const falling = Array.from({ length: 1 + rng.integer(4) }, () => 1 + rng.integer(8)).sort((a, b) => b - a);
        return Int32Array.of(0, ...falling, ...(falling.length === 4 && rng.integer(2) === 0 ? [] : [END]));
      });
      const tokens = packSequences(sequences);
      const verdict = await verifySample(
        HERE,
        tokeniser,
        tokens,
        await decodeJets(HERE, tokeniser, tokens, rng),
        OPTIONS,
      );
      expect(verdict).toMatchObject({ jets: 5, valid: 5, firstJets: {}, passed: true });
    }),
    { seed: 9 },
  );
});

const nan = { ...(await centres(8)), etaRel: Float64Array.of(NaN) };
const noPt = { ...(await centres(8)), pt: Float64Array.of(0) };
const wide = { ...(await centres(8)), phiRel: Float64Array.of(0.6) };

test.each<[JetFault, number[], Constituents]>([
  ["empty", [0, END], await centres()],
  ["noStart", [8, END], await centres(8)],
  ["startInside", [0, 8, 0, END], await centres(8)],
  ["outsideVocabulary", [0, END + 1, END], await centres(8)],
  ["afterEnd", [0, 8, END, 8], await centres(8)],
  ["beyondCap", [0, 8, 8, 8, 8, 8], await centres(8, 8, 8, 8, 8)],
  ["unended", [0, 8, 8], await centres(8, 8)],
  ["ptBinRises", [0, 4, 5, END], await centres(4, 5)],
  ["wrongLength", [0, 8, 3, END], await centres(8)],
  ["notFinite", [0, 8, END], nan],
  ["ptNotPositive", [0, 8, END], noPt],
  ["outsideAngles", [0, 8, END], wide],
  ["otherIds", [0, 8, END], await centres(7)],
])("%s is found and counted", async (fault, ids, jet) => {
  const sequences = packSequences([good[0], Int32Array.from(ids), good[0], Int32Array.from(ids)]);
  const verdict = await verifySample(
    HERE,
    tokeniser,
    sequences,
    packJets([good[1], jet, good[1], jet], undefined),
    OPTIONS,
  );
  expect(verdict).toMatchObject({ jets: 4, valid: 2, passed: false, firstJets: { [fault]: 1 } });
  expect(Object.entries(verdict.faults).filter(([, count]) => count > 0)).toEqual([[fault, 2]]);
});

test("rising pT bins are a fault only where falling ones were promised", async () => {
  const sequences = packSequences([Int32Array.of(0, 4, 5, END)]);
  const jets = await decodeJets(HERE, tokeniser, sequences);
  expect((await verifySample(HERE, tokeniser, sequences, jets, { cap: 4, ptOrdered: false })).passed).toBe(true);
});

test("one sequence a jet", async () => {
  const call = () => verifySample(HERE, tokeniser, packSequences([good[0]]), packJets([], undefined), OPTIONS);
  await expect(call).rejects.toThrow(GlueballError);
  await expect(call).rejects.toThrow(
    'found "0 jets and 1 sequences", expected equal numbers [jetlm/sample-lengths-differ]',
  );
});
