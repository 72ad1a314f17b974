/**
 * Active areas against FastJet's, on known answers, and by what must hold of any clustering with ghosts. FastJet's are
 * means of 50 sets of ghosts with |y| < 6 and area 0.01, from its version 3.4.0.
 */
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRng } from "../../base/index.ts";
import { findData } from "../../run/index.ts";
import { jetDefinition, type JetAlgorithm } from "../definition.ts";
import { errorOf, masslessJet } from "../groomingTrial.ts";
import { jetAt } from "../pseudojets.ts";
import { readMomenta } from "../referenceEvents.ts";
import { reordered } from "../substructureTrial.ts";
import { activeArea } from "./activeArea.ts";
import { joined, randomEvent, totalArea } from "./areaTrial.ts";
import { activeAreaExplicitGhosts } from "./explicitGhosts.ts";
import { areaColumns, areaOf, isPureGhost, type JetAreas } from "./jetAreas.ts";
import { meanAreas } from "./repeatedAreas.ts";

const DATA = findData("jets-lhco");
const ALGORITHMS = ["antikt", "ca", "kt"] as const;

/** Deviations in units of the errors of both together. */
const SIGMAS = 4;
const ROUNDING = 1e-12;
/** Coarse ghosts in the middle of the detector: as many as tests have time for. */
const coarse = (seed: number) => ({ rng: createRng(seed), rapidityMax: 2.3, ghostArea: 0.03 });

/** Algorithm, radius, [area, error] of the jets above 50 GeV. */
const FASTJET: [JetAlgorithm, number, [number, number][]][] = [
  ["antikt", 0.4, [[0.49986, 0.00322], [0.50186, 0.00297], [0.50086, 0.00283]]],
  ["antikt", 1, [[3.14478, 0.0045], [3.14219, 0.00478], [2.56274, 0.0044]]],
  ["ca", 0.4, [[0.55033, 0.0108], [0.42905, 0.00884], [0.58763, 0.00931]]],
  ["ca", 1, [[2.28249, 0.03515], [3.27683, 0.02834], [2.24818, 0.01902]]],
  ["kt", 0.4, [[1.17087, 0.02092], [1.01847, 0.01779], [0.92672, 0.01445]]],
  ["kt", 1, [[2.59865, 0.0395], [4.14012, 0.0311], [4.17942, 0.05179]]],
]; // prettier-ignore

describe("FastJet references", () => {
  test.skipIf(DATA === undefined).each(FASTJET)(
    "%s with R = %d on single-event.dat (needs shared data)",
    (algorithm, radius, reference) => {
      const event = readMomenta(join(DATA ?? "", "fjcontrib/single-event.dat"));
      const areas = activeArea(event, jetDefinition({ algorithm, radius }), { ...coarse(1), repeat: 8 });
      const jets = areas.sequence.inclusiveJets(50);
      expect(jets).toHaveLength(reference.length);
      jets.forEach((jet, place) => {
        const { area, error } = areaOf(areas, jet);
        const [wanted, wantedError] = reference[place];
        expect(Math.abs(area - wanted)).toBeLessThan(SIGMAS * Math.hypot(error!, wantedError));
        // And the errors are small enough for that to mean something.
        expect(error!).toBeLessThan(0.1 * wanted);
      });
    },
  );
});

describe("known answers", () => {
  const lonely = masslessJet([[100, 0.1, 1]]);
  const ghosts = { rng: createRng(3), rapidityMax: 1.5, ghostArea: 0.02 };
  const unit = Math.PI * 0.4 ** 2;
  const lonelyArea = (algorithm: JetAlgorithm, repeat: number) => {
    const areas = activeArea(lonely, jetDefinition({ algorithm, radius: 0.4 }), { ...ghosts, repeat });
    return areaOf(areas, areas.sequence.inclusiveJets()[0]);
  };

  test("an isolated hard particle has pi R^2 in anti-kt", () => {
    const { area, error } = lonelyArea("antikt", 12);
    expect(Math.abs(area - unit)).toBeLessThan(SIGMAS * error!);
    expect(error!).toBeLessThan(0.025 * unit);
  });

  test.each(["kt", "ca"] as const)("an isolated hard particle has 0.81 pi R^2 in the mean in %s", (algorithm) => {
    const { area, error } = lonelyArea(algorithm, 24);
    expect(Math.abs(area - 0.81 * unit)).toBeLessThan(SIGMAS * error!);
    expect(error!).toBeLessThan(0.08 * unit);
  });

  test("its four-vector area is the integral over the disc: 2 pi R J1(R) in pt", () => {
    const areas = activeArea(lonely, jetDefinition({ algorithm: "antikt", radius: 1 }), {
      ...ghosts,
      ghostArea: 0.004,
    });
    const { area, px, py, pz, energy } = areaOf(areas, areas.sequence.inclusiveJets()[0]);
    // J1(1) = 0.4400505857; the mean of cosh over the disc is 2 I1(1), with I1(1) = 0.5651591040.
    expect(Math.abs(Math.hypot(px, py) / area - 2 * 0.4400505857)).toBeLessThan(0.01);
    expect(Math.abs(Math.atan2(py, px) - 1)).toBeLessThan(0.02);
    expect(Math.abs(Math.sqrt(energy ** 2 - pz ** 2) / area - 2 * 0.565159104)).toBeLessThan(0.02);
    expect(Math.abs(Math.atanh(pz / energy) - 0.1)).toBeLessThan(0.02);
  });

  test.each([
    ["kt", 0.55],
    ["ca", 0.55],
  ] as const)("jets of ghosts alone in %s have %d pi R^2 in the mean", (algorithm, expected) => {
    const areas = activeAreaExplicitGhosts(masslessJet([]), jetDefinition({ algorithm, radius: 0.4 }), {
      ...ghosts,
      rapidityMax: 4,
    });
    // Jets at the edge of the ghosts are cut off.
    const inside = areas.sequence.inclusiveJets().filter(({ rapidity }) => Math.abs(rapidity) < 3.2);
    const mean = inside.reduce((sum, { index }) => sum + areas.columns.area[index], 0) / inside.length;
    expect(Math.abs(mean / unit - expected)).toBeLessThan(0.05);
  });
});

/** The area of every pseudojet in the order they were made, named by its particles that are no ghosts. */
function namedAreas({ sequence, realParticles, columns }: JetAreas) {
  const { jets } = sequence.history;
  return Array.from({ length: jets.count }, (_, index) => {
    const particles = sequence.constituents(jetAt(jets, index));
    return { name: particles.filter((i) => i < realParticles).join(" "), area: columns.area[index] };
  });
}

describe("properties", () => {
  const sparse = (seed: number) => ({ rng: createRng(seed), rapidityMax: 1.5, ghostArea: 0.1 });
  const RUNS = { numRuns: 20, seed: 5 };
  const radius = 0.5;

  test.each(ALGORITHMS)("%s: jets and ghosts alone share the ghosted area", (algorithm) => {
    const definition = jetDefinition({ algorithm, radius });
    fc.assert(
      fc.property(fc.nat(), fc.nat(40), (seed, count) => {
        const event = randomEvent(createRng(seed), count, 2);
        for (const areas of [
          activeArea(event, definition, { ...sparse(seed), repeat: 2 }),
          activeAreaExplicitGhosts(event, definition, sparse(seed)),
        ]) {
          expect(Math.abs(totalArea(areas) - 4 * Math.PI * 1.5)).toBeLessThan(ROUNDING * 20);
        }
      }),
      RUNS,
    );
  });

  test.each(ALGORITHMS)("%s: ghosts left in or not, the areas are the same and so are the jets", (algorithm) => {
    const definition = jetDefinition({ algorithm, radius });
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const event = randomEvent(createRng(seed), 20, 1);
        const without = activeArea(event, definition, sparse(seed));
        const explicit = activeAreaExplicitGhosts(event, definition, sparse(seed));
        const real = explicit.sequence.inclusiveJets().filter((jet) => !isPureGhost(explicit, jet));
        const bare = without.sequence.inclusiveJets();
        expect(real.map(({ pt }) => pt)).toEqual(bare.map(({ pt }) => pt));
        expect(real.map(({ index }) => explicit.columns.area[index])).toEqual(
          bare.map(({ index }) => expect.closeTo(without.columns.area[index], 12)),
        );
        expect(without.emptyArea).toBeCloseTo(explicit.emptyArea, 12);
      }),
      RUNS,
    );
  });

  test("the order of the particles does not matter", () => {
    const definition = jetDefinition({ algorithm: "kt", radius });
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const event = randomEvent(createRng(seed), 30, 1);
        const places = createRng(seed)
          .fork("order")
          .shuffle([...Array(30).keys()]);
        const [one, other] = [event, reordered(event, places)].map((particles) => {
          const areas = activeArea(particles, definition, sparse(seed));
          return areas.sequence.inclusiveJets().map(({ index }) => areas.columns.area[index]);
        });
        expect(other).toEqual(one.map((area) => expect.closeTo(area, 12)));
      }),
      RUNS,
    );
  });

  test.each(ALGORITHMS)("%s: a subjet has the ghosts that it had when it met its partner", (algorithm) => {
    const definition = jetDefinition({ algorithm, radius: 1 });
    const event = randomEvent(createRng(8), 30, 1);
    const bare = activeArea(event, definition, sparse(8));
    const explicit = activeAreaExplicitGhosts(event, definition, sparse(8));
    // Of all pseudojets with the same particles but for ghosts the last one has most of them.
    const areas = new Map<string, number>();
    for (const { name, area } of namedAreas(explicit)) areas.set(name, area);
    const found = namedAreas(bare);
    expect(found.length).toBeGreaterThan(45);
    expect(found.map(({ area }) => area)).toEqual(found.map(({ name }) => expect.closeTo(areas.get(name)!, 12)));
    expect(found.filter(({ area }) => area > 0).length).toBeGreaterThan(20);
  });

  test("errors fall with the number of sets: by half from 6 to 24, within a third", () => {
    const definition = jetDefinition({ algorithm: "ca", radius });
    const event = randomEvent(createRng(6), 30, 1);
    const meanError = (repeat: number) => {
      const { sequence, errors } = activeArea(event, definition, { ...sparse(6), repeat });
      const jets = sequence.inclusiveJets();
      return jets.reduce((sum, { index }) => sum + errors![index], 0) / jets.length;
    };
    expect(Math.abs(meanError(24) / meanError(6) - 0.5)).toBeLessThan(0.5 / 3);
  });

  test("the mean of samples and its standard error, by hand", () => {
    const samples = [1, 3, 5].map((area) => {
      const columns = areaColumns(1);
      for (const column of Object.values(columns)) column[0] = area;
      return { columns, emptyArea: 10 - area };
    });
    const { columns, errors, emptyArea } = meanAreas(3, 1, (index) => samples[index]);
    expect([columns.area[0], columns.px[0], emptyArea]).toEqual([3, 3, 7].map((value) => expect.closeTo(value, 12)));
    // A standard deviation of 2 over the root of 3.
    expect(errors![0]).toBeCloseTo(2 / Math.sqrt(3), 12);
  });

  test("one set of ghosts says nothing of its error", () => {
    const areas = activeArea(randomEvent(createRng(1), 3, 0.5), jetDefinition({ algorithm: "kt", radius }), sparse(1));
    expect(areaOf(areas, areas.sequence.inclusiveJets()[0]).error).toBeUndefined();
  });
});

describe("particles whose four components are all zero", () => {
  test.each(ALGORITHMS)("have no area, and leave those of the others in %s", (algorithm) => {
    const definition = jetDefinition({ algorithm, radius: 1 });
    const options = { rng: createRng(4), rapidityMax: 2, ghostArea: 0.05, repeat: 3 };
    const moving = randomEvent(createRng(5), 6, 0.8);
    const nulls = masslessJet([[0, 0, 0], [0, 0, 0], [0, 0, 0]]); // prettier-ignore
    const without = activeArea(moving, definition, options);
    const all = activeArea(joined(moving, nulls), definition, options);
    const jetsOf = ({ sequence }: JetAreas) => sequence.inclusiveJets(1e-9);
    expect(jetsOf(all).map(({ px, pz }) => [px, pz])).toEqual(jetsOf(without).map(({ px, pz }) => [px, pz]));
    for (const [place, jet] of jetsOf(all).entries()) {
      const wanted = areaOf(without, jetsOf(without)[place]);
      expect(relative(areaOf(all, jet).area, wanted.area)).toBeLessThan(ROUNDING);
      expect(relative(areaOf(all, jet).energy, wanted.energy)).toBeLessThan(ROUNDING);
    }
    expect(relative(totalArea(all), 8 * Math.PI)).toBeLessThan(ROUNDING);
  });

  test.each(ALGORITHMS)("alone leave the whole area empty in %s", (algorithm) => {
    const nulls = masslessJet([[0, 0, 0], [0, 0, 0]]); // prettier-ignore
    const definition = jetDefinition({ algorithm, radius: 0.4 });
    const areas = activeArea(nulls, definition, { rng: createRng(6), rapidityMax: 1, ghostArea: 0.05 });
    for (const jet of areas.sequence.inclusiveJets()) expect(areaOf(areas, jet).area).toBe(0);
    expect(areas.emptyArea).toBeCloseTo(4 * Math.PI, 10);
  });
});

/** |a - b| / |b|. */
const relative = (a: number, b: number): number => Math.abs(a / b - 1);

describe("bad input", () => {
  const antikt = jetDefinition({ algorithm: "antikt", radius: 0.4 });
  const one = masslessJet([[50, 1.2, 0]]);
  const rng = createRng(1);

  test("a jet beyond the ghosts says how far they must go", () => {
    for (const find of [activeArea, activeAreaExplicitGhosts]) {
      const areas = find(one, antikt, { rng, rapidityMax: 1.5 });
      const { code, message } = errorOf(() => areaOf(areas, areas.sequence.inclusiveJets(1)[0]));
      expect(code).toBe("jets/ghosts-do-not-cover");
      expect(message).toBe(
        "there are no ghosts on one side of a jet at rapidityMax: found 1.5, expected 1.600 or more, |y| + R " +
          "[jets/ghosts-do-not-cover]. Place ghosts further out, or leave out what lies there",
      );
    }
  });

  test("algorithms on the sphere have no areas", () => {
    for (const find of [activeArea, activeAreaExplicitGhosts]) {
      expect(errorOf(() => find(one, jetDefinition({ algorithm: "durham" }), { rng })).message).toBe(
        'areas are defined in rapidity and azimuth only: found "durham", expected antikt, ca, kt, genkt or variable-r ' +
          "[jets/no-area]",
      );
    }
  });

  test.each([
    [{ repeat: 0 }, "repeat: found 0, expected a whole number, 1 or more"],
    [{ repeat: 1.5 }, "repeat: found 1.5, expected a whole number, 1 or more"],
    [{ rapidityMax: Number.NaN }, "rapidityMax: found NaN, expected a rapidity in (0, 15]"],
    [{ rapidityMax: 40 }, "rapidityMax: found 40, expected a rapidity in (0, 15]"],
    [{ ghostArea: 0 }, "ghostArea: found 0, expected an area in rapidity and azimuth in (0, 10]"],
  ])("%j", (options, text) => {
    const { code, message } = errorOf(() => activeArea(one, antikt, { rng, ...options }));
    expect(code).toBe("jets/bad-area-parameter");
    expect(message).toBe(`this cannot be asked at activeArea, ${text} [jets/bad-area-parameter]`);
  });

  test("a billion ghosts are refused as too large", () => {
    const error = errorOf(() => activeArea(one, antikt, { rng, ghostArea: 1e-8 }));
    expect([error.code, error.exitCode]).toEqual(["jets/too-many-cells", 3]);
  });

  test("a particle at rest leads ghosts and jets astray in kt", () => {
    const { px, py, pz, energy } = masslessJet([[50, 0.3, 0.1], [40, -0.3, 0.15], [0, 0, 0]]); // prettier-ignore
    const atRest = { px, py, pz, energy: energy.with(2, 1) };
    const { code, message } = errorOf(() =>
      activeArea(atRest, jetDefinition({ algorithm: "kt", radius: 1 }), { rng, rapidityMax: 2, repeat: 10 }),
    );
    expect(code).toBe("jets/ghosts-change-jets");
    expect(message).toContain("expected an infrared-safe recombination scheme and particles that move");
  });

  test("no particles are no jets, and all ghosts are left", () => {
    const areas = activeArea(masslessJet([]), antikt, { rng, rapidityMax: 1, ghostArea: 0.05 });
    expect(areas.sequence.inclusiveJets()).toEqual([]);
    expect(areas.emptyArea).toBeCloseTo(4 * Math.PI, 10);
  });
});
