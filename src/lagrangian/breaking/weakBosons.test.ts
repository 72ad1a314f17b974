import { expect, test } from "vitest";
import { formatRational, rational } from "../../exact/index.ts";
import { builtinTheory } from "../builtin/theories.ts";
import { vacuumOf } from "./vacuum.ts";
import { massWeights, weakBosons } from "./weakBosons.ts";

/** 4 m_W^2/(g^2 v^2) and 4 m_Z^2/((g^2 + g'^2) v^2) from the generator matrices. */
function weights(twiceT: number, twiceT3: number): string[] {
  const { w, z } = massWeights(twiceT, twiceT3);
  return [w, z].map(formatRational);
}

test("doublets have one weight for both, triplets half of it for the W, septets of T3 = 2 one again", () => {
  expect(weights(1, -1)).toEqual(["1", "1"]);
  expect(weights(1, 1)).toEqual(["1", "1"]);
  expect(weights(2, -2)).toEqual(["2", "4"]);
  expect(weights(6, 4)).toEqual(["16", "16"]);
});

test("the closed form, for every component up to isospin 5", () => {
  for (let twiceT = 1; twiceT <= 10; twiceT++) {
    for (let twiceT3 = -twiceT; twiceT3 <= twiceT; twiceT3 += 2) {
      // 2 (T(T+1) - T3^2).
      const expected = rational(twiceT * (twiceT + 2) - twiceT3 * twiceT3, 2);
      expect(weights(twiceT, twiceT3)).toEqual([formatRational(expected), String(twiceT3 * twiceT3)]);
    }
  }
});

const bosons = (name: string, ...fields: readonly string[]) => {
  const theory = builtinTheory(name);
  return weakBosons(theory, vacuumOf(theory, fields));
};

test("type-II seesaw: rho = (1 + 2 x^2)/(1 + 4 x^2) with x = v_Delta/v_H", () => {
  expect(bosons("type2", "H", "Delta")).toMatchObject({
    wMass2: "g^2 (v_H^2 + 2 v_Delta^2)/4",
    zMass2: "(g^2 + g'^2) (v_H^2 + 4 v_Delta^2)/4",
    rho: "(v_H^2 + 2 v_Delta^2)/(v_H^2 + 4 v_Delta^2)",
    goldstones: 3,
  });
});

test("a real triplet gives mass to the W alone, two doublets keep rho = 1", () => {
  expect(bosons("SM+xi", "H", "xi")).toMatchObject({
    wMass2: "g^2 (v_H^2 + 4 v_xi^2)/4",
    zMass2: "(g^2 + g'^2) v_H^2/4",
    rho: "(v_H^2 + 4 v_xi^2)/v_H^2",
  });
  expect(bosons("2HDM", "H", "H2")).toMatchObject({ wMass2: "g^2 (v_H^2 + v_H2^2)/4", rho: "1", goldstones: 3 });
});

test("B - L: the Z' is massless until its scalar has a value, and does not mix with the Z", () => {
  expect(bosons("SM_B-L")).toMatchObject({ goldstones: 3, others: [{ name: "Bp", mass2: "0", mixing: "0" }] });
  expect(bosons("SM_B-L", "H", "chi")).toMatchObject({
    goldstones: 4,
    others: [{ name: "Bp", mass2: "4 g_Bp^2 v_chi^2", mixing: "0" }],
  });
});

test("a component that the multiplet does not have is an error", () => {
  expect(() => massWeights(2, 1)).toThrow("isospin 2/2 has no component T3 = 1/2");
});
