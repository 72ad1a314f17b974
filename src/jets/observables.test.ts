import fc from "fast-check";
import { expect, test } from "vitest";
import { fromPtEtaPhiMassColumns, type FourMomentumColumns } from "../kinematics/index.ts";
import { d2 } from "./correlatorRatios.ts";
import { randomJets } from "./groomingTrial.ts";
import { nSubjettiness } from "./nSubjettiness.ts";
import { axesDefinition, type AxesName } from "./nSubjettinessAxes.ts";
import { describeObservables, jetObservables } from "./observables.ts";
import { angularity, jetCharge } from "./shapes.ts";

const jet = (...particles: readonly (readonly [pt: number, y: number, phi: number])[]): FourMomentumColumns => {
  const column = (index: number) => Float64Array.from(particles, (particle) => particle[index]);
  return fromPtEtaPhiMassColumns(column(0), column(1), column(2), new Float64Array(particles.length));
};
const charged = describeObservables().filter(({ input }) => input === "charges");
const names = describeObservables().map(({ name }) => name);

test("suffixes choose axes and powers, in any order; names keep their order", () => {
  const property = fc.property(randomJets(12), fc.constantFrom(-1, 0, 1), (particles, charge) => {
    const charges = particles.px.map(() => charge);
    const asked = [
      "tau2",
      "tau2_wta",
      "tau1_b2_kt",
      "tau2_onepasswta_b2",
      "angularity_k2_b0.5",
      "charge_k0.3",
      "charge",
    ];
    const tau = (count: number, axes: AxesName, beta: number) =>
      nSubjettiness(particles, count, { axes: axesDefinition(axes), beta, radius: 0.8 });
    expect(jetObservables(asked, { radius: 0.8 })(particles, charges)).toEqual([
      tau(2, "OnePass_KT", 1),
      tau(2, "WTA_KT", 1),
      tau(1, "KT", 2),
      tau(2, "OnePass_WTA_KT", 2),
      angularity(particles, 2, 0.5),
      jetCharge(particles, charges, 0.3),
      jetCharge(particles, charges, 0.5),
    ]);
    expect(jetObservables(["d2_b2"])(particles)).toEqual([d2(particles, 2, 2)]);
  });
  fc.assert(property, { seed: 14, numRuns: 30 });
});

test("every observable is a number where the jet has what it needs, and nothing or a number otherwise, never NaN", () => {
  const observe = jetObservables(names, { radius: 1 });
  const check = (particles: FourMomentumColumns, everything: boolean) => {
    const values = observe(
      particles,
      particles.px.map(() => 1),
    );
    describeObservables().forEach(({ name, needs }, k) => {
      if (particles.px.length < needs) expect(values[k], name).toBeUndefined();
      else if (everything) expect(values[k], name).toSatisfy(Number.isFinite);
      else expect(values[k] ?? 0, name).toSatisfy(Number.isFinite);
    });
  };
  const none = new Float64Array(0);
  check({ px: none, py: none, pz: none, energy: none }, false);
  check(jet([1, 0, 0]), false);
  check(jet([1, 0, 0], [1, 0, 0], [1, 0, 0], [1, 0, 0], [1, 0, 0]), false);
  check(
    { px: Float64Array.of(0, 0), py: Float64Array.of(0, 0), pz: Float64Array.of(5, 3), energy: Float64Array.of(5, 3) },
    false,
  );
  check(jet([40, 0, 0], [30, 0.2, 0.1], [20, -0.1, 0.3], [10, 0.3, -0.3], [5, 0.1, -0.2], [2, 0.4, 0.2]), true);
  fc.assert(
    fc.property(randomJets(8), (particles) => check(particles, false)),
    { seed: 15, numRuns: 60 },
  );
});

test("known answers of a jet of two and of three particles", () => {
  const two = jet([50, 0.1, 1], [50, -0.1, 1]);
  const asked = ["pt", "ptLeading", "multiplicity", "tau1", "tau21", "tau32", "c1", "d2", "lundKtMax", "girth", "eta"];
  const [pt, leading, ...rest] = jetObservables(asked, { radius: 1 })(two);
  expect(pt).toBeCloseTo(100, 9);
  expect(leading).toBeCloseTo(50, 9);
  expect(rest.map((value) => value && Number(value.toFixed(9)))).toEqual([
    2,
    0.1,
    0,
    undefined,
    0.05,
    undefined,
    10,
    0.1,
    0,
  ]);
});

test("descriptions name every observable once, with its unit and what it needs", () => {
  expect(new Set(names).size).toBe(names.length);
  expect(names).toHaveLength(39);
  expect(describeObservables().find(({ name }) => name === "tau32")).toEqual({
    name: "tau32",
    help: "tau3 / tau2",
    unit: "",
    needs: 3,
    suffixes: ["axes", "beta"],
    input: "radius",
  });
  expect(charged.map(({ name }) => name)).toEqual(["charge", "chargedMultiplicity"]);
});

test("slow three-point correlators are told of once, and only if asked for", () => {
  const many = jet(...Array.from({ length: 301 }, (_, i) => [1, 0.01 * (i % 17), 0.01 * (i % 13)] as const));
  const told: string[] = [];
  const warn = (message: string) => told.push(message);
  jetObservables(["girth", "tau1"], { radius: 1, warn })(many);
  expect(told).toEqual([]);
  const observe = jetObservables(["girth", "n2"], { warn });
  observe(many);
  observe(many);
  expect(told).toEqual(["three-point correlators of 301 constituents take about 18 ms each"]);
});

test.for([
  [
    ["tau21", "girht"],
    { radius: 1 },
    /no such observable: found "girht", expected pt, .*\[jets\/unknown-observable\]. Nearest: girth/,
  ],
  [["girth_b2"], {}, /does not take the suffix "_b2": found "girth_b2", expected no suffix \[jets\/bad-observable\]/],
  [
    ["tau1_b"],
    { radius: 1 },
    /does not take the suffix "_b".*expected one each of _kt _ca _wta _wtaca _onepasswta, _b2/,
  ],
  [["d2_b1_b2"], {}, /does not take the suffix "_b2": found "d2_b1_b2"/],
  [["d2_wta"], {}, /does not take the suffix "_wta"/],
  [
    ["girth", "tau1_kt"],
    {},
    /N-subjettiness has no meaning without R0 at tau1_kt: expected a positive radius R0.*\[jets\/no-radius\]/,
  ],
  [["tau1"], { radius: 0 }, /without R0 at tau1: found 0/],
] as const)("refused: %j", ([asked, options, message]) => {
  expect(() => jetObservables(asked, options)).toThrow(message);
});

test("charges are missed when the jet is looked at", () => {
  expect(() => jetObservables(["charge"])(jet([1, 0, 0]))).toThrow(
    expect.objectContaining({ code: "jets/no-charges" }),
  );
});
