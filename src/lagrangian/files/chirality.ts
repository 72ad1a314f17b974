/**
 * Which fermions are left- and which right-handed, from the terms they stand in. A Lorentz scalar of two Weyl fermions
 * needs two of one helicity, and a bar turns the helicity round: psibar chi wants opposite chiralities, psi chi equal
 * ones. That is a colouring of the fermions with two colours along the terms; each connected part of it can still be
 * turned round as a whole, and a last letter L or R of a name decides. Without one its first fermion is left-handed.
 */
import { GlueballError } from "../../base/index.ts";

/** A fermion as it stands in a term. */
export interface FermionFactor {
  readonly name: string;
  readonly conjugate: boolean;
}

export interface FermionPair {
  readonly first: FermionFactor;
  readonly second: FermionFactor;
  /** Of the term, for errors. */
  readonly place: string;
}

/** Twice the helicity of every fermion, and what had to be chosen. @throws GlueballError lagrangian/chirality-contradiction. */
export function chiralities(
  names: readonly string[],
  pairs: readonly FermionPair[],
): { helicities: Map<string, -1 | 1>; notes: string[] } {
  const helicities = new Map<string, -1 | 1>();
  const notes: string[] = [];
  for (const name of names) {
    if (helicities.has(name)) continue;
    const part = colourPart(name, pairs);
    const turn = orientation(part);
    if (turn === undefined)
      notes.push(`Nothing fixes the chirality of ${[...part.keys()].join(", ")}: ${name} is taken as left-handed.`);
    for (const [member, colour] of part) helicities.set(member, (colour * (turn ?? 1)) as -1 | 1);
  }
  return { helicities, notes };
}

/** All fermions connected with one, which has colour -1. */
function colourPart(start: string, pairs: readonly FermionPair[]): Map<string, -1 | 1> {
  const colours = new Map<string, -1 | 1>([[start, -1]]);
  const queue = [start];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    const colour = colours.get(name)!;
    for (const { first, second, place } of pairs) {
      for (const [here, there] of [
        [first, second],
        [second, first],
      ]) {
        if (here.name !== name) continue;
        const wanted = (here.conjugate === there.conjugate ? colour : -colour) as -1 | 1;
        const known = colours.get(there.name);
        if (known === undefined) queue.push(there.name);
        else if (known !== wanted) throw contradiction(place, name, there.name);
        colours.set(there.name, wanted);
      }
    }
  }
  return colours;
}

/** 1 or -1 by the names that end in L or R; undefined without any. */
function orientation(part: ReadonlyMap<string, -1 | 1>): 1 | -1 | undefined {
  let turn: 1 | -1 | undefined;
  for (const [name, colour] of part) {
    const hint = name.endsWith("L") ? -1 : name.endsWith("R") ? 1 : undefined;
    if (hint === undefined) continue;
    const wanted = hint === colour ? 1 : -1;
    if (turn !== undefined && turn !== wanted) throw contradiction(`the names of ${[...part.keys()].join(", ")}`, name);
    turn = wanted;
  }
  return turn;
}

function contradiction(place: string, ...names: readonly string[]): GlueballError {
  return new GlueballError({
    code: "lagrangian/chirality-contradiction",
    what: "the terms give a fermion both chiralities",
    place,
    found: names.join(" and "),
    expected: "psibar chi for opposite, psi chi for equal chiralities, in all terms alike",
  });
}
