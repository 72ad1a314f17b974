import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findData } from "../run/index.ts";
import { randomJets } from "./groomingTrial.ts";
import { readMomenta } from "./referenceEvents.ts";
import { xcone } from "./xcone.ts";

const DATA = findData("jets-lhco/fjcontrib");

/** How much smaller our tau may be than fjcontrib's, whose axes stop before the minimum, and what a step leaves us. */
const STOPS_EARLY = 7e-3;

(DATA === undefined ? describe.skip : describe)("fjcontrib's example of XCone, R = 0.5 (needs shared data)", () => {
  const folder = DATA ?? "";
  const event =
    DATA === undefined ? { px: [], py: [], pz: [], energy: [] } : readMomenta(join(folder, "single-event.dat"));

  /** Rows of words for N = 2, 3, 4 jets: the jets, the beam, the total. */
  function printedTables(beta: number): string[][][] {
    const text = readFileSync(join(folder, "Nsubjettiness_example_basic_usage.ref.txt"), "utf8");
    const [own] = text.split(`Using beta = ${beta}.00, R = 0.50`)[1].split("Axes Used");
    const tables = own.split("jet #").slice(1);
    return tables.map((table) =>
      table
        .trim()
        .split("\n")
        .slice(1)
        .map((line) => line.trim().split(/\s+/)),
    );
  }

  test.for([1, 2])("beta = %i: jets, numbers of constituents and beam as printed, tau at most", (beta) => {
    const tables = printedTables(beta);
    expect(tables).toHaveLength(3);
    tables.forEach((table, place) => {
      const count = place + 2;
      const { jets, parts, beam, tau, jetOf } = xcone(event, count, { beta, radius: 0.5 })!;
      const members = (jet: number) => jetOf.filter((own) => own === jet).length;
      const ours = jets.map(({ rapidity, phi, pt, mass, energy }, k) => {
        const momentum = [rapidity, phi, pt, mass, energy].map((value) => value.toFixed(4));
        return { row: [...momentum, String(members(k))].join(" "), part: parts[k] };
      });
      const theirs = table
        .filter(([name]) => /^\d+$/.test(name))
        .map(([, ...words]) => ({ row: words.slice(0, -1).join(" "), part: Number(words.at(-1)) }));
      const byRow = <T extends { readonly row: string }>(rows: readonly T[]) =>
        rows.toSorted((a, b) => (a.row < b.row ? -1 : 1));
      expect(byRow(ours).map(({ row }) => row)).toEqual(byRow(theirs).map(({ row }) => row));
      byRow(ours).forEach(({ part }, k) => {
        const reference = byRow(theirs)[k].part;
        expect(part).toBeLessThanOrEqual(reference);
        expect(part / reference).toBeGreaterThan(1 - STOPS_EARLY);
      });
      expect(beam.toFixed(6)).toBe(table.find(([name]) => name === "beam")![1]);
      expect(tau).toBeLessThanOrEqual(Number(table.find(([name]) => name === "total")!.at(-1)));
    });
  });
});

test("every particle is in one jet or the beam, and is nearer to its own axis than R and than to any other", () => {
  const property = fc.property(
    randomJets(20),
    fc.integer({ min: 1, max: 4 }),
    fc.constantFrom(1, 1.5, 2),
    (event, count, beta) => {
      const { jets, axes, jetOf, tau, parts, beam } = xcone(event, count, { beta, radius: 0.4 })!;
      expect(jets.length).toBe(Math.min(count, event.px.length));
      expect(parts.reduce((sum, part) => sum + part, beam)).toBeCloseTo(tau, 9);
      const { px, py, pz, energy } = event;
      // 2 n.p / (pt n_t), from the four-vectors themselves; the axes may move by rounding once they are assigned.
      const distance2 = (i: number, k: number) => {
        const { rapidity, phi } = axes[k];
        const product =
          energy[i] * Math.cosh(rapidity) - pz[i] * Math.sinh(rapidity) - px[i] * Math.cos(phi) - py[i] * Math.sin(phi);
        return (2 * product) / Math.hypot(px[i], py[i]);
      };
      jetOf.forEach((own, i) => {
        const distances = axes.map((_, k) => distance2(i, k));
        const nearest = Math.min(0.16, ...distances);
        expect(own < 0 ? 0.16 : distances[own]).toBeLessThanOrEqual(nearest + 1e-12);
      });
      const sum = jets.reduce((total, jet) => total + jet.energy, 0);
      const inside = energy.reduce((total, e, i) => (jetOf[i] < 0 ? total : total + e), 0);
      expect(Math.abs(sum - inside)).toBeLessThan(1e-9 * (1 + inside));
    },
  );
  fc.assert(property, { seed: 4, numRuns: 100 });
});

test("an event without particles has no jets; the radius and N are checked", () => {
  expect(xcone({ px: [], py: [], pz: [], energy: [] }, 2, { beta: 2, radius: 0.5 })).toBeUndefined();
  const event = { px: [1], py: [0], pz: [0], energy: [1] };
  expect(() => xcone(event, 2, { beta: 2, radius: 0 })).toThrow(
    expect.objectContaining({ code: "jets/bad-definition" }),
  );
  expect(() => xcone(event, 0, { beta: 2, radius: 0.5 })).toThrow(
    expect.objectContaining({ code: "jets/bad-n-subjettiness" }),
  );
});
