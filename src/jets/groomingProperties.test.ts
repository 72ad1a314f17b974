/** What holds for every jet, on random ones: identities, invariances, and a slow second way to the same answer. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  boost,
  deltaR,
  invariantMass,
  sum,
  transverseMomentum,
  type FourMomentum,
  type FourMomentumColumns,
} from "../kinematics/index.ts";
import { cluster } from "./cluster.ts";
import { jetDefinition } from "./definition.ts";
import { groomer, groomerUsages } from "./groom.ts";
import { randomJets, seen, totalOf } from "./groomingTrial.ts";
import { iteratedSoftDrop } from "./iteratedSoftDrop.ts";
import { branchesOf, jetTree, reclusterCambridgeAachen, type JetTree } from "./jetTree.ts";
import { primaryLundPlane, secondaryLundPlane } from "./lund.ts";
import { recursiveSoftDrop } from "./recursiveSoftDrop.ts";
import { softDrop } from "./softDrop.ts";
import { splittingOf } from "./splitting.ts";
import { subjetsOf } from "./subjets.ts";

const SPECS = [
  "softdrop:0.1,0",
  "softdrop:0.2,1.5,0.8",
  "mmdt:0.1",
  "mmdt:0.1,0.7",
  "rsd:0.2,0.5,4",
  "busd:0.1,0.5",
  "trim:kt,0.2,0.05",
  "trim:antikt,0.3,0.03",
  "trim:ca,0.2,0.05",
  "filter:ca,0.3,3",
  "filter:kt,0.2,2",
  "prune:0.1,0.5",
  "massdrop:0.67,0.09",
];

/** Relative: sums of 30 momenta in different orders. */
const ROUNDING = 1e-12;

const JETS = randomJets(30);
const run = (property: fc.IPropertyWithHooks<[FourMomentumColumns]>) =>
  fc.assert(property, { numRuns: 60, seed: 20_260_726 });

const permuted = ({ px, py, pz, energy }: FourMomentumColumns, order: readonly number[]): FourMomentumColumns => {
  const column = (values: Float64Array) => Float64Array.from(order, (i) => values[i]);
  return { px: column(px), py: column(py), pz: column(pz), energy: column(energy) };
};

const count = ({ px }: FourMomentumColumns) => px.length;
const everything = (jet: FourMomentumColumns) => Array.from({ length: count(jet) }, (_, i) => i);

test("every groomer is among those that are tried here", () => {
  const names = (list: readonly string[]) => new Set(list.map((spec) => spec.slice(0, spec.indexOf(":"))));
  expect(names(SPECS)).toEqual(names(groomerUsages()));
});

describe.for(SPECS)("%s", (spec) => {
  const groom = groomer(spec);

  test("leaves the sum of what it kept, and never more than there was", () => {
    run(
      fc.property(JETS, (jet) => {
        const groomed = groom(jet);
        const total = totalOf(jet, groomed.kept);
        const scale = sum([totalOf(jet, everything(jet))]).energy;
        for (const axis of ["px", "py", "pz", "energy"] as const) {
          expect(Math.abs(groomed[axis] - total[axis])).toBeLessThanOrEqual(ROUNDING * scale);
        }
        const indices = [...groomed.kept];
        expect(indices).toEqual([...new Set(indices)].sort((a, b) => a - b));
        expect(indices.every((i) => i >= 0 && i < count(jet))).toBe(true);
      }),
    );
  });

  // All constituents are on or above the light cone, so each one that is dropped lowers the mass of the sum.
  test("never raises the mass", () => {
    run(
      fc.property(JETS, (jet) => {
        const before = totalOf(jet, everything(jet));
        const slack = ROUNDING * before.energy ** 2;
        expect(seen(groom(jet)).mass ** 2).toBeLessThanOrEqual(invariantMass([before]) ** 2 + slack);
      }),
    );
  });

  test("does not depend on the order of the constituents", () => {
    run(
      fc.property(JETS, (jet) => {
        const order = everything(jet).sort((a, b) => jet.px[a] - jet.px[b]);
        const kept = [...groom(permuted(jet, order)).kept].map((i) => order[i]);
        expect(kept.sort((a, b) => a - b)).toEqual([...groom(jet).kept]);
      }),
    );
  });

  // Copies of a particle are at no distance from it and from each other: all of these are ties.
  test("does not depend on the order where every particle stands there twice", () => {
    run(
      fc.property(randomJets(8), (jet) => {
        const twice = [...everything(jet), ...everything(jet)];
        const momenta = (order: readonly number[]) => {
          const kept = [...groom(permuted(jet, order)).kept].map((i) => jet.px[order[i]]);
          return kept.sort((a, b) => a - b);
        };
        expect(momenta(twice.toSorted((a, b) => jet.px[a] - jet.px[b]))).toEqual(momenta(twice));
      }),
    );
  });

  test("keeps the same constituents when the jet is boosted along the beam", () => {
    run(
      fc.property(JETS, (jet) => {
        expect([...groom(boosted(jet, 0.6)).kept]).toEqual([...groom(jet).kept]);
      }),
    );
  });

  test("gives the same from constituents and from their Cambridge/Aachen sequence", () => {
    run(
      fc.property(JETS, (jet) => {
        expect(groom(reclusterCambridgeAachen(jet))).toEqual(groom(jet));
      }),
    );
  });

  test("keeps or drops a particle that is alone", () => {
    const jet = { px: [3], py: [4], pz: [12], energy: [13] };
    const tagger = spec.startsWith("mmdt") || spec.startsWith("massdrop");
    expect([...groom(jet).kept]).toEqual(tagger ? [] : [0]);
    expect(groom(jet).energy).toBe(tagger ? 0 : 13);
  });
});

function boosted(jet: FourMomentumColumns, velocity: number): FourMomentumColumns {
  const moved = everything(jet).map((i) => boost(totalOf(jet, [i]), { x: 0, y: 0, z: velocity }));
  const column = (of: "px" | "py" | "pz" | "energy") => Float64Array.from(moved, (momentum) => momentum[of]);
  return { px: column("px"), py: column("py"), pz: column("pz"), energy: column("energy") };
}

describe("identities", () => {
  test.for(["softdrop:0,0", "softdrop:0,2", "busd:0,0", "trim:kt,0.2,0", "filter:ca,0.3,1000", "prune:0,0.5"])(
    "%s changes nothing",
    (spec) => {
      run(
        fc.property(JETS, (jet) => {
          expect([...groomer(spec)(jet).kept]).toEqual(everything(jet));
        }),
      );
    },
  );

  test("one layer of recursive soft drop is soft drop, and so is the first emission of iterated soft drop", () => {
    run(
      fc.property(JETS, (jet) => {
        const condition = { zCut: 0.1, beta: 0.5 };
        const groomed = softDrop(jet, condition);
        expect([...recursiveSoftDrop(jet, { ...condition, layers: 1 }).kept]).toEqual([...groomed.kept]);
        expect(iteratedSoftDrop(jet, condition)[0]).toEqual(groomed.splitting);
      }),
    );
  });

  test("a harder cut keeps a part of what a softer one keeps", () => {
    run(
      fc.property(JETS, (jet) => {
        const loose = new Set(softDrop(jet, { zCut: 0.05, beta: 1 }).kept);
        expect(loose.isSupersetOf(new Set(softDrop(jet, { zCut: 0.2, beta: 1 }).kept))).toBe(true);
      }),
    );
  });

  test("iterated soft drop without a cut is the primary Lund plane, and stops at the smallest angle", () => {
    run(
      fc.property(JETS, (jet) => {
        const plane = primaryLundPlane(jet).map(({ z, deltaR }) => ({ z, deltaR }));
        const emissions = (minDeltaR: number) =>
          iteratedSoftDrop(jet, { zCut: 0, beta: 0, minDeltaR }).map(({ z, deltaR }) => ({ z, deltaR }));
        expect(emissions(0)).toEqual(plane);
        const end = plane.findIndex(({ deltaR }) => deltaR < 0.3);
        expect(emissions(0.3)).toEqual(end < 0 ? plane : plane.slice(0, end));
      }),
    );
  });

  test("the primary and all secondary Lund planes together have one emission less than the jet has constituents", () => {
    const emissions = (jet: FourMomentumColumns, plane: ReturnType<typeof primaryLundPlane>): number =>
      plane.reduce((total, emission) => total + emissions(jet, secondaryLundPlane(jet, emission)), plane.length);
    run(
      fc.property(randomJets(12), (jet) => {
        expect(emissions(jet, primaryLundPlane(jet))).toBe(count(jet) - 1);
      }),
    );
  });
});

/** The jet as four-momenta with the constituents they are made of: what the slow twins below merge and drop. */
interface Piece {
  readonly momentum: FourMomentum;
  readonly kept: readonly number[];
}

const pieces = (jet: FourMomentumColumns): Piece[] =>
  everything(jet).map((i) => ({ momentum: totalOf(jet, [i]), kept: [i] }));

const distance = (a: Piece, b: Piece) => {
  const [one, other] = [seen(a.momentum), seen(b.momentum)];
  return deltaR(one.rapidity, one.phi, other.rapidity, other.phi);
};

const pt = ({ momentum }: Piece) => transverseMomentum(momentum.px, momentum.py);

/** Cambridge/Aachen by looking at all pairs in each step; `drops` tells whether the softer of a pair is left out. */
function slowVetoed(jet: FourMomentumColumns, drops: (softer: Piece, harder: Piece) => boolean): number[] {
  let left = pieces(jet);
  while (left.length > 1) {
    const pairs = left.flatMap((a, i) => left.slice(0, i).map((b) => ({ a, b, distance: distance(a, b) })));
    const { a, b } = pairs.reduce((best, pair) => (pair.distance < best.distance ? pair : best));
    const [softer, harder] = pt(a) < pt(b) ? [a, b] : [b, a];
    const merged = { momentum: sum([a.momentum, b.momentum]), kept: [...a.kept, ...b.kept] };
    left = [...left.filter((piece) => piece !== a && piece !== b), drops(softer, harder) ? harder : merged];
  }
  return [...left[0].kept].sort((a, b) => a - b);
}

/** Recursive soft drop without a limit and with one R0: each branch is soft drop of itself, whatever the order. */
function slowRecursive(tree: JetTree, node: number, zCut: number, beta: number): number[] {
  const branches = branchesOf(tree, node);
  if (branches === undefined) return [node];
  const { z, deltaR } = splittingOf(tree.jets, node, branches, "pt");
  const harder = slowRecursive(tree, branches.harder, zCut, beta);
  return z > zCut * deltaR ** beta ? [...harder, ...slowRecursive(tree, branches.softer, zCut, beta)] : harder;
}

describe("slow twins", () => {
  test("pruning", () => {
    run(
      fc.property(randomJets(12), (jet) => {
        const whole = seen(totalOf(jet, everything(jet)));
        const radius = whole.mass / whole.pt;
        const slow = slowVetoed(jet, (softer, harder) => {
          const both = { momentum: sum([softer.momentum, harder.momentum]), kept: [] };
          return distance(softer, harder) > radius && pt(softer) < 0.1 * pt(both);
        });
        expect([...groomer("prune:0.1,0.5")(jet).kept]).toEqual(slow);
      }),
    );
  });

  test("bottom-up soft drop", () => {
    run(
      fc.property(randomJets(12), (jet) => {
        const slow = slowVetoed(
          jet,
          (softer, harder) => pt(softer) <= 0.2 * distance(softer, harder) ** 0.5 * (pt(softer) + pt(harder)),
        );
        expect([...groomer("busd:0.2,0.5")(jet).kept]).toEqual(slow);
      }),
    );
  });

  test("recursive soft drop without a limit", () => {
    run(
      fc.property(JETS, (jet) => {
        const tree = jetTree(jet);
        const slow = slowRecursive(tree, tree.root, 0.2, 0.5).sort((a, b) => a - b);
        const options = { zCut: 0.2, beta: 0.5, layers: Infinity, dynamicR0: false };
        expect([...recursiveSoftDrop(jet, options).kept]).toEqual(slow);
      }),
    );
  });

  test("Cambridge/Aachen subjets read off the tree are those of a clustering with that radius", () => {
    run(
      fc.property(JETS, (jet) => {
        const { subjets, sequence } = subjetsOf(jet, { algorithm: "ca", radius: 0.3 });
        const direct = cluster(jet, jetDefinition({ algorithm: "ca", radius: 0.3 }));
        const expected = direct.inclusiveJets().map((subjet) => [...direct.constituents(subjet)]);
        expect(subjets.map((subjet) => [...sequence.constituents(subjet)])).toEqual(expected);
      }),
    );
  });
});
