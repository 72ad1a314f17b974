/** Ranges that generated jets must lie in, `mass=150:200`: jets outside are thrown away and others are generated. */
import { GlueballError, nearestNames } from "../base/index.ts";
import { jetObservables } from "./compare/observables.ts";
import type { JetObservables } from "./compare/observables.ts";
import { jetCount } from "./features.ts";
import type { RelativeJets } from "./features.ts";

export interface JetCut {
  readonly observable: keyof JetObservables;
  readonly lowest: number;
  readonly highest: number;
}

const CUT_OBSERVABLES = ["mass", "pt", "multiplicity"] as const satisfies readonly (keyof JetObservables)[];

/** Of `mass=150:200`, `mass=150:` or `pt=:600`; both ends belong to the range. @throws GlueballError jetlm/bad-cut */
export function parseCut(words: string): JetCut {
  const parts = /^([^=]+)=([^:]*):([^:]*)$/.exec(words);
  if (parts === null) throw badCut(words);
  const [, name, low, high] = parts;
  const observable = CUT_OBSERVABLES.find((known) => known === name.trim());
  if (observable === undefined) throw badCut(words, name.trim());
  const end = (text: string, open: number) => (text.trim() === "" ? open : Number(text));
  const [lowest, highest] = [end(low, -Infinity), end(high, Infinity)];
  if (!(lowest <= highest) || (lowest === -Infinity && highest === Infinity)) throw badCut(words);
  return { observable, lowest, highest };
}

function badCut(found: string, unknown?: string): GlueballError {
  const nearest = unknown === undefined ? [] : nearestNames(unknown, CUT_OBSERVABLES);
  return new GlueballError({
    code: "jetlm/bad-cut",
    what: "a cut names an observable and its range",
    place: "--cut",
    found,
    expected: `NAME=LOWEST:HIGHEST of ${CUT_OBSERVABLES.join(", ")}, for example mass=150:200, mass=150: or pt=:600 [GeV]`,
    ...(nearest.length === 0 ? {} : { hint: `Nearest: ${nearest.join(", ")}` }),
  });
}

/** The jets that pass every cut, by index. */
export function passing(jets: RelativeJets, cuts: readonly JetCut[]): number[] {
  const values = jetObservables(jets);
  return Array.from({ length: jetCount(jets) }, (_, jet) => jet).filter((jet) =>
    cuts.every(({ observable, lowest, highest }) => {
      return values[observable][jet] >= lowest && values[observable][jet] <= highest;
    }),
  );
}
