/** From a jet of an event to its constituents and its tree, and what is no tree. */
import { expect, test } from "vitest";
import { cluster } from "./cluster.ts";
import { jetDefinition } from "./definition.ts";
import { groomer } from "./groom.ts";
import { errorOf, masslessJet, totalOf } from "./groomingTrial.ts";
import { jetConstituents } from "./jetConstituents.ts";
import { branchesOf, jetTree, reclusterCambridgeAachen } from "./jetTree.ts";
import { lundCoordinates, primaryLundPlane, secondaryLundPlane } from "./lund.ts";
import { softDrop } from "./softDrop.ts";

const EVENT = masslessJet([
  [10, 0, 3],
  [40, 0, 0],
  [20, 0.1, 3.1],
  [30, 0.2, 0.1],
]);

test("constituents of a jet keep their momenta and know where in the event they stand", () => {
  const sequence = cluster(EVENT, jetDefinition({ algorithm: "antikt", radius: 0.5 }));
  const [hardest, second] = sequence.inclusiveJets().map((jet) => jetConstituents(sequence, jet));
  expect([[...hardest.indices], [...second.indices]]).toEqual([
    [1, 3],
    [0, 2],
  ]);
  for (const axis of ["px", "py", "pz", "energy"] as const) {
    expect([...second[axis]]).toEqual([EVENT[axis][0], EVENT[axis][2]]);
    expect(totalOf(hardest, [0, 1])[axis]).toBeCloseTo(sequence.inclusiveJets()[0][axis], 12);
  }
});

test("the constituents are those that the recombination scheme saw", () => {
  const massive = { px: [3], py: [0], pz: [4], energy: [13] };
  const sequence = cluster(massive, jetDefinition({ algorithm: "antikt", radius: 0.5, scheme: "pt" }));
  expect(jetConstituents(sequence, sequence.inclusiveJets()[0]).energy).toEqual(Float64Array.of(5));
});

test("the tree of a jet: who was merged with whom, harder first", () => {
  const tree = jetTree(EVENT);
  const root = branchesOf(tree, tree.root);
  expect(tree.sequence.constituents(tree.sequence.inclusiveJets()[0])).toHaveLength(4);
  expect(branchesOf(tree, root?.harder ?? 0)).toEqual({ harder: 1, softer: 3 });
  expect(branchesOf(tree, root?.softer ?? 0)).toEqual({ harder: 2, softer: 0 });
  expect(branchesOf(tree, 0)).toBeUndefined();
});

test("what runs along the beam is beyond every radius and is groomed away", () => {
  const jet = { px: [3, 4, 0], py: [0, 1, 0], pz: [1, 1, 7], energy: [9, 9, 7] };
  expect([...softDrop(jet, { zCut: 0, beta: 0 }).kept]).toEqual([0, 1]);
  expect([...groomer("prune:0,0.5")(jet).kept]).toEqual([0, 1]);
});

test("kt, z, kappa and psi of a Lund emission belong to its two branches", () => {
  // The softer branch is 0.3 up in rapidity and 0.4 back in azimuth, across phi = 0.
  const jet = masslessJet([
    [10, 0.1, 0.2],
    [2, 0.4, -0.2],
  ]);
  const [emission] = primaryLundPlane(jet);
  expect(emission.deltaR).toBeCloseTo(0.5, 13);
  expect(emission.kt).toBeCloseTo(1, 13);
  expect(emission.z).toBeCloseTo(1 / 6, 13);
  expect(emission.kappa).toBeCloseTo(1 / 12, 13);
  expect(emission.psi).toBeCloseTo(Math.atan2(0.3, -0.4), 13);
  expect(emission.harderPt).toBeCloseTo(10, 13);
  expect(emission.softerPt).toBeCloseTo(2, 13);
  expect(lundCoordinates(emission)).toEqual([expect.closeTo(Math.log(2), 13), expect.closeTo(0, 13)]);
  expect(secondaryLundPlane(jet, emission)).toEqual([]);
});

test("two branches without any pt share it as 0, not as a number that is none", () => {
  const atRest = { px: [0, 0], py: [0, 0], pz: [0, 0.5], energy: [1, 1] };
  const [emission] = primaryLundPlane(atRest);
  expect([emission.z, emission.kt]).toEqual([0, 0]);
  expect(emission.deltaR).toBeGreaterThan(0);
});

test("an empty jet, numbers that are none, and other clusterings are refused", () => {
  const empty = { px: [], py: [], pz: [], energy: [] };
  for (const spec of ["softdrop:0.1,0", "trim:kt,0.2,0.05", "filter:ca,0.3,3", "prune:0.1,0.5", "busd:0.1,0"]) {
    expect(errorOf(() => groomer(spec)(empty)).code).toBe("jets/no-constituents");
    const broken = { px: [1, Number.NaN], py: [0, 0], pz: [0, 0], energy: [1, 1] };
    expect(errorOf(() => groomer(spec)(broken)).code).toBe("jets/not-finite");
  }
  expect(errorOf(() => primaryLundPlane(empty)).message).toBe(
    "a jet has no constituents: found 0, expected one constituent or more [jets/no-constituents]",
  );
  const sequence = cluster(EVENT, jetDefinition({ algorithm: "kt", radius: 0.4 }));
  expect(errorOf(() => softDrop(sequence, { zCut: 0.1, beta: 0 })).message).toBe(
    'this clustering is not the tree of a jet: found "kt, radius 0.4, scheme E", expected ca, radius 1000, scheme E ' +
      "[jets/not-reclustered]. Give the constituents of the jet, or what reclusterCambridgeAachen makes of them",
  );
  expect(errorOf(() => groomer("trim:kt,0.2,0.05")(sequence)).code).toBe("jets/not-reclustered");
  expect(softDrop(reclusterCambridgeAachen(EVENT), { zCut: 0, beta: 0 }).kept).toHaveLength(4);
});
