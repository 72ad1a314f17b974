import { expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { JETCLASS } from "../formats/index.ts";
import { createEventRecord, finalMomentum, STATUS } from "./eventRecord.ts";
import { chargeOf, expectSound } from "./hardProcessTrial.ts";
import { JETCLASS_DECAYS, type JetClassDecayName } from "./jetClassDecays.ts";
import { jetPairs, type JetPairsOptions } from "./jetPairs.ts";
import { TOP_POLE } from "./standardModel.ts";

const range = { ptMin: 500, ptMax: 1000 };
const event = createEventRecord();

const finalCodes = () =>
  Array.from(event.pdgId.subarray(0, event.count)).filter((_, i) => event.status[i] === STATUS.final);

test("each of JetClass' ten classes has the partons of its name, twice, and is sound", () => {
  const expected: Record<JetClassDecayName, RegExp> = {
    Hbb: /^5 5 5 5$/,
    Hcc: /^4 4 4 4$/,
    Hgg: /^21 21 21 21$/,
    H4q: /^([1-5] ?){8}$/,
    Hqql: /^([1-5] ){4}(11 11 12 12|11 12 13 14|13 13 14 14)$/,
    Zqq: /^([1-5] ?){4}$/,
    Wqq: /^([1-5] ?){4}$/,
    Tbqq: /^([1-5] ){5}[1-5]$/,
    Tbl: /^5 5 (11 11 12 12|11 12 13 14|13 13 14 14)$/,
  };
  expect(["QCD", ...Object.keys(JETCLASS_DECAYS)].sort()).toEqual(JETCLASS.map(({ name }) => name).sort());
  for (const kind of Object.keys(JETCLASS_DECAYS) as JetClassDecayName[]) {
    const source = jetPairs({ kind, ...range });
    for (let i = 0; i < 50; i++) {
      expect(source.generate(createRng(1).fork(i), event)).toBe(1);
      expectSound(event);
      const codes = finalCodes()
        .map(Math.abs)
        .sort((a, b) => a - b);
      expect(codes.join(" "), kind).toMatch(expected[kind]);
      expect(finalCodes().reduce((sum, code) => sum + chargeOf(code), 0)).toBe(0);
      const { px, py } = finalMomentum(event);
      expect(Math.hypot(px, py) / 1000).toBeLessThan(1e-12);
    }
  }
});

test("QCD is quarks and gluons in the share that is asked for", () => {
  const count = (options: Partial<JetPairsOptions>) => {
    const source = jetPairs({ kind: "QCD", ...range, ...options });
    let quarks = 0;
    for (let i = 0; i < 300; i++) {
      source.generate(createRng(2).fork(i), event);
      expectSound(event);
      expect(event.pdgId[0] === 21 ? event.pdgId[1] : -event.pdgId[1]).toBe(event.pdgId[0]);
      if (event.pdgId[0] !== 21) quarks++;
    }
    return quarks;
  };
  expect([count({ quarkShare: 0 }), count({ quarkShare: 1 })]).toEqual([0, 300]);
  expect(Math.abs(count({}) / 300 - 0.7)).toBeLessThan(3.3 * Math.sqrt(0.21 / 300));
});

test("pt falls with the power, |y| is even up to its limit, masses follow their Breit-Wigner", () => {
  const source = jetPairs({ kind: "Tbqq", ...range, power: 4.5, yMax: 1.5 });
  const pts: number[] = [];
  const rapidities: number[] = [];
  let near = 0;
  const events = 1000;
  for (let i = 0; i < events; i++) {
    source.generate(createRng(3).fork(i), event);
    pts.push(source.scale(event));
    rapidities.push(Math.atanh(event.pz[0] / event.energy[0]));
    if (Math.abs(event.mass[0] - TOP_POLE.mass) < TOP_POLE.width / 2) near++;
  }
  // The cumulative distribution of both, which is even: the largest distance from it times sqrt(n) is below 1.95 in 99.9 %.
  const distance = (values: readonly number[], cumulative: (x: number) => number) =>
    Math.max(...values.toSorted((a, b) => a - b).map((x, i) => Math.abs(cumulative(x) - (i + 0.5) / events)));
  const shape = (pt: number) => pt ** -3.5;
  const ofPt = (pt: number) => (shape(500) - shape(pt)) / (shape(500) - shape(1000));
  expect(distance(pts, ofPt) * Math.sqrt(events)).toBeLessThan(1.95);
  expect(distance(rapidities, (y) => (y + 1.5) / 3) * Math.sqrt(events)).toBeLessThan(1.95);
  expect(Math.abs(near / events - 0.5)).toBeLessThan(0.06);
});

test("what cannot be is refused, with what is possible", () => {
  const refused = (options: object) => () => jetPairs({ kind: "QCD", ...range, ...options } as JetPairsOptions);
  expect(refused({ kind: "Hmm" })).toThrow(
    "expected kind one of QCD, Hbb, Hcc, Hgg, H4q, Hqql, Zqq, Wqq, Tbqq, Tbl [simulate/bad-jet-pairs]",
  );
  expect(refused({ ptMax: 400 })).toThrow(
    'no such pairs of jets can be made: found "kind QCD, pt 500 to 400, yMax 2, power 5, quarkShare 0.7", expected ' +
      "0 < ptMin < ptMax, in GeV [simulate/bad-jet-pairs]",
  );
  expect(refused({ power: 1 })).toThrow("expected a power of pt other than 1 [simulate/bad-jet-pairs]");
  expect(refused({ quarkShare: 2 })).toThrow("expected quarkShare between 0 and 1 [simulate/bad-jet-pairs]");
});
