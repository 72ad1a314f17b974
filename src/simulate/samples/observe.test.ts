import { expect, test } from "vitest";
import { createRng } from "../../base/index.ts";
import { pseudorapidity, rapidity } from "../../kinematics/index.ts";
import { trialEvent } from "../detector/trialEvent.ts";
import { createObserver } from "./observe.ts";

test("a slow proton handed out at its rapidity is massless, with its pT, and where its jet has it", () => {
  const event = trialEvent([{ pdgId: 2212, pt: 0.7, eta: 1.2, phi: 0.3 }]);
  const truth = createObserver(undefined, "with their masses")(event, createRng(1));
  const y = rapidity(truth.px[0], truth.py[0], truth.pz[0], truth.energy[0]);
  expect(y).toBeLessThan(0.9);
  const { px, py, pz, energy } = createObserver(undefined, "massless at their rapidities")(event, createRng(1));
  expect([px[0], py[0]]).toEqual([truth.px[0], truth.py[0]]);
  expect(pseudorapidity(px[0], py[0], pz[0])).toBeCloseTo(y, 12);
  expect(energy[0]).toBeCloseTo(Math.hypot(px[0], py[0], pz[0]), 12);
});
