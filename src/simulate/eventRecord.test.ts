import { expect, test } from "vitest";
import {
  addParticle,
  clearEvent,
  createEventRecord,
  finalMomentum,
  newLine,
  NO_MOTHER,
  STATUS,
} from "./eventRecord.ts";

const rest = { pdgId: 21, status: STATUS.final, px: 1, py: 2, pz: 3, energy: 4, mass: 0 } as const;

test("entries keep their values when the record grows, and children start where their mother was made", () => {
  const event = createEventRecord(2);
  const first = addParticle(event, { ...rest, colour: newLine(event), antiColour: newLine(event) });
  event.z[first] = 0.7;
  for (let i = 0; i < 20; i++) addParticle(event, { ...rest, pdgId: i, mother: first });
  expect(event.count).toBe(21);
  expect([event.colour[0], event.antiColour[0], event.mother[0]]).toEqual([1, 2, NO_MOTHER]);
  for (let i = 1; i < 21; i++) {
    expect([event.pdgId[i], event.mother[i], event.z[i], event.px[i]]).toEqual([i - 1, first, 0.7, 1]);
  }
});

test("only what is final counts in the sum; a cleared record starts anew", () => {
  const event = createEventRecord();
  addParticle(event, rest);
  addParticle(event, { ...rest, status: STATUS.decayed });
  addParticle(event, rest);
  expect(finalMomentum(event)).toEqual({ px: 2, py: 4, pz: 6, energy: 8 });
  clearEvent(event);
  expect([event.count, newLine(event)]).toEqual([0, 1]);
});
