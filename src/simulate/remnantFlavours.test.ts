import { expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { drawRemnant } from "./remnantFlavours.ts";

const root = createRng(61);
const PROTON_QUARKS = [0, 1, 2, 0, 0, 0]; // none, d, u, s, c, b

/** Net numbers of quarks by flavour in quarks, gluons and diquarks. */
function contents(codes: readonly number[]): number[] {
  const net = [0, 0, 0, 0, 0, 0];
  for (const code of codes) {
    const size = Math.abs(code);
    const flavours = size > 1000 ? [Math.floor(size / 1000), Math.floor(size / 100) % 10] : size < 6 ? [size] : [];
    for (const flavour of flavours) net[flavour] += Math.sign(code);
  }
  return net;
}

const SEA = [1, 2, 3, 4, 5, -1, -2, -3, -4, -5];

test.each([...SEA, 21])("a proton without a sea parton %i keeps all other flavours", (taken) => {
  for (let n = 0; n < 20; n++) {
    const codes = drawRemnant(taken, false, root.fork(n)).map(({ pdgId }) => pdgId);
    expect(contents([taken, ...codes])).toEqual(PROTON_QUARKS);
  }
});

test("a valence quark leaves the diquark of the other two", () => {
  expect(drawRemnant(1, true, root)).toEqual([{ pdgId: 2203, isJoined: true }]);
  for (let n = 0; n < 20; n++) {
    const codes = drawRemnant(2, true, root.fork(n)).map(({ pdgId }) => pdgId);
    expect(contents([2, ...codes])).toEqual(PROTON_QUARKS);
  }
});

test("what is joined has the colour that was taken out, and the rest is a triplet with an antitriplet", () => {
  const isTriplet = (code: number) => code > 0 && code < 10;
  for (const taken of [...SEA, 21]) {
    const partons = drawRemnant(taken, false, root);
    const joined = partons.filter(({ isJoined }) => isJoined).map(({ pdgId }) => isTriplet(pdgId));
    // A quark leaves an antitriplet, an antiquark a triplet, a gluon both.
    expect(joined, `${taken}`).toEqual(taken === 21 ? [true, false] : [taken < 0]);
    const rest = partons.filter(({ isJoined }) => !isJoined).map(({ pdgId }) => isTriplet(pdgId));
    expect(rest.sort()).toEqual(taken === 21 ? [] : [false, true]);
  }
});

test("valence quarks and diquarks come as SU(6) has them", () => {
  const count = 6000;
  const shares = new Map<number, number>();
  for (let n = 0; n < count; n++) {
    const diquark = drawRemnant(21, false, root.fork("su6").fork(n))[1].pdgId;
    shares.set(diquark, (shares.get(diquark) ?? 0) + 1 / count);
  }
  for (const [diquark, share] of [
    [2101, 1 / 2],
    [2103, 1 / 6],
    [2203, 1 / 3],
  ]) {
    const error = Math.sqrt((share * (1 - share)) / count);
    expect(Math.abs((shares.get(diquark) ?? 0) - share), `${diquark}`).toBeLessThan(4 * error);
  }
});
