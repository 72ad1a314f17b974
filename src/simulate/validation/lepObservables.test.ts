import { expect, test } from "vitest";
import type { ParticleBatch } from "../../formats/index.ts";
import { lepObservables, LEP_OBSERVABLES } from "./lepObservables.ts";
import { columnOf } from "./observableTable.ts";
import { LEP_TARGET } from "./targets/lep.ts";
import { batchOf } from "./validationTrial.ts";
import { validate } from "./validate.ts";

/** Three equal momenta at 120 degrees: T = 2/3; then two back to back: T = 1. */
const STAR = [0, 1, 2].map((k) => ({ pt: 30, eta: 0, phi: (2 * Math.PI * k) / 3 }));
const PENCIL = [
  { pt: 45, eta: 0.3, phi: 1 },
  { pt: 45, eta: -0.3, phi: 1 + Math.PI },
];
const EVENTS = batchOf([STAR, PENCIL]);

test("thrust of a star is 2/3 and of a pencil 1; charges come from PDG codes", () => {
  const table = lepObservables({ ...EVENTS, pdgId: Int32Array.of(211, -2212, 22, 130, 22) });
  const column = (name: string) => [...columnOf(table, name)];
  expect(column("charged")).toEqual([2, 0]);
  expect(column("photons")).toEqual([1, 1]);
  expect(column("neutralPions")).toEqual([NaN, NaN]);
  column("thrust").forEach((value, k) => expect(value).toBeCloseTo([2 / 3, 1][k], 12));
  column("oneMinusThrust").forEach((value, k) => expect(value).toBeCloseTo([1 / 3, 0][k], 12));
});

test("charges of the file count before PDG codes; undecayed neutral pions are counted", () => {
  const batch: ParticleBatch = {
    ...EVENTS,
    charge: Float32Array.of(1, -1, 1, 0, 0),
    pdgId: Int32Array.of(211, -211, 111, 111, 111),
  };
  const table = lepObservables(batch);
  expect([...columnOf(table, "charged")]).toEqual([3, 0]);
  expect([...columnOf(table, "neutralPions")]).toEqual([1, 2]);
});

test("the target has a mean for each observable; what a sample does not hold is neither good nor bad", () => {
  expect(Object.keys(LEP_TARGET.references)).toEqual(Object.keys(LEP_OBSERVABLES));
  const table = lepObservables({ ...EVENTS, charge: new Float32Array(5).fill(1) });
  const validation = validate(table, LEP_TARGET, LEP_OBSERVABLES);
  expect(validation.notMeasured).toEqual(["photons", "neutralPions"]);
  expect(validation).toMatchObject({ agreeing: 0, required: 3, passed: false });
});

test("a single particle is skipped and counted", () => {
  const table = lepObservables({ ...batchOf([PENCIL, PENCIL.slice(1)]), charge: new Float32Array(3) });
  expect(table).toMatchObject({ rows: 1, skipped: { "fewer than two particles": 1 } });
});

test("bad input: neither charges nor PDG codes", () => {
  expect(() => lepObservables(EVENTS)).toThrow(
    "charged particles cannot be counted in this sample: expected charges or PDG codes of the particles " +
      "[simulate/no-charges]. HepMC files have PDG codes",
  );
});
