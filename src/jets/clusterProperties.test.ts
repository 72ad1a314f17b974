/** What must hold of any clustering: symmetries, safety, conservation, and what is done with bad input. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRng, type Rng } from "../base/index.ts";
import type { FourMomentumColumns } from "../kinematics/index.ts";
import { reusedMemory } from "./arena.ts";
import { cluster } from "./cluster.ts";
import { jetDefinition, type JetAlgorithm, type JetOptions } from "./definition.ts";
import type { Jet } from "./pseudojets.ts";
import { momenta } from "./referenceEvents.ts";

const ALGORITHMS = ["antikt", "ca", "kt"] as const;
/** Every scheme that depends on transverse quantities only is invariant under boosts along the beam. */
const INVARIANT = ["E", "BIpt", "BIpt2", "wta-pt"] as const;
/** Relative; a boost of the input and of the output are rounded differently. */
const ROUNDING = 1e-12;

type Momentum = readonly [px: number, py: number, pz: number, energy: number];

/** Particles of some mass in a few sprays, so that jets have structure. */
function sprays(seed: number): Momentum[] {
  const rng = createRng(seed).fork("sprays");
  return Array.from({ length: 4 }, () => spray(rng, 1 + rng.integer(15))).flat();
}

function spray(rng: Rng, count: number): Momentum[] {
  const [y0, phi0] = [1.5 * rng.normal(), 2 * Math.PI * rng.uniform()];
  return Array.from({ length: count }, () => {
    const [pt, mass] = [Math.exp(2 * rng.normal()), rng.uniform()];
    const [y, phi] = [y0 + 0.3 * rng.normal(), phi0 + 0.3 * rng.normal()];
    const mt = Math.hypot(pt, mass);
    return [pt * Math.cos(phi), pt * Math.sin(phi), mt * Math.sinh(y), mt * Math.cosh(y)];
  });
}

const jetsOf = (particles: readonly Momentum[], options: JetOptions): Jet[] =>
  cluster(momenta(particles), jetDefinition(options)).inclusiveJets();

/** The largest deviation of corresponding jets, in units of the largest energy, or Infinity. */
function deviation(one: readonly Jet[], other: readonly Jet[]): number {
  if (one.length !== other.length) return Infinity;
  const scale = Math.max(...one.map((jet) => jet.energy));
  const names = ["px", "py", "pz", "energy"] as const;
  return Math.max(0, ...one.flatMap((jet, i) => names.map((name) => Math.abs(jet[name] - other[i][name]) / scale)));
}

const everyEvent = (check: (event: Momentum[], seed: number) => void, numRuns = 40) =>
  fc.assert(
    fc.property(fc.integer(), (seed) => check(sprays(seed), seed)),
    { numRuns },
  );

function boosted([px, py, pz, energy]: Momentum, rapidity: number): Momentum {
  const [cosh, sinh] = [Math.cosh(rapidity), Math.sinh(rapidity)];
  return [px, py, cosh * pz + sinh * energy, cosh * energy + sinh * pz];
}

function rotated([px, py, pz, energy]: Momentum, angle: number): Momentum {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return [cos * px - sin * py, sin * px + cos * py, pz, energy];
}

const asJets = (jets: readonly Jet[], change: (momentum: Momentum) => Momentum): Jet[] =>
  jets.map((jet) => {
    const [px, py, pz, energy] = change([jet.px, jet.py, jet.pz, jet.energy]);
    return { ...jet, px, py, pz, energy };
  });

describe("symmetries", () => {
  const cases = ALGORITHMS.flatMap((algorithm) => INVARIANT.map((scheme) => ({ algorithm, scheme, radius: 0.6 })));

  test.each(cases)("jets of a boosted event are boosted jets: $algorithm, $scheme", (options) => {
    everyEvent((event, seed) => {
      const rapidity = createRng(seed).normal();
      const found = jetsOf(event.map((particle) => boosted(particle, rapidity)), options); // prettier-ignore
      const expected = asJets(jetsOf(event, options), (jet) => boosted(jet, rapidity));
      expect(deviation(expected, found)).toBeLessThan(ROUNDING);
    });
  });

  test.each(cases)("jets of a rotated event are rotated jets: $algorithm, $scheme", (options) => {
    everyEvent((event, seed) => {
      const angle = 7 * createRng(seed).normal();
      const found = jetsOf(event.map((particle) => rotated(particle, angle)), options); // prettier-ignore
      const expected = asJets(jetsOf(event, options), (jet) => rotated(jet, angle));
      expect(deviation(expected, found)).toBeLessThan(ROUNDING);
    });
  });

  const anyOrder: readonly JetOptions[] = [
    ...cases,
    { algorithm: "durham" },
    { algorithm: "valencia", radius: 1 },
    { algorithm: "variable-r", p: -1, rho: 20, radius: 1 },
  ];
  test.each(anyOrder.map((options) => [JSON.stringify(options), options] as const))(
    "the order of the input does not matter, bit for bit: %s",
    (_, options) => {
      const momentaOf = (event: Momentum[]) => jetsOf(event, options).map(({ index: _index, ...jet }) => jet);
      everyEvent((event, seed) => {
        // Duplicates and pairs at equal distances too.
        const all = [...event, ...event.slice(0, 4), ...event.slice(0, 4).map(([px, py, pz, e]) => [-px, py, -pz, e])];
        const order = createRng(seed).fork("order");
        const shuffled = all.map((particle) => [order.uniform(), particle] as const).toSorted((a, b) => a[0] - b[0]);
        expect(momentaOf(shuffled.map(([, particle]) => particle as Momentum))).toEqual(momentaOf(all as Momentum[]));
      });
    },
  );
});

describe("safety", () => {
  test.each(ALGORITHMS)("an infinitely soft particle changes no jet: %s", (algorithm) => {
    everyEvent((event, seed) => {
      const rng = createRng(seed).fork("soft");
      const soft = rotated(boosted([1e-20, 0, 0, 1e-20], 2 * rng.normal()), 7 * rng.uniform());
      const hard = (jets: readonly Jet[]) => jets.filter(({ pt }) => pt > 1e-10);
      const options = { algorithm, radius: 0.6 };
      expect(deviation(hard(jetsOf(event, options)), hard(jetsOf([...event, soft], options)))).toBeLessThan(ROUNDING);
    });
  });

  test.each(ALGORITHMS)("splitting a massless particle into collinear ones changes no jet: %s", (algorithm) => {
    everyEvent((event, seed) => {
      const rng = createRng(seed).fork("split");
      const massless = event.map(([px, py, pz]): Momentum => [px, py, pz, Math.hypot(px, py, pz)]);
      const at = rng.integer(massless.length);
      const share = rng.uniform();
      const parts = [share, 1 - share].map((part) => massless[at].map((x) => part * x) as unknown as Momentum);
      const options = { algorithm, radius: 0.6 };
      const split = [...massless.slice(0, at), ...parts, ...massless.slice(at + 1)];
      expect(deviation(jetsOf(massless, options), jetsOf(split, options))).toBeLessThan(ROUNDING);
    });
  });
});

describe("conservation", () => {
  const algorithms: readonly JetAlgorithm[] = ["antikt", "ca", "kt", "durham"];

  test.each(algorithms)("every particle is in one inclusive jet, and momenta add up: %s", (algorithm) => {
    everyEvent((event) => {
      const options = algorithm === "durham" ? { algorithm } : { algorithm, radius: 0.6 };
      const sequence = cluster(momenta(event), jetDefinition(options));
      const jets = sequence.inclusiveJets();
      const members = jets.flatMap((jet) => [...sequence.constituents(jet)]).toSorted((a, b) => a - b);
      expect(members).toEqual(event.map((_, i) => i));
      const sum = (rows: readonly Momentum[], k: number) => rows.reduce((total, row) => total + row[k], 0);
      const rows = jets.map(({ px, py, pz, energy }): Momentum => [px, py, pz, energy]);
      for (let k = 0; k < 4; k++) expect(Math.abs(sum(rows, k) - sum(event, k))).toBeLessThan(ROUNDING * sum(event, 3));
    });
  });

  test.each(algorithms)("the largest distance so far never falls, and ends in the history: %s", (algorithm) => {
    everyEvent((event) => {
      const options = algorithm === "durham" ? { algorithm } : { algorithm, radius: 0.6 };
      const { history } = cluster(momenta(event), jetDefinition(options));
      expect(history.length).toBe(2 * event.length);
      const { maxDij, dij, length } = history;
      for (let entry = 1; entry < length; entry++) expect(maxDij[entry]).toBe(Math.max(maxDij[entry - 1], dij[entry]));
    });
  });
});

describe("awkward input", () => {
  const DEFINITION = jetDefinition({ algorithm: "antikt", radius: 0.4 });
  const events: [string, Momentum[]][] = [
    ["no particle", []],
    ["one at rest", [[0, 0, 0, 1]]],
    ["one of nothing", [[0, 0, 0, 0]]],
    ["along the beam", [[0, 0, 1e5, 1e5], [0, 0, -3, 3], [0, 0, 3, 3]]],
    ["along the beam with less energy than |pz| by rounding", [[0, 0, 10, 10 * (1 - 1e-9)], [0, 0, 10, 10]]],
    ["a pt whose square underflows", [[1e-170, 0, 5, 5], [1e-160, 0, 5, 5], [1, 0, 0, 1]]],
    ["the same one five times", Array.from({ length: 5 }, (): Momentum => [1, 2, 3, 4])],
  ]; // prettier-ignore

  test.each(events)("%s: every strategy gives finite jets that add up", (_, event) => {
    for (const strategy of ["plain", "tiled", "heap"] as const) {
      for (const algorithm of ALGORITHMS) {
        const jets = jetsOf(event, { algorithm, radius: 0.4, strategy });
        const finite = jets.flatMap(({ pt, rapidity, phi, mass }) => [pt, rapidity, phi, mass]).every(Number.isFinite);
        expect(finite).toBe(true);
        const energy = (rows: readonly number[]) => rows.reduce((sum, value) => sum + value, 0);
        expect(energy(jets.map((jet) => jet.energy))).toBeCloseTo(energy(event.map((row) => row[3])), 6);
      }
    }
  });

  test.each([
    [[Number.NaN, 0, 0, 1], "a momentum is not a number at particle 1: found [NaN, 0, 0, 1], expected finite px, py, pz, E in GeV [jets/not-finite]"],
    [[0, 0, 0, Infinity], "a momentum is not a number at particle 1: found [0, 0, 0, Infinity], expected finite px, py, pz, E in GeV [jets/not-finite]"],
    [[3, 0, 4, 4.9], "a particle has less energy than momentum at particle 1: found [3, 0, 4, 4.9], expected E >= |p| to 0.000001 relative [jets/energy-below-momentum]. Set the energy to |p| to take the particle as massless"],
    [[0, 0, 0, -1], "a particle has less energy than momentum at particle 1: found [0, 0, 0, -1], expected E >= |p| to 0.000001 relative [jets/energy-below-momentum]. Set the energy to |p| to take the particle as massless"],
  ] as const)("%j is refused", (bad, text) => {
    expect(() => cluster(momenta([[1, 0, 0, 1], bad]), DEFINITION)).toThrow(text);
  }); // prettier-ignore

  test("columns of float32 and plain lists are taken as they are", () => {
    const event = sprays(1);
    const float64 = momenta(event);
    const float32 = Object.fromEntries(
      Object.entries(float64).map(([name, column]) => [name, Float32Array.from(column)]),
    ) as unknown as FourMomentumColumns;
    const list = { px: [...float64.px], py: [...float64.py], pz: [...float64.pz], energy: [...float64.energy] };
    const expected = cluster(float64, DEFINITION).inclusiveJets();
    expect(cluster(list, DEFINITION).inclusiveJets()).toEqual(expected);
    expect(deviation(expected, cluster(float32, DEFINITION).inclusiveJets())).toBeLessThan(1e-6);
  });
});

test("events in the same memory have the jets, histories and constituents of events in their own", () => {
  const memory = reusedMemory();
  everyEvent((event, seed) => {
    const algorithm = ALGORITHMS[Math.abs(seed % 3)];
    const definition = jetDefinition({ algorithm, radius: 0.6, strategy: seed % 2 === 0 ? "plain" : "heap" });
    const [own, shared] = [undefined, memory].map((memory) => cluster(momenta(event), definition, memory));
    expect(shared.history).toEqual(own.history);
    expect(shared.inclusiveJets()).toEqual(own.inclusiveJets());
    for (const jet of own.inclusiveJets()) expect(shared.constituents(jet)).toEqual(own.constituents(jet));
  });
});
