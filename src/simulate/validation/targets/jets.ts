/**
 * Quantiles (16, 50 and 84 %) of the public benchmark jets by the observables of `jetTableObservables.ts`, to four digits:
 *
 * | set | jets | source |
 * | --- | --- | --- |
 * | jetclass | anti-kt R = 0.8, 500 to 1000 GeV, Delphes | JetClass, doi:10.5281/zenodo.6619768 |
 * | top-tagging | anti-kt R = 0.8, 550 to 650 GeV, Delphes | Top Tagging Reference, doi:10.5281/zenodo.2603256 |
 * | quark-gluon | anti-kt R = 0.4, 500 to 550 GeV, particle level | Pythia 8 Quark and Gluon Jets, doi:10.5281/zenodo.3164691 |
 *
 * Measured on 500 JetClass jets and 2,000 of each other set, with at most 128 constituents a jet. A class of JetClass has
 * 33 to 65 jets, so its medians carry errors of 1 % (masses of resonances) to 20 % (soft-drop mass of QCD).
 */
import { GlueballError } from "../../../base/index.ts";
import { JET_TABLE_OBSERVABLES } from "../jetTableObservables.ts";
import type { Reference, Target } from "../reference.ts";

const LEVELS = [0.16, 0.5, 0.84] as const;

type Quantiles = readonly [number, number, number];
/** Number of jets, and quantiles in the order of the observables. */
type Row = readonly [jets: number, quantiles: readonly Quantiles[]];

/** By set and class; the classes stand in the order of their labels. */
const ROWS = {
  jetclass: {
    QCD: [
      48,
      [
        [35.89, 65.52, 108],
        [18.04, 32.5, 53.48],
        [0.3403, 0.5625, 0.8413],
        [0.6697, 0.8261, 0.9584],
        [5.791, 36.96, 93.73],
        [1.651, 2.856, 6.749],
      ],
    ],
    Hbb: [
      48,
      [
        [108.6, 121, 133.3],
        [28, 36, 53],
        [0.1626, 0.2374, 0.4384],
        [0.6268, 0.8009, 0.8784],
        [99.57, 116, 123.7],
        [0.7917, 1.325, 2.053],
      ],
    ],
    Hcc: [
      55,
      [
        [109.7, 122, 135.8],
        [28, 37, 48],
        [0.193, 0.2829, 0.5285],
        [0.5077, 0.7132, 0.8873],
        [96.59, 116.1, 129.3],
        [0.8852, 1.273, 2.061],
      ],
    ],
    Hgg: [
      50,
      [
        [108.9, 122.8, 139.4],
        [45.84, 56, 69.16],
        [0.2977, 0.4646, 0.628],
        [0.6364, 0.749, 0.8574],
        [84.56, 115.1, 132.8],
        [1.183, 1.471, 2.11],
      ],
    ],
    H4q: [
      33,
      [
        [110.3, 120.5, 130.9],
        [39.12, 47, 56],
        [0.4323, 0.6077, 0.7219],
        [0.4692, 0.6398, 0.7451],
        [75.36, 110, 126.3],
        [1.314, 1.652, 2.067],
      ],
    ],
    Hqql: [
      52,
      [
        [69.33, 94.51, 111.5],
        [19.16, 23, 33.68],
        [0.2719, 0.4376, 0.648],
        [0.3362, 0.4787, 0.7046],
        [32.12, 72.12, 101.5],
        [1.079, 1.632, 2.885],
      ],
    ],
    Zqq: [
      54,
      [
        [82.94, 92.33, 101.1],
        [25.48, 33, 47.04],
        [0.2071, 0.3406, 0.4929],
        [0.6193, 0.7565, 0.8942],
        [66.79, 88.02, 97.62],
        [1.086, 1.449, 2.47],
      ],
    ],
    Wqq: [
      49,
      [
        [73.79, 86.31, 97.64],
        [22, 31, 42],
        [0.2003, 0.3452, 0.5229],
        [0.5947, 0.7551, 0.8668],
        [67.69, 79.59, 85.13],
        [1.019, 1.633, 2.346],
      ],
    ],
    Tbqq: [
      65,
      [
        [154, 170, 184.2],
        [41.24, 51, 62.52],
        [0.3749, 0.5109, 0.6101],
        [0.3379, 0.4854, 0.6824],
        [146.8, 166.6, 182.7],
        [1.183, 1.427, 1.78],
      ],
    ],
    Tbl: [
      46,
      [
        [80.37, 120.9, 141.3],
        [16, 24.5, 36],
        [0.09418, 0.2179, 0.4087],
        [0.5061, 0.7129, 0.8829],
        [65.58, 113.6, 137.4],
        [0.5944, 1.119, 1.905],
      ],
    ],
  },
  "top-tagging": {
    QCD: [
      1060,
      [
        [51.07, 83.07, 143.4],
        [25, 41, 62],
        [0.3883, 0.6127, 0.8195],
        [0.6123, 0.7622, 0.8905],
        [13.05, 38.42, 127.6],
        [1.588, 2.837, 5.442],
      ],
    ],
    top: [
      940,
      [
        [156.7, 174.1, 194],
        [42, 53, 69],
        [0.4285, 0.5559, 0.6665],
        [0.376, 0.5209, 0.6954],
        [137.3, 169.9, 189.6],
        [1.244, 1.454, 1.79],
      ],
    ],
  },
  "quark-gluon": {
    gluon: [
      1010,
      [
        [26.98, 41.4, 66.79],
        [38, 52, 69.56],
        [0.445, 0.6704, 0.8914],
        [0.7162, 0.8428, 0.9339],
        [5.205, 21.31, 61.97],
        [1.577, 2.58, 4.414],
      ],
    ],
    quark: [
      990,
      [
        [17.19, 26.17, 49.6],
        [21, 31, 47],
        [0.4194, 0.6914, 0.9322],
        [0.6968, 0.8308, 0.9386],
        [1.735, 5.158, 39.36],
        [1.816, 4.501, 7.988],
      ],
    ],
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Row>>>>;

export type JetSet = keyof typeof ROWS;
export const JET_SETS = Object.keys(ROWS) as readonly JetSet[];

/** Names of the classes of a set; the place is the label. */
export function jetClasses(set: JetSet): readonly string[] {
  return Object.keys(ROWS[set]);
}

/** @throws GlueballError simulate/unknown-class */
export function jetTarget(set: JetSet, name: string): Target {
  const rows: Readonly<Record<string, Row>> = ROWS[set];
  if (!Object.hasOwn(rows, name)) {
    throw new GlueballError({
      code: "simulate/unknown-class",
      what: `the set "${set}" has no such class of jets`,
      found: name,
      expected: Object.keys(rows).join(", "),
    });
  }
  const [count, all] = rows[name];
  const observables = Object.keys(JET_TABLE_OBSERVABLES);
  const references = observables.map((observable, k): [string, Reference] => [
    observable,
    { kind: "quantiles", count, levels: LEVELS, quantiles: all[k] },
  ]);
  return {
    name,
    origin: `${count} ${name} jets of the public ${set} set`,
    references: Object.fromEntries(references),
    required: observables.length,
  };
}
