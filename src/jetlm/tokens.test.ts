import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRng, GlueballError } from "../base/index.ts";
import { dataFolders, findData } from "../run/index.ts";
import { quantiles } from "../stats/index.ts";
import { readJets } from "./data.ts";
import { jetObservables } from "./compare/observables.ts";
import { constituentsOf, jetCount, packJets, relativeJets, selectJets, type Constituents } from "./features.ts";
import { findJets } from "./jetSets.ts";
import {
  codesOf,
  decodeJets,
  encodeJets,
  packSequences,
  sequenceAt,
  vocabularySize,
  type TokenSequences,
} from "./tokens.ts";
import { binnedTokeniser, type BinnedOptions } from "./tokens/binned.ts";
import { requireTokeniser, restoreTokeniser } from "./tokens/tokeniserFolder.ts";

const HERE = { device: "cpu", threads: 1 } as const;

const NO_CAP = 1000;

function jetOf(...particles: readonly (readonly [pt: number, etaRel: number, phiRel: number])[]): Constituents {
  return {
    pt: Float64Array.from(particles, ([pt]) => pt),
    etaRel: Float64Array.from(particles, ([, etaRel]) => etaRel),
    phiRel: Float64Array.from(particles, ([, , phiRel]) => phiRel),
  };
}

function sequencesOf(tokens: TokenSequences): number[][] {
  return Array.from({ length: jetCount(tokens) }, (_, i) => [...sequenceAt(tokens, i)]);
}

function thrown(action: () => unknown): { code: string; message: string; exitCode: number } {
  try {
    action();
  } catch (error) {
    if (error instanceof GlueballError) return { code: error.code, message: error.message, exitCode: error.exitCode };
    throw error;
  }
  throw new Error("nothing was thrown");
}

/** 2 x 3 x 2 cells over ln pT in [0, 2] and angles in [-0.6, 0.6]. */
const small = binnedTokeniser({ binsPt: 2, binsEta: 3, binsPhi: 2, lnPtRange: [0, 2], angle: 0.6 });

describe("sequences", () => {
  test("codes count phi fastest, ids are shifted by one between 0 and V + 1", async () => {
    const jets = packJets([jetOf([Math.exp(1.5), 0, 0.1], [Math.exp(0.5), -0.5, -0.1])], undefined);
    const encoded = await encodeJets(HERE, small, jets, NO_CAP);
    // codes (1 x 3 + 1) x 2 + 1 = 9 and (0 x 3 + 0) x 2 + 0 = 0
    expect(sequencesOf(encoded)).toEqual([[0, 10, 1, 13]]);
    expect([small.codes, vocabularySize(small)]).toEqual([12, 14]);
    const [decoded] = [constituentsOf(await decodeJets(HERE, small, encoded), 0)];
    expect([...decoded.pt].map(Math.log)).toEqual([1.5, 0.5]);
    [0, -0.4].forEach((centre, i) => expect(decoded.etaRel[i]).toBeCloseTo(centre, 15));
    [0.3, -0.3].forEach((centre, i) => expect(decoded.phiRel[i]).toBeCloseTo(centre, 15));
  });

  test("pT outside its range goes to the edge bin, constituents outside the angles are dropped; both are counted", async () => {
    const jets = packJets(
      [jetOf([100, 0, 0.1], [3, 0.6, 0], [2, 0, -0.6], [0.5, 0, 0.1]), jetOf([5, 0.7, 0])],
      undefined,
    );
    const encoded = await encodeJets(HERE, small, jets, NO_CAP);
    expect(sequencesOf(encoded)).toEqual([[0, 10, 4, 13]]);
    expect([...encoded.jets]).toEqual([0]);
    expect(encoded.counts).toEqual({
      constituents: 5,
      outsideAngles: 3,
      belowPt: 1,
      abovePt: 1,
      kept: 2,
      beyondCap: 0,
      cappedJets: 0,
      emptyJets: 1,
    });
    expect(encoded.warnings).toEqual([
      "2 of 5 (40.00 %) constituents lie outside the pT range and went to its edge bins",
      "3 of 5 (60.00 %) constituents outside the angular range were dropped",
      "1 jets have no constituent inside the angular range and were left out",
    ]);
  });

  test("a jet longer than the cap is cut and has no end token; one as long as the cap has", async () => {
    const jet = jetOf([7, 0, 0.1], [6, 0, 0.1], [5, 0, 0.1]);
    const jets = packJets([jet], undefined);
    expect(sequencesOf(await encodeJets(HERE, small, jets, 3))).toEqual([[0, 10, 10, 10, 13]]);
    const cut = await encodeJets(HERE, small, jets, 2);
    expect(sequencesOf(cut)).toEqual([[0, 10, 10]]);
    expect(cut.counts).toMatchObject({ kept: 2, beyondCap: 1, cappedJets: 1 });
    expect(jetCount(await decodeJets(HERE, small, cut))).toBe(1);
  });

  test.each<[string, number[], string]>([
    ["nothing", [], "a sequence without constituents at row 7, position 0"],
    ["start and end only", [0, 13], "a sequence without constituents at row 7, position 1: found 13"],
    ["no start", [5, 13], "does not begin with the start id at row 7, position 0: found 5"],
    ["an id too large", [0, 5, 14, 13], "an id outside the vocabulary at row 7, position 2: found 14"],
    ["a negative id", [0, -1, 13], "an id outside the vocabulary at row 7, position 1: found -1"],
    ["a second start", [0, 5, 0, 13], "a start id inside a sequence at row 7, position 2: found 0"],
    ["ids after the end", [0, 5, 13, 5], "an id after the end at row 7, position 3: found 5"],
  ])("%s is refused", (_, ids, text) => {
    const error = thrown(() => codesOf(Int32Array.from(ids), small, "row 7"));
    expect(error).toMatchObject({ code: "jetlm/bad-sequence", exitCode: 2 });
    expect(error.message).toContain(text);
    expect(error.message).toContain("expected 0, then ids from 1 to 12, then at most one 13 at the end");
  });
});

describe("round trips", () => {
  const grids = fc.record({
    binsPt: fc.integer({ min: 1, max: 70 }),
    binsEta: fc.integer({ min: 1, max: 70 }),
    binsPhi: fc.integer({ min: 1, max: 70 }),
  });

  test("ids to jets to ids is exact on every grid, at cell centres and at random points", async () => {
    await fc.assert(
      fc.asyncProperty(grids, fc.nat(), async (grid, seed) => {
        const tokeniser = binnedTokeniser(grid);
        const rng = createRng(seed);
        const sequences = packSequences(
          Array.from({ length: 3 }, () => {
            const ids = Array.from({ length: 1 + rng.integer(20) }, () => 1 + rng.integer(tokeniser.codes));
            return Int32Array.of(0, ...ids, tokeniser.codes + 1);
          }),
        );
        for (const jets of [
          await decodeJets(HERE, tokeniser, sequences),
          await decodeJets(HERE, tokeniser, sequences, rng.fork("points")),
        ]) {
          expect(sequencesOf(await encodeJets(HERE, tokeniser, jets, NO_CAP))).toEqual(sequencesOf(sequences));
        }
      }),
      { seed: 6 },
    );
  });

  test("jets to ids to jets moves no constituent inside the ranges by more than half a cell", async () => {
    const particle = fc.tuple(
      fc.double({ min: -0.76, max: 6.9, noNaN: true }),
      fc.double({ min: -0.79, max: 0.79, noNaN: true }),
      fc.double({ min: -0.79, max: 0.79, noNaN: true }),
    );
    await fc.assert(
      fc.asyncProperty(grids, fc.array(particle, { minLength: 1, maxLength: 20 }), async (grid, particles) => {
        const tokeniser = binnedTokeniser(grid);
        const jet = jetOf(...particles.map(([lnPt, eta, phi]) => [Math.exp(lnPt), eta, phi] as const));
        const back = await decodeJets(
          HERE,
          tokeniser,
          await encodeJets(HERE, tokeniser, packJets([jet], undefined), NO_CAP),
        );
        jet.pt.forEach((pt, i) => {
          expect(Math.abs(Math.log(back.pt[i] / pt)) * grid.binsPt).toBeLessThanOrEqual(7.6666 / 2 + 1e-9);
          expect(Math.abs(back.etaRel[i] - jet.etaRel[i]) * grid.binsEta).toBeLessThanOrEqual(0.8 + 1e-9);
          expect(Math.abs(back.phiRel[i] - jet.phiRel[i]) * grid.binsPhi).toBeLessThanOrEqual(0.8 + 1e-9);
        });
      }),
      { seed: 7 },
    );
  });

  test("random points fill the cell evenly and do not depend on the jets before", async () => {
    const sequence = Int32Array.of(0, ...new Int32Array(4000).fill(10), 13);
    const both = await decodeJets(HERE, small, packSequences([Int32Array.of(0, 1, 13), sequence]), createRng(8));
    const other = await decodeJets(HERE, small, packSequences([Int32Array.of(0, 5, 5, 5, 13), sequence]), createRng(8));
    expect(constituentsOf(both, 1)).toEqual(constituentsOf(other, 1));
    const { pt, etaRel, phiRel } = constituentsOf(both, 1);
    for (const [values, low, width] of [
      [pt.map(Math.log), 1, 1],
      [etaRel, -0.2, 0.4],
      [phiRel, 0, 0.6],
    ] as const) {
      const unit = values.map((value) => (value - low) / width);
      const mean = unit.reduce((total, value) => total + value, 0) / unit.length;
      expect(Math.abs(mean - 0.5)).toBeLessThan(5 / Math.sqrt(12 * unit.length)); // five standard errors
      expect([Math.min(...unit) >= 0, Math.max(...unit) <= 1, Math.max(...unit) - Math.min(...unit) > 0.99]).toEqual([
        true,
        true,
        true,
      ]);
    }
  });
});

describe("identity", () => {
  const options: BinnedOptions = { binsPt: 21, binsEta: 21, binsPhi: 21 };

  test("parameters survive JSON with the same hash; every option changes the hash", () => {
    const tokeniser = binnedTokeniser(options);
    const again = restoreTokeniser(JSON.parse(JSON.stringify(tokeniser.parameters)), "model/");
    expect(again.hash).toBe(tokeniser.hash);
    expect(again.parameters).toEqual(tokeniser.parameters);
    const changes = [
      { binsPt: 22 },
      { binsEta: 22 },
      { binsPhi: 22 },
      { lnPtRange: [0, 6] as [number, number] },
      { angle: 1 },
    ];
    const hashes = changes.map((change) => binnedTokeniser({ ...options, ...change }).hash);
    expect(new Set([tokeniser.hash, ...hashes]).size).toBe(6);
  });

  test("tokens of another tokeniser are refused with both hashes", () => {
    const [mine, theirs] = [binnedTokeniser(options).hash, small.hash];
    expect(() => requireTokeniser(small, theirs, "model/")).not.toThrow();
    const error = thrown(() => requireTokeniser(small, mine, "model/"));
    expect(error).toMatchObject({ code: "jetlm/other-tokeniser", exitCode: 2 });
    expect(error.message).toContain(`at model/: found "${theirs}", expected tokeniser ${mine}`);
  });

  test.each<[string, Record<string, unknown>, string, string]>([
    ["no bins", { binsPt: 0 }, "jetlm/bad-tokeniser-options", "at binsPt"],
    ["half a bin", { binsEta: 1.5 }, "jetlm/bad-tokeniser-options", "at binsEta"],
    ["a reversed range", { lnPtRange: [2, 1] }, "jetlm/bad-tokeniser-options", 'at lnPtRange: found "[2,1]"'],
    ["an angle beyond pi", { angle: 4 }, "jetlm/bad-tokeniser-options", "at angle"],
    ["an unknown option", { bins: 3 }, "jetlm/bad-tokeniser-options", '"bins"'],
    [
      "too many cells",
      { binsPt: 1e5, binsEta: 1e5 },
      "jetlm/bad-tokeniser-options",
      "expected at most 2147483645 cells",
    ],
    ["another kind", { kind: "vq" }, "jetlm/unknown-tokeniser", 'found "vq", expected binned'],
  ])("%s", (_, change, code, text) => {
    const error = thrown(() => restoreTokeniser({ kind: "binned", ...options, ...change }, "model/"));
    expect(error).toMatchObject({ code, exitCode: 2 });
    expect(error.message).toContain(text);
  });
});

/** Plug-in entropy in nats. */
function entropy(counts: Iterable<number>): number {
  const filled = [...counts].filter((count) => count > 0);
  const total = filled.reduce((sum, count) => sum + count, 0);
  return -filled.reduce((sum, count) => sum + (count / total) * Math.log(count / total), 0);
}

// Figures measured for the specification (jetlm.md, 6.1).
const haveJets = findData("jet-foundation/jets") !== undefined;

test.skipIf(!haveJets).each([
  { bins: [16, 16, 16], entropy: 7.001865, withEnd: 6.959262, codes: 2245, lnVolume: -5.340886 },
  { bins: [21, 21, 21], entropy: 7.769163, withEnd: 7.711066, codes: 4625, lnVolume: -6.156687 },
  { bins: [40, 30, 30], entropy: 9.033, withEnd: 8.94938, codes: 14_502, lnVolume: -7.514394 },
])("unigram entropy of the 2000 real top and QCD jets on $bins bins (needs shared data)", async (expected) => {
  const jets = relativeJets(readJets(findJets(dataFolders(), "top2000")));
  const tokeniser = binnedTokeniser({ binsPt: expected.bins[0], binsEta: expected.bins[1], binsPhi: expected.bins[2] });
  const { ids, counts } = await encodeJets(HERE, tokeniser, jets, NO_CAP);
  const histogram = new Float64Array(vocabularySize(tokeniser));
  for (const id of ids) histogram[id]++;
  const codes = histogram.subarray(1, tokeniser.codes + 1);
  expect(counts.kept).toBe(97_039);
  expect(codes.filter((count) => count > 0).length).toBe(expected.codes);
  expect(entropy(codes)).toBeCloseTo(expected.entropy, 6);
  expect(entropy(histogram.subarray(1))).toBeCloseTo(expected.withEnd, 6);
  expect(tokeniser.grid!.logCellVolume).toBeCloseTo(expected.lnVolume, 6);
});

test.skipIf(!haveJets).each([
  { bins: [16, 16, 16], codes: 1994, mass: [-1.6, 5.5, 12.9], pt: [-0.037, 0.016, 0.063] },
  { bins: [21, 21, 21], codes: 3936, mass: [-2.7, 2.2, 7.5], pt: [-0.031, 0.006, 0.043] },
  { bins: [40, 30, 30], codes: 10_228, mass: [-1.7, 1.5, 4.4], pt: [-0.018, 0.003, 0.022] },
  { bins: [64, 64, 64], codes: 22_095, mass: [-1.0, 0.7, 2.2], pt: [-0.011, 0.001, 0.013] },
])("what $bins bins do to mass and pT of 600 real jets (needs shared data)", async (expected) => {
  const all = relativeJets(readJets(findJets(dataFolders(), "top2000")));
  const jets = selectJets(
    all,
    Array.from({ length: 600 }, (_, jet) => jet),
  );
  const tokeniser = binnedTokeniser({ binsPt: expected.bins[0], binsEta: expected.bins[1], binsPhi: expected.bins[2] });
  const encoded = await encodeJets(HERE, tokeniser, jets, NO_CAP);
  const original = jetObservables(withinAngles(jets));
  const binned = jetObservables(await decodeJets(HERE, tokeniser, encoded));
  const shifts = (formula: (jet: number) => number) =>
    quantiles(Float64Array.from(encoded.jets, formula), [0.16, 0.5, 0.84]);
  const mass = shifts((jet) => binned.mass[jet] - original.mass[jet]);
  const pt = shifts((jet) => binned.pt[jet] / original.pt[jet] - 1);
  const used = new Set(encoded.ids);
  used.delete(0);
  used.delete(tokeniser.codes + 1);
  expect(Math.abs(used.size - expected.codes)).toBeLessThanOrEqual(2); // rounding at bin edges
  expected.mass.forEach((value, i) => expect(mass[i]).toBeCloseTo(value, 1));
  expected.pt.forEach((value, i) => expect(pt[i]).toBeCloseTo(value, 3));
});

/** Without the constituents outside the angular cut of 0.8; the axes stay. */
function withinAngles(jets: ReturnType<typeof relativeJets>): ReturnType<typeof relativeJets> {
  const cut = Array.from({ length: jetCount(jets) }, (_, jet) => {
    const { pt, etaRel, phiRel } = constituentsOf(jets, jet);
    const inside = (_: number, i: number) => Math.abs(etaRel[i]) < 0.8 && Math.abs(phiRel[i]) < 0.8;
    return { pt: pt.filter(inside), etaRel: etaRel.filter(inside), phiRel: phiRel.filter(inside) };
  });
  return packJets(cut, jets.labels);
}
