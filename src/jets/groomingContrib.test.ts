/**
 * Groomers against the printed outputs of fjcontrib's examples, digit for digit (C++ prints six), on its one event
 * `single-event.dat`.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { findData } from "../run/index.ts";
import { groomer } from "./groom.ts";
import { jetsOf, printed, seen } from "./groomingTrial.ts";
import { iteratedSoftDrop, softDropAngularity } from "./iteratedSoftDrop.ts";
import { lundCoordinates, primaryLundPlane, secondaryLundPlane } from "./lund.ts";
import { readMomenta } from "./referenceEvents.ts";
import { recursiveSoftDrop, type Prong } from "./recursiveSoftDrop.ts";
import { modifiedMassDrop, softDrop, type SoftDropOptions } from "./softDrop.ts";
import type { GroomedJet } from "./groomedJet.ts";

const DATA = findData("jets-lhco/fjcontrib");
const withData = DATA === undefined ? describe.skip : describe;
const folder = DATA ?? "";

const event = () => readMomenta(join(folder, "single-event.dat"));
const output = (example: string) => readFileSync(join(folder, `${example}.ref.txt`), "utf8");

/** All numbers of the lines that begin with `label`, one list a line. */
function numbersAfter(text: string, label: string): number[][] {
  const lines = text.split("\n").filter((line) => line.trimStart().startsWith(label));
  return lines.map((line) => numbersIn(line.slice(line.indexOf(label) + label.length)));
}

function numbersIn(line: string): number[] {
  return (line.match(/-?\d+(\.\d+)?(e[-+]\d+)?/g) ?? []).map(Number);
}

/** pt, m, y and phi as the examples print a jet. */
function shown(jet: GroomedJet): number[] {
  const { pt, mass, rapidity, phi } = seen(jet);
  return [pt, mass, rapidity, phi].map(printed);
}

const splittingsShown = (jets: readonly GroomedJet[], quantity: "deltaR" | "z" | "mu") =>
  jets.map(({ splitting }) => [printed(splitting?.[quantity])]);

withData("fjcontrib's RecursiveTools examples (needs shared data)", () => {
  test("soft drop, z_cut 0.1, beta 2", () => {
    const text = output("RecursiveTools_example_softdrop");
    const jets = jetsOf(event(), "antikt", 1, 20).map((jet) => softDrop(jet, { zCut: 0.1, beta: 2 }));
    expect(jets.map(shown)).toEqual(numbersAfter(text, "SoftDropped jet:"));
    expect(splittingsShown(jets, "deltaR")).toEqual(numbersAfter(text, "delta_R between subjets:"));
    expect(splittingsShown(jets, "z")).toEqual(numbersAfter(text, "symmetry measure(z):"));
    expect(splittingsShown(jets, "mu")).toEqual(numbersAfter(text, "mass drop(mu):"));
    expect(jets).toHaveLength(3);
  });

  test("mMDT, z_cut 0.1, filtered with min(0.3, DeltaR / 2) and three subjets", () => {
    const text = output("RecursiveTools_example_mmdt");
    const jets = jetsOf(event(), "ca", 1, 20);
    const tagged = jets.map((jet) => modifiedMassDrop(jet, { zCut: 0.1 }));
    const filtered = jets.map((jet) => modifiedMassDrop(jet, { zCut: 0.1, filter: { maxRadius: 0.3, hardest: 3 } }));
    expect(tagged.map(shown)).toEqual(numbersAfter(text, "tagged   jet:"));
    expect(filtered.map(shown)).toEqual(numbersAfter(text, "filtered jet:"));
    expect(splittingsShown(filtered, "deltaR")).toEqual(numbersAfter(text, "delta_R between subjets:"));
    expect(splittingsShown(tagged, "z")).toEqual(numbersAfter(text, "symmetry measure(z):"));
    expect(splittingsShown(tagged, "mu")).toEqual(numbersAfter(text, "mass drop(mu):"));
    expect(jets).toHaveLength(3);
  });

  test("recursive soft drop, z_cut 0.2, beta 0.5, N = 4, dynamic R0: jets and all their prongs", () => {
    const text = output("RecursiveTools_example_recursive_softdrop");
    const jets = jetsOf(event(), "antikt", 1, 100).map((jet) =>
      recursiveSoftDrop(jet, { zCut: 0.2, beta: 0.5, layers: 4 }),
    );
    expect(jets.map(shown)).toEqual(numbersAfter(text, "RecursiveSoftDropped jet:"));
    const prongLines = text.split("\n").filter((line) => line.includes("+-->"));
    expect(jets.flatMap(({ prong }) => prongRows(prong))).toEqual(prongLines.map(numbersIn));
    expect(prongLines).toHaveLength(18);
    const groomed = jets.map(({ splittings }) => splittings.map(({ z, deltaR }) => [printed(z), printed(deltaR)]));
    const blocks = text.split("thetag\n").slice(1);
    const tables = blocks.filter((block) => /^\s+1 /.test(block)).map((block) => block.split("\n").slice(0, 4));
    expect(groomed).toEqual(tables.map((lines) => lines.map((line) => numbersIn(line).slice(1))));
  });

  test("iterated soft drop, z_cut 0.002, beta -1, R0 = 0.5, of pt and of energies", () => {
    const text = output("RecursiveTools_example_isd");
    const options = { zCut: 0.002, beta: -1, r0: 0.5 };
    const jets = jetsOf(event(), "antikt", 0.5, 200);
    const emissions = jets.map((jet) => iteratedSoftDrop(jet, options));
    const after = (heading: string) =>
      text
        .split(heading)
        .slice(1)
        .map((part) => numbersIn(part.split("\n")[1]));
    expect(emissions.map((list) => [list.length])).toEqual(after("Soft Drop Multiplicity"));
    expect(emissions.map((list) => list.map(({ z }) => printed(z)))).toEqual(after("Symmetry Factors (pt_R"));
    const ofEnergy = jets.map((jet) => iteratedSoftDrop(jet, { ...options, measure: "energy" }));
    expect(ofEnergy.map((list) => list.map(({ z }) => printed(z)))).toEqual(after("Symmetry Factors (E_theta"));
    const powers = [
      [0, 0],
      [0, 2],
      [0.5, 1],
      [1, 1],
      [2, 1],
    ];
    const angularities = emissions.flatMap((list) =>
      powers.map(([alpha, kappa]) => [alpha, kappa, printed(softDropAngularity(list, alpha, kappa))]),
    );
    expect(angularities).toEqual(numbersAfter(text, "alpha ="));
    expect(angularities).toHaveLength(10);
  });
});

/**
 * A prong and its branches as the example prints them: pt, mass, dropped here, dropped in all, largest z dropped, z and
 * angle. It does not add up, and prints as z = 0, what was dropped on the way to a prong in which nothing passed.
 */
function prongRows(prong: Prong): number[][] {
  const { pt, mass } = seen(prong);
  const { splitting, branches, droppedCount, maxDroppedZ } = prong;
  const last = splitting === undefined ? [0] : [maxDroppedZ, splitting.z, splitting.deltaR];
  const row = [pt, mass, droppedCount, droppedInAll(prong), ...last].map(printed);
  return [row, ...(branches ?? []).flatMap(prongRows)];
}

function droppedInAll({ droppedCount, branches }: Prong): number {
  const split = (branches ?? []).filter(({ splitting }) => splitting !== undefined);
  return split.reduce((total, branch) => total + droppedInAll(branch), droppedCount);
}

withData("fjcontrib's LundPlane example (needs shared data)", () => {
  const jets = () => jetsOf(event(), "antikt", 1, 100);

  test("coordinates of the primary plane", () => {
    const lines = output("LundPlane_example")
      .split("\n")
      .filter((line) => line.startsWith("("));
    const ours = jets().map((jet) => primaryLundPlane(jet).map((emission) => lundCoordinates(emission).map(printed)));
    expect(ours).toEqual(lines.map((line) => line.split(";").map(numbersIn)));
    expect(ours.map((plane) => plane.length)).toEqual([19, 16]);
  });

  // Made with FastJet 3.4.0 and its has_parents: no stored file holds a secondary plane.
  test("secondary planes of the first emission with z > 0.025", () => {
    const first = jets().map((jet) => {
      const primary = primaryLundPlane(jet);
      const at = primary.findIndex(({ z }) => z > 0.025);
      return { at, plane: secondaryLundPlane(jet, primary[at]).map((emission) => lundCoordinates(emission)) };
    });
    expect(first.map(({ at, plane }) => [at, plane.length])).toEqual([
      [8, 3],
      [12, 0],
    ]);
    const reference = [
      [2.956911557, -1.898812908],
      [3.391550436, -1.958562646],
      [3.877254689, -1.794391569],
    ];
    first[0].plane.forEach((coordinates, at) => {
      coordinates.forEach((value, axis) => expect(value).toBeCloseTo(reference[at][axis], 8));
    });
  });
});

/**
 * fjcontrib's own check of its options (RecursiveTools/example_advanced_usage.ref) for jet 1 and 3 of the event: pt, m,
 * number of constituents, DeltaR, z and mu of the accepted splitting, with four decimals; undefined where not tagged.
 */
const ADVANCED: readonly { readonly options: SoftDropOptions; readonly jets: readonly (number[] | undefined)[] }[] = [
  {
    options: { zCut: 0.1, beta: 0.5 },
    jets: [
      [933.8859, 9.9073, 13, 0.0217, 0.0174, 0.8786],
      [67.373, 11.3061, 29, 0.379, 0.0855, 0.6966],
    ],
  },
  {
    options: { zCut: 0.4, beta: 0, mode: "tag" },
    jets: [
      [446.5813, 1.0182, 2, 0.003, 0.4251, 0.4848],
      [43.4356, 4.4251, 13, 0.1136, 0.4598, 0.5944],
    ],
  },
  {
    options: { zCut: 0.05, beta: -1, mode: "tag" },
    jets: [undefined, [43.4356, 4.4251, 13, 0.1136, 0.4598, 0.5944]],
  },
  {
    options: { zCut: 0.05, beta: -0.5, mode: "tag" },
    jets: [undefined, [71.5847, 20.0943, 37, 0.6803, 0.073, 0.5627]],
  },
  {
    options: { zCut: 0.3, beta: 0.5, r0: 0.2 },
    jets: [
      [917.6736, 8.7048, 12, 0.02, 0.1543, 0.5576],
      [57.6019, 5.9671, 16, 0.1161, 0.2463, 0.7416],
    ],
  },
  {
    options: { zCut: 0.2, beta: 3, follow: "mass" },
    jets: [
      [980.4398, 27.1382, 25, 0.2092, 0.0047, 0.8353],
      [71.5847, 20.0943, 37, 0.6803, 0.073, 0.5627],
    ],
  },
  {
    options: { zCut: 0.1, beta: 2, muCut: 0.8 },
    jets: [
      [971.5229, 20.8426, 22, 0.0954, 0.0294, 0.5476],
      [71.5847, 20.0943, 37, 0.6803, 0.073, 0.5627],
    ],
  },
  {
    options: { zCut: 0.1, beta: 2, muCut: 0.5, mode: "tag" },
    jets: [[446.5813, 1.0182, 2, 0.003, 0.4251, 0.4848], undefined],
  },
];

withData("options of soft drop (needs shared data)", () => {
  test.for(ADVANCED)("$options", ({ options, jets }) => {
    const [first, , third] = jetsOf(event(), "antikt", 1, 20).map((jet) => softDrop(jet, options));
    const rows = [first, third].map((jet) => {
      if (jet.splitting === undefined) return undefined;
      const { pt, mass } = seen(jet);
      const { deltaR, z, mu } = jet.splitting;
      return [pt, mass, jet.kept.length, deltaR, z, mu].map((value) => Number(value.toFixed(4)));
    });
    expect(rows).toEqual(jets);
  });
});

// Made with FastJet 3.4.0 and a recombiner of our own: fjcontrib ships no output of its example.
const BOTTOM_UP = [
  {
    spec: "busd:0.2,1",
    jets: [
      [962.3794734, 19.93679929],
      [872.2856404, 7.042646763],
      [65.86968244, 10.70524727],
    ],
  },
  {
    spec: "busd:0.1,0",
    jets: [
      [886.1299809, 7.657080147],
      [750.5323692, 3.586436873],
      [56.5507322, 5.803555456],
    ],
  },
];

withData("bottom-up soft drop (needs shared data)", () => {
  test.for(BOTTOM_UP)("$spec equals FastJet with the same veto", ({ spec, jets }) => {
    const ours = jetsOf(event(), "antikt", 1, 20).map((jet) => seen(groomer(spec)(jet)));
    expect(ours).toHaveLength(3);
    ours.forEach(({ pt, mass }, at) => {
      expect(Math.abs(pt / jets[at][0] - 1)).toBeLessThan(1e-9);
      expect(Math.abs(mass / jets[at][1] - 1)).toBeLessThan(1e-9);
    });
  });
});
