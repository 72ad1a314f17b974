import { expect, test } from "vitest";
import { colourChains } from "./colourChains.ts";
import { addParticle, createEventRecord, STATUS, type EventRecord } from "./eventRecord.ts";

/** Final partons with [PDG code, colour, anticolour]. */
function eventOf(...partons: readonly (readonly [number, number, number])[]): EventRecord {
  const event = createEventRecord();
  for (const [pdgId, colour, antiColour] of partons) {
    addParticle(event, { pdgId, status: STATUS.final, px: 0, py: 0, pz: 1, energy: 1, mass: 0, colour, antiColour });
  }
  return event;
}

test("open chains run from quark to antiquark whatever the order in the record, rings once around", () => {
  const event = eventOf(
    [21, 5, 6],
    [-1, 0, 3],
    [21, 6, 5],
    [21, 3, 1],
    [11, 0, 0],
    [2, 1, 0],
    [-2101, 8, 0],
    [2203, 0, 8],
  );
  event.status[4] = STATUS.final;
  expect(colourChains(event)).toEqual([
    { entries: [5, 3, 1], isRing: false },
    { entries: [6, 7], isRing: false },
    { entries: [0, 2], isRing: true },
  ]);
});

test("what has radiated is no part of a chain", () => {
  const event = eventOf([1, 1, 0], [-1, 0, 1], [1, 2, 0], [-1, 0, 2]);
  event.status[0] = event.status[1] = STATUS.radiated;
  expect(colourChains(event)).toEqual([{ entries: [2, 3], isRing: false }]);
});

test.each([
  ["a quark alone", [[1, 1, 0]], 'entry 0 (PDG code 1): found "line 1"'],
  ["an antiquark alone", [[-1, 0, 4]], 'entry 0 (PDG code -1): found "line 4"'],
  [
    "a gluon between a quark and a beam",
    [
      [21, 2, 1],
      [1, 1, 0],
    ],
    'entry 0 (PDG code 21): found "line 2"',
  ],
  [
    "a ring that does not close",
    [
      [21, 1, 2],
      [21, 3, 1],
    ],
    'entry 1 (PDG code 21): found "line 3"',
  ],
] as const)("%s is refused", (_, partons, place) => {
  expect(() => colourChains(eventOf(...partons))).toThrow(
    `a colour line of the final state ends nowhere at ${place}, expected a final parton with the other end of the line ` +
      "[simulate/open-colour-line]. Add what the beams leave behind, or shower and decay the whole event before it hadronises",
  );
});
