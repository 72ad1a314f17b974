/** Specs of groomers: what they mean, and what a user reads when one is wrong. */
import { expect, test } from "vitest";
import { bottomUpSoftDrop } from "./bottomUpSoftDrop.ts";
import { filtering } from "./filtering.ts";
import { groomer, groomerUsages } from "./groom.ts";
import { errorOf, randomJet } from "./groomingTrial.ts";
import { iteratedSoftDrop } from "./iteratedSoftDrop.ts";
import type { GroomingInput } from "./jetTree.ts";
import { massDrop } from "./massDrop.ts";
import { pruning } from "./pruning.ts";
import { recursiveSoftDrop } from "./recursiveSoftDrop.ts";
import { modifiedMassDrop, softDrop } from "./softDrop.ts";
import { trimming } from "./trimming.ts";
import { createRng } from "../base/index.ts";
import type { GroomedJet } from "./groomedJet.ts";

const MEANING: Record<string, (jet: GroomingInput) => GroomedJet> = {
  "softdrop:0.1,2": (jet) => softDrop(jet, { zCut: 0.1, beta: 2 }),
  "softdrop:0.2,1,0.4": (jet) => softDrop(jet, { zCut: 0.2, beta: 1, r0: 0.4 }),
  "mmdt:0.1": (jet) => modifiedMassDrop(jet, { zCut: 0.1 }),
  "mmdt:0.1,0.5": (jet) => modifiedMassDrop(jet, { zCut: 0.1, muCut: 0.5 }),
  "rsd:0.2,0.5,4": (jet) => recursiveSoftDrop(jet, { zCut: 0.2, beta: 0.5, layers: 4 }),
  "rsd:0.2,0.5,Infinity,0.4": (jet) => recursiveSoftDrop(jet, { zCut: 0.2, beta: 0.5, layers: Infinity, r0: 0.4 }),
  "busd:0.2,1": (jet) => bottomUpSoftDrop(jet, { zCut: 0.2, beta: 1 }),
  "busd:0.2,1,0.4": (jet) => bottomUpSoftDrop(jet, { zCut: 0.2, beta: 1, r0: 0.4 }),
  "trim:kt,0.2,0.05": (jet) => trimming(jet, { algorithm: "kt", radius: 0.2, fraction: 0.05 }),
  "filter:ca,0.3,3": (jet) => filtering(jet, { algorithm: "ca", radius: 0.3, hardest: 3 }),
  "prune:0.1,0.5": (jet) => pruning(jet, { zCut: 0.1, radiusFactor: 0.5 }),
  "massdrop:0.67,0.09": (jet) => massDrop(jet, { mu: 0.67, y: 0.09 }),
};

const JETS = Array.from({ length: 20 }, (_, i) => randomJet(createRng(i), 30));

test.for(Object.keys(MEANING))("%s is the function with these numbers", (spec) => {
  const expected = JETS.map(MEANING[spec]);
  expect(JETS.map(groomer(spec))).toEqual(expected);
  // Were two specs to groom alike, the comparison would not tell them apart.
  for (const other of Object.keys(MEANING)) {
    if (other !== spec) expect(JETS.map(MEANING[other]), other).not.toEqual(expected);
  }
});

test("the usage of each groomer", () => {
  expect(groomerUsages()).toEqual([
    "softdrop:zCut,beta[,r0]",
    "mmdt:zCut[,muCut]",
    "rsd:zCut,beta,layers[,r0]",
    "busd:zCut,beta[,r0]",
    "trim:algorithm,radius,fraction",
    "filter:algorithm,radius,hardest",
    "prune:zCut,radiusFactor",
    "massdrop:mu,y",
  ]);
});

test("a name that is not known: the whole message", () => {
  expect(errorOf(() => groomer("sofdrop:0.1,0")).message).toBe(
    'there is no such groomer at sofdrop:0.1,0: found "sofdrop", expected ' +
      `${groomerUsages().join(" or ")} [jets/unknown-groomer]. Nearest: softdrop, massdrop`,
  );
  expect(errorOf(() => groomer("")).data).toMatchObject({ code: "jets/unknown-groomer", found: "", hint: undefined });
  expect(errorOf(() => groomer("constructor:1")).code).toBe("jets/unknown-groomer");
});

test.for([
  ["softdrop", 'at softdrop: found "softdrop", expected softdrop:zCut,beta[,r0]'],
  ["softdrop:0.1", "expected softdrop:zCut,beta[,r0]"],
  ["softdrop:0.1,0,1,2", "a groomer has too few or too many parameters"],
  ["trim:0.2,0.05", "expected trim:algorithm,radius,fraction"],
  ["softdrop:0.1,x", 'not a number at softdrop:0.1,x, part 2 (beta): found "x", expected a number'],
  ["softdrop:0.1,", 'part 2 (beta): found "", expected a number'],
  ["softdrop:,0", 'part 1 (zCut): found "", expected a number'],
  ["softdrop:-0.1,0", "part 1 (zCut): found -0.1, expected a fraction in [0, 1]"],
  ["softdrop:0.1,Infinity", "part 2 (beta): found Infinity, expected a finite number"],
  ["softdrop:0.1,0,0", "part 3 (r0): found 0, expected a radius in (0, 1000]"],
  ["mmdt:0.1,0", "part 2 (muCut): found 0, expected a positive number"],
  ["rsd:0.2,0.5,2.5", "part 3 (layers): found 2.5, expected a whole number, 1 or more, or Infinity"],
  ["busd:2,1", "part 1 (zCut): found 2, expected a fraction in [0, 1]"],
  ["trim:cambridge,0.2,0.05", 'part 1 (algorithm): found "cambridge", expected kt, ca, antikt'],
  ["trim:kt,1001,0.05", "part 2 (radius): found 1001, expected a radius in (0, 1000]"],
  ["trim:kt,0.2,5", "part 3 (fraction): found 5, expected a fraction in [0, 1]"],
  ["filter:ca,0.3,0", "part 3 (hardest): found 0, expected a whole number, 1 or more"],
  ["prune:0.1,-1", "part 2 (radiusFactor): found -1, expected a finite number, 0 or more"],
  ["massdrop:0,0.09", "part 1 (mu): found 0, expected a positive number"],
  ["massdrop:0.67,-0.1", "part 2 (y): found -0.1, expected a finite number, 0 or more"],
])("%s is refused", ([spec, said]) => {
  const error = errorOf(() => groomer(spec));
  expect(error.code).toBe("jets/bad-groomer");
  expect(error.exitCode).toBe(2);
  expect(error.message).toContain(said);
});

test.for([
  ["softdrop, zCut", (jet: GroomingInput) => softDrop(jet, { zCut: Number.NaN, beta: 0 })],
  ["mmdt, muCut", (jet: GroomingInput) => modifiedMassDrop(jet, { zCut: 0.1, muCut: -1 })],
  ["mmdt filter, radius", (jet: GroomingInput) => modifiedMassDrop(jet, mmdtFilter({ maxRadius: 0, hardest: 3 }))],
  ["mmdt filter, hardest", (jet: GroomingInput) => modifiedMassDrop(jet, mmdtFilter({ maxRadius: 0.3, hardest: 0 }))],
  ["rsd, layers", (jet: GroomingInput) => recursiveSoftDrop(jet, { zCut: 0.1, beta: 0, layers: 0 })],
  ["busd, r0", (jet: GroomingInput) => bottomUpSoftDrop(jet, { zCut: 0.1, beta: 0, r0: -1 })],
  ["isd, minDeltaR", (jet: GroomingInput) => iteratedSoftDrop(jet, { zCut: 0.1, beta: 0, minDeltaR: -1 })],
  ["trim, fraction", (jet: GroomingInput) => trimming(jet, { algorithm: "kt", radius: 0.2, fraction: 2 })],
  ["filter, hardest", (jet: GroomingInput) => filtering(jet, { algorithm: "kt", radius: 0.2, hardest: 1.5 })],
  ["prune, radiusFactor", (jet: GroomingInput) => pruning(jet, { zCut: 0.1, radiusFactor: Infinity })],
  ["massdrop, mu", (jet: GroomingInput) => massDrop(jet, { mu: 0, y: 0.09 })],
] as const)("the functions refuse the same: %s", ([place, groom]) => {
  const { code, data } = errorOf(() => groom(JETS[0]));
  expect([code, data.place]).toEqual(["jets/bad-groomer", place]);
});

const mmdtFilter = (filter: { readonly maxRadius: number; readonly hardest: number }) => ({ zCut: 1, filter });
