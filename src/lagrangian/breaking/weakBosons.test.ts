import { expect, test } from "vitest";
import { formatRational, rational } from "../../exact/index.ts";
import { weakBosons } from "./weakBosons.ts";

/** m_W^2 / (g^2 v^2), m_Z^2 / ((g^2 + g'^2) v^2) and rho from the generator matrices. */
function masses(twiceT: number, twiceT3: number): (string | undefined)[] {
  const { wMass2, zMass2, rho } = weakBosons(twiceT, twiceT3);
  return [formatRational(wMass2), formatRational(zMass2), rho === undefined ? undefined : formatRational(rho)];
}

test("doublets have rho = 1, triplets 1/2, septets of T3 = 2 have 1 again", () => {
  expect(masses(1, -1)).toEqual(["1/4", "1/4", "1"]);
  expect(masses(1, 1)).toEqual(["1/4", "1/4", "1"]);
  expect(masses(2, -2)).toEqual(["1/2", "1", "1/2"]);
  expect(masses(6, 4)).toEqual(["4", "4", "1"]);
});

test("the closed form, for every component up to isospin 5", () => {
  for (let twiceT = 1; twiceT <= 10; twiceT++) {
    for (let twiceT3 = -twiceT; twiceT3 <= twiceT; twiceT3 += 2) {
      // T(T+1) - T3^2 in quarters.
      const quarters = twiceT * (twiceT + 2) - twiceT3 * twiceT3;
      const rho = twiceT3 === 0 ? undefined : formatRational(rational(quarters, 2 * twiceT3 * twiceT3));
      const expected = [formatRational(rational(quarters, 8)), formatRational(rational(twiceT3 * twiceT3, 4)), rho];
      expect(masses(twiceT, twiceT3)).toEqual(expected);
    }
  }
});

test("the photon (g', g) is a null vector of the neutral matrix, and a neutral middle component leaves the Z massless", () => {
  for (const [twiceT, twiceT3] of [
    [1, -1],
    [3, 3],
    [4, -2],
  ]) {
    const { neutral } = weakBosons(twiceT, twiceT3);
    const [gg, mixed, primes] = [neutral.gg, neutral.ggPrime, neutral.gPrime2].map(formatRational);
    // g^2 gg g' + g g' mixed g = g^2 g' (gg + mixed), and the same below.
    expect([`-${gg}`, primes]).toEqual([mixed, gg]);
  }
  expect(weakBosons(2, 0)).toMatchObject({ rho: undefined, goldstones: 2 });
  expect(weakBosons(1, -1).goldstones).toBe(3);
});

test("a component that the multiplet does not have is an error", () => {
  expect(() => weakBosons(2, 1)).toThrow("isospin 2/2 has no component T3 = 1/2");
});
