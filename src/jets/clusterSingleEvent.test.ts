/**
 * One event of 354 particles with FastJet's numbers, made with version 3.4.0, and the printed outputs of two fjcontrib
 * examples (variable R, Valencia): kt distances, powers p, every recombination scheme, e+e- distances.
 */
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { rapidity } from "../kinematics/index.ts";
import { findData } from "../run/index.ts";
import { cluster } from "./cluster.ts";
import { jetDefinition, type JetOptions } from "./definition.ts";
import { RECOMBINATION_SCHEMES, type RecombinationScheme } from "./recombination.ts";
import { momenta, readMomenta } from "./referenceEvents.ts";

const DATA = findData("jets-lhco/fjcontrib");

/** FastJet was printed with twelve digits. */
const RELATIVE = 1e-10;
/** fjcontrib prints three decimals. */
const PRINTED = 0.0005001;

type Row = readonly [pt: number, rapidity: number, phi: number, mass: number, constituents: number];

/** Anti-kt, R = 0.7, of particles with energies 1.1 E + 0.1, so that all have a mass: jets above 5 GeV, two leading ones. */
const SCHEMES: Record<RecombinationScheme, readonly [jets: number, first: Row, second: Row]> = {
  E: [10, [985.069337381, -0.752688485322, 2.90538122542, 651.621716707, 39], [905.085060446, 0.199298911602, 6.03303072477, 442.185713596, 44]],
  pt: [6, [983.521663282, -0.867200603876, 2.90514996127, 0, 34], [905.227428528, 0.2210121275, 6.03328724968, 0, 38]],
  pt2: [6, [983.521663282, -0.867945086344, 2.90687418802, 0, 34], [905.227428528, 0.221485742786, 6.02938550435, 0, 38]],
  Et: [7, [1084.40633557, -0.867053299056, 2.90511817263, 0, 34], [999.741399818, 0.220950485821, 6.03358930317, 0, 38]],
  Et2: [7, [1084.40633557, -0.867944671585, 2.90687400521, 0, 34], [999.741399818, 0.221485231638, 6.02938654202, 0, 38]],
  BIpt: [10, [985.362053016, -0.750723142997, 2.90537728978, 0, 39], [906.186429536, 0.199464634138, 6.03317862281, 0, 44]],
  BIpt2: [9, [985.362053016, -0.752183138408, 2.90687353103, 0, 39], [906.186429536, 0.200733922885, 6.02938637329, 0, 44]],
  "wta-pt": [10, [985.362053016, -0.752649019468, 2.90578078037, 165.111947588, 39], [906.186429536, 0.200623598713, 6.02931572808, 268.298154764, 44]],
  "wta-modp": [5, [1069.41027029, -0.860204158501, 2.90578078037, 165.111947588, 43], [907.014168122, 0.212396910369, 6.02931572808, 268.298154764, 43]],
}; // prettier-ignore

/** The same with Cambridge/Aachen. */
const SCHEMES_CA: Record<RecombinationScheme, readonly [jets: number, first: Row, second: Row]> = {
  E: [10, [983.605084053, -0.749869149981, 2.90514187631, 642.335351888, 36], [898.887246796, 0.199582353467, 6.02954853493, 432.807705688, 30]],
  pt: [6, [983.521663282, -0.867200603876, 2.90514996127, 0, 34], [904.52092176, 0.220670457605, 6.0330423882, 0, 38]],
  pt2: [6, [983.521663282, -0.868373788933, 2.90693907697, 0, 34], [904.52092176, 0.221972414099, 6.02993911746, 0, 38]],
  Et: [7, [1084.40633557, -0.867053299056, 2.90511817263, 0, 34], [999.57323538, 0.220319810455, 6.03338394928, 0, 40]],
  Et2: [6, [1084.40633557, -0.868373047714, 2.90693730384, 0, 34], [998.958551755, 0.221974238651, 6.02995137796, 0, 38]],
  BIpt: [9, [983.856620065, -0.749855556099, 2.90513450553, 0, 36], [899.148868016, 0.199630830576, 6.0295306879, 0, 30]],
  BIpt2: [10, [983.856620065, -0.752428276771, 2.90692465641, 0, 36], [901.843494909, 0.201138184227, 6.02992162294, 0, 36]],
  "wta-pt": [10, [983.738822698, -0.752649019468, 2.90578078037, 165.111947588, 36], [907.240242288, 0.200623598713, 6.02931572808, 268.298154764, 44]],
  "wta-modp": [4, [983.540016865, -0.85873075012, 2.90578078037, 165.111947588, 35], [899.430135562, 0.212254485368, 6.02931572808, 268.298154764, 29]],
}; // prettier-ignore

const ANTIKT_07: readonly Row[] = [
  [983.279619214, -0.867139537253, 2.90515650091, 36.4566220144, 34],
  [904.167613894, 0.2208957985, 6.03313616392, 61.7090622988, 38],
];
const KT_07: readonly Row[] = [
  [983.387276621, -0.867307131768, 2.90511469619, 39.9912162672, 35],
  [898.497160623, 0.220867933524, 6.02950080211, 45.8375006566, 28],
];

(DATA === undefined ? describe.skip : describe)("FastJet on a single event (needs shared data)", () => {
  const event = readMomenta(join(DATA ?? "", "single-event.dat"));
  const massive = { ...event, energy: event.energy.map((energy) => 1.1 * energy + 0.1) };

  const jetsOf = (options: JetOptions, ptMin: number, particles = event) => {
    const sequence = cluster(particles, jetDefinition(options));
    return sequence.inclusiveJets(ptMin).map((jet) => ({ ...jet, count: sequence.constituents(jet).length }));
  };
  /** The two leading jets and how far they are from the rows, in units of the tolerance. */
  const compare = (jets: ReturnType<typeof jetsOf>, rows: readonly Row[], tolerance: number) => {
    for (const [place, [pt, y, phi, mass, count]] of rows.entries()) {
      const jet = jets[place];
      expect(jet.count).toBe(count);
      expect(Math.abs(jet.pt - pt)).toBeLessThan(tolerance * pt);
      expect(Math.abs(jet.rapidity - y)).toBeLessThan(tolerance * 10);
      expect(Math.abs(jet.phi - phi)).toBeLessThan(tolerance * 10);
      // The square of a mass is a difference of squared energies.
      expect(Math.abs(jet.mass ** 2 - mass ** 2)).toBeLessThan(tolerance * (mass ** 2 + 1e-4 * jet.energy ** 2));
    }
  };

  test.each([
    ["antikt", SCHEMES],
    ["ca", SCHEMES_CA],
  ] as const)("%s with every recombination scheme, masses included", (algorithm, expected) => {
    for (const scheme of RECOMBINATION_SCHEMES) {
      const [count, ...rows] = expected[scheme];
      const jets = jetsOf({ algorithm, radius: 0.7, scheme }, 5, massive);
      expect(jets.length).toBe(count);
      compare(jets, rows, RELATIVE);
    }
  });

  test.each([
    [-2, ANTIKT_07],
    [-0.5, ANTIKT_07],
    [0.3, KT_07],
    [2, KT_07],
  ] as const)("genkt, p = %s", (p, rows) => {
    const jets = jetsOf({ algorithm: "genkt", p, radius: 0.7 }, 5);
    expect(jets.length).toBe(6);
    compare(jets, rows, RELATIVE);
  });

  test("kt, C/A and anti-kt with R = 1: leading jets", () => {
    const kt = jetsOf({ algorithm: "kt", radius: 1 }, 5);
    const ca = jetsOf({ algorithm: "ca", radius: 1 }, 5);
    const antikt = jetsOf({ algorithm: "antikt", radius: 1 }, 5);
    const rows = [kt[0], kt[1], ca[1], antikt[1]].map(({ pt, mass, count }) => [pt.toFixed(6), mass.toFixed(6), count]);
    expect(rows).toEqual([
      ["983.387277", "39.991216", 35],
      ["910.288086", "124.660351", 52],
      ["910.163921", "122.615043", 51],
      ["908.097875", "87.712381", 47],
    ]);
  });

  test("kt distances of exclusive jets", () => {
    const sequence = cluster(event, jetDefinition({ algorithm: "kt", radius: 0.7 }));
    const dmerge = [3, 2, 1].map((count) => sequence.exclusiveDmerge(count));
    const expected = [277.399400043, 5454.23818105, 807297.147647];
    for (const [place, d] of dmerge.entries()) expect(Math.abs(d / expected[place] - 1)).toBeLessThan(RELATIVE);
    expect(cluster(event, jetDefinition({ algorithm: "kt", radius: 1 })).exclusiveCount(25)).toBe(10);
  });

  test("C/A distances are separations in units of R, so those of the beam are exactly 1", () => {
    const { history } = cluster(event, jetDefinition({ algorithm: "ca", radius: 0.7 }));
    expect(history.dij[history.length - 1]).toBe(1);
  });
});

/** rapidity, phi, pt, mass, constituents; the first, second and last jet above 5 GeV, and how many there are. */
const VARIABLE_R = [
  { p: -1, minRadius: 0, count: 6, rows: [[-0.881, 2.908, 991.422, 222.818, 65], [0.095, 6.046, 986.931, 461.292, 121], [5.824, 3.59, 7.032, 12.73, 22]] },
  { p: -1, minRadius: 0.4, count: 6, rows: [[-0.881, 2.908, 991.422, 222.818, 65], [0.095, 6.046, 986.931, 461.292, 121], [5.824, 3.59, 7.032, 12.73, 22]] },
  { p: 0, minRadius: 0, count: 7, rows: [[-0.876, 2.915, 990.767, 187.19, 58], [0.086, 6.046, 984.618, 434.657, 103], [-4.505, 4.802, 6.596, 16.142, 28]] },
  { p: -0.5, minRadius: 0.4, count: 7, rows: [[-0.881, 2.908, 991.422, 222.818, 65], [0.095, 6.046, 986.931, 461.292, 121], [-4.708, 2.153, 5.233, 5.719, 13]] },
]; // prettier-ignore

(DATA === undefined ? describe.skip : describe)("fjcontrib's printed jets (needs shared data)", () => {
  const event = readMomenta(join(DATA ?? "", "single-event.dat"));

  test.each(VARIABLE_R)("variable R, p = $p, smallest radius $minRadius", ({ p, minRadius, count, rows }) => {
    const definition = jetDefinition({ algorithm: "variable-r", p, rho: 2000, minRadius, radius: 2 });
    const sequence = cluster(event, definition);
    const jets = sequence.inclusiveJets(5);
    expect(jets.length).toBe(count);
    const found = [jets[0], jets[1], jets[count - 1]].map((jet) => {
      const { rapidity, phi, pt, mass } = jet;
      return [rapidity, phi, pt, mass, sequence.constituents(jet).length];
    });
    const deviations = found.flatMap((row, i) => row.map((value, k) => Math.abs(value - rows[i][k])));
    expect(Math.max(...deviations)).toBeLessThan(PRINTED);
  });

  /** The example has R = 1.2, beta = gamma = 0.8 and |y| < 4. */
  test("Valencia, inclusive and exclusive", () => {
    const columns = [event.px, event.py, event.pz, event.energy];
    const all = Array.from(event.px, (_, i) => columns.map((column) => column[i]));
    const central = all.filter(([px, py, pz, energy]) => Math.abs(rapidity(px, py, pz, energy)) < 4);
    const definition = jetDefinition({ algorithm: "valencia", radius: 1.2, beta: 0.8, gamma: 0.8 });
    const sequence = cluster(momenta(central), definition);
    const printed = (jets: readonly { pt: number; rapidity: number }[]) =>
      jets.map(({ pt, rapidity }) => `${pt.toPrecision(6)} ${rapidity.toPrecision(6)}`);
    const hard = ["982.835 -0.866911", "909.442 0.223136", "73.1231 -1.15058"];
    expect(printed(sequence.inclusiveJets(20))).toEqual(hard);
    expect(printed(sequence.exclusiveJetsAt(500))).toEqual(hard);
    expect(printed(sequence.exclusiveJets(4))).toEqual([...hard, "15.1466 -2.04554"]);
  });
});

/** p, R, number of jets, energy and mass of the first, largest distances down to 1, 2 and 3 jets. */
const EE_GENKT = [
  [-1, 0.7, 12, 37.874664703, 9.7763673805, 13.7222448221, 10.2809910511, 4.11565675132],
  [-1, 2, 2, 52.2450606863, 31.8430999811, 0.000366361243177, 0.000275100945839, 0.000272500244554],
  [0, 2, 2, 51.8966455474, 31.4270409381, 1, 0.669704129705, 0.401567832907],
  [0.5, 0.7, 11, 38.223141091, 10.3260760917, 31.5476782058, 12.9520992513, 4.933888664],
  [1, 2, 2, 52.2819194414, 32.2701406684, 2277.01521218, 177.634086205, 44.7558621733],
  [1, 3.5, 1, 99.9999999998, 99.9999999998, 2206.89839477, 121.904855446, 30.7145831364],
  [1, 6, 1, 99.9999999998, 99.9999999998, 1149.95823278, 63.5214980755, 16.0045826432],
] as const;

(DATA === undefined ? describe.skip : describe)("FastJet on a single e+e- event (needs shared data)", () => {
  const event = readMomenta(join(DATA ?? "", "single-ee-event.dat"));

  test("Durham distances", () => {
    const sequence = cluster(event, jetDefinition({ algorithm: "durham" }));
    const ymerge = [0.910806084875, 0.0503111898486, 0.0126761745268, 0.00441972765208, 0.00179930073271];
    for (const [place, y] of ymerge.entries()) {
      expect(Math.abs(sequence.exclusiveYmerge(place + 1) / y - 1)).toBeLessThan(RELATIVE);
    }
  });

  test.each(EE_GENKT)("generalised kt, p = %s, R = %s", (p, radius, ...expected) => {
    const [count, ...values] = expected;
    const sequence = cluster(event, jetDefinition({ algorithm: "ee-genkt", p, radius }));
    const jets = sequence.inclusiveJets().toSorted((a, b) => b.energy - a.energy);
    expect(jets.length).toBe(count);
    const found = [jets[0].energy, jets[0].mass, ...[1, 2, 3].map((n) => sequence.exclusiveDmergeMax(n))];
    const deviations = values.map((value, i) => Math.abs(found[i] / value - 1));
    expect(Math.max(...deviations)).toBeLessThan(RELATIVE);
  });
});
