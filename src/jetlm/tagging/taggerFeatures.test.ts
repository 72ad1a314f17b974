import { expect, test } from "vitest";
import { findData } from "../../run/index.ts";
import { kinFeatures } from "../../nets/index.ts";
import { fromPtEtaPhiMassColumns, jetKinematics } from "../../kinematics/index.ts";
import { readJets } from "../data.ts";
import { constituentsOf, packJets, relativeJets } from "../features.ts";
import type { Constituents } from "../features.ts";
import { taggerExamples, unlabelled } from "./taggerFeatures.ts";

const jets = packJets(
  [
    { pt: Float64Array.of(8, 2), etaRel: Float64Array.of(0.1, -0.4), phiRel: Float64Array.of(0, 0.3) },
    { pt: Float64Array.of(5), etaRel: Float64Array.of(0), phiRel: Float64Array.of(0) },
  ],
  Int32Array.of(1, 0),
);

test("known numbers: a jet of one constituent has ln 1 for its shares", () => {
  const { features } = taggerExamples(jets, ["features"], 1).feeds(Int32Array.of(1), 2);
  const expected = [(Math.log(5) - 1.7) * 0.7, (Math.log(5) - 2) * 0.7, 4.7 * 0.7, 4.7 * 0.7, -0.8, 0, 0];
  expected.forEach((value, k) => expect(features[k]).toBeCloseTo(value, 6));
  expect(Array.from(features).slice(7)).toEqual(new Array(7).fill(0));
});

test("inputs of several jets, of which the larger is cut to its hardest constituent", () => {
  const examples = taggerExamples(jets, ["momenta", "points", "valid"], 2);
  expect(examples.labels).toEqual(Int32Array.of(1, 0));
  expect(examples.lengths).toEqual(Int32Array.of(2, 1));
  const { momenta, points, valid } = examples.feeds(Int32Array.of(1, 0), 1);
  expect(momenta).toEqual(Float32Array.of(5, 0, 0, 8, 0.1, 0));
  expect(points).toEqual(Float32Array.of(0, 0, 0.1, 0));
  expect(valid).toEqual(Float32Array.of(1, 1));
  expect(examples.feeds(Int32Array.of(1, 0), 2).valid).toEqual(Float32Array.of(1, 0, 1, 1));
});

test("jets without labels are refused for learning, and can be judged", () => {
  const { labels: _, ...bare } = jets;
  expect(() => taggerExamples({ ...bare, labels: undefined }, ["valid"], 1)).toThrow("[jetlm/jets-without-labels]");
  expect(unlabelled({ ...bare, labels: undefined }).labels).toEqual(Int32Array.of(0, 0));
});

/**
 * Relative to the axis of its constituents taken massless, as the features see it; the store has that of massive ones. The
 * pseudorapidity of a massive axis does not shift with it, so it takes a few rounds until it stands at 0.
 */
function aroundMasslessAxis({ pt, ...store }: Constituents) {
  let { etaRel, phiRel } = store;
  const momenta = () => fromPtEtaPhiMassColumns(pt, etaRel, phiRel, new Float64Array(pt.length));
  for (let round = 0; round < 6; round++) {
    const axis = jetKinematics(momenta(), 0, pt.length);
    etaRel = etaRel.map((eta) => eta - axis.eta);
    phiRel = phiRel.map((phi) => phi - axis.phi);
  }
  return { centred: { pt, etaRel, phiRel }, momenta: momenta() };
}

const path = findData("jet-foundation/jets/top2000_vectors.npy.gz");
test.skipIf(path === undefined)(
  "they are those of the JetClass networks for jets at eta = 0 (needs shared data)",
  () => {
    const all = relativeJets(readJets(path!));
    let compared = 0;
    for (let jet = 0; jet < 50; jet++) {
      const { momenta, centred } = aroundMasslessAxis(constituentsOf(all, jet));
      const seen = kinFeatures(momenta, 0, momenta.px.length, jet);
      const examples = taggerExamples(packJets([centred], Int32Array.of(0)), ["features"], 1);
      const { features } = examples.feeds(Int32Array.of(0), seen.constituents);
      for (let k = 0; k < features.length; k++) {
        // In float32, an axis at 0 is on either side, by which they mirror deta.
        const [own, other] =
          k % 7 === 5 ? [features[k], seen.features[k]].map(Math.abs) : [features[k], seen.features[k]];
        expect(Math.abs(own - other)).toBeLessThan(2e-5);
        compared++;
      }
    }
    expect(compared).toBeGreaterThan(10_000);
  },
);
