/**
 * What is reached without a network:
 *
 *     neutral pairs   the rule that every product of f f+ pairs of scalars is allowed, once each: masses and quartics
 *     majority        the same types, with the number that most training lists have for two scalars of these irreps, and of
 *                     masses and quartics that are absent there, none
 *     nearest         the Lagrangian of the training list that shares most fields, letters carried over field by field
 */
import type { CountedType } from "../lists/typeCounts.ts";
import { helicitiesOf, sortTypes } from "../lists/typeCounts.ts";
import { compareFields, conjugateField, fieldText } from "../../words/matterFields.ts";
import type { FieldList, MatterField } from "../../words/matterFields.ts";
import { fieldsOfList, typesOfList } from "../lists/labelledLists.ts";
import type { LabelledLists } from "../lists/labelledLists.ts";
import { completeSet } from "../compact/compactTarget.ts";
import { scoreList } from "./metrics.ts";
import type { ListScore } from "./metrics.ts";

/** Writes a Lagrangian for a list in canonical order. */
export type Baseline = (fields: FieldList) => readonly CountedType[];

/** All of them by name, learned from the training lists. */
export function namedBaselines(set: LabelledLists, training: readonly number[]): (readonly [string, Baseline])[] {
  return [
    ["neutral pairs", neutralPairs],
    ["majority", majority(set, training)],
    ["nearest", nearest(set, training)],
  ];
}

export function neutralPairs(fields: FieldList): CountedType[] {
  const scalars = fields.flatMap(({ twiceHelicity }, k) => (twiceHelicity === 0 ? [2 * k] : []));
  const masses = scalars.map((f) => ({ letters: [f, f + 1], count: 1 }));
  const quartics = scalars.flatMap((f, k) =>
    scalars.slice(k).map((g) => ({ letters: f === g ? [f, f, f + 1, f + 1] : [f, f + 1, g, g + 1], count: 1 })),
  );
  return sortTypes([...masses, ...quartics], helicitiesOf(fields));
}

/** The irreps of a neutral product, whatever its charges. */
function pairKey(letters: readonly number[], fields: FieldList): string {
  const own = letters
    .map((letter) => fields[letter >> 1])
    .map(({ su3, su2 }) => `${[...su3].sort().join(",")}|${su2.join(",")}`);
  return `${letters.length === 4 && letters[0] === letters[1] ? "same " : ""}${own.sort().join(" ")}`;
}

/** Learns the numbers of neutral pairs from the training lists. */
export function majority(set: LabelledLists, lists: readonly number[]): Baseline {
  const votes = new Map<string, Map<number, number>>();
  for (const list of lists) {
    const fields = fieldsOfList(set, list);
    const counts = new Map(typesOfList(set, list).map(({ letters, count }) => [letters.join(" "), count]));
    for (const { letters } of neutralPairs(fields)) {
      const own = votes.get(pairKey(letters, fields)) ?? new Map<number, number>();
      const count = counts.get(letters.join(" ")) ?? 0;
      votes.set(pairKey(letters, fields), own.set(count, (own.get(count) ?? 0) + 1));
    }
  }
  return (fields) =>
    neutralPairs(fields)
      .map(({ letters }) => ({ letters, count: mostVoted(votes.get(pairKey(letters, fields))) }))
      .filter(({ count }) => count > 0);
}

/** 1 where nobody voted: most numbers are. */
function mostVoted(votes: ReadonlyMap<number, number> | undefined): number {
  const [best] = [...(votes ?? new Map([[1, 1]]))].sort(([a, m], [b, n]) => n - m || a - b);
  return best[0];
}

/** Copies from the training list that shares most fields (as a particle or an antiparticle), of these the shortest. */
export function nearest(set: LabelledLists, lists: readonly number[]): Baseline {
  const training = lists.map((list) => ({ list, fields: fieldsOfList(set, list) }));
  const listsOfField = new Map<string, { index: number; copies: number }[]>();
  training.forEach(({ fields }, index) => {
    for (const [name, copies] of countNames(fields)) {
      const own = listsOfField.get(name) ?? [];
      own.push({ index, copies });
      listsOfField.set(name, own);
    }
  });
  return (fields) => {
    const shared = new Uint16Array(training.length);
    for (const [name, copies] of countNames(fields)) {
      for (const { index, copies: theirs } of listsOfField.get(name) ?? []) shared[index] += Math.min(copies, theirs);
    }
    let best = 0;
    for (let k = 1; k < training.length; k++) {
      const better = shared[k] - shared[best] || training[best].fields.length - training[k].fields.length;
      if (better > 0) best = k;
    }
    if (training.length === 0) return [];
    return carriedOver(typesOfList(set, training[best].list), training[best].fields, fields);
  };
}

/** Types whose fields all have a counterpart, with the letters of these. */
function carriedOver(types: readonly CountedType[], from: FieldList, to: FieldList): CountedType[] {
  const letterOf = new Map<number, number>();
  const taken = new Set<number>();
  from.forEach((field, k) => {
    const match = to.findIndex((other, j) => !taken.has(j) && nameOf(other) === nameOf(field));
    if (match < 0) return;
    taken.add(match);
    const flipped = compareFields(field, to[match]) === 0 ? 0 : 1;
    letterOf.set(2 * k, 2 * match + flipped);
    letterOf.set(2 * k + 1, 2 * match + 1 - flipped);
  });
  const carried = types
    .filter(({ letters }) => letters.every((letter) => letterOf.has(letter)))
    .map(({ letters, count }) => ({
      letters: letters.map((letter) => letterOf.get(letter)!).sort((a, b) => a - b),
      count,
    }));
  return sortTypes(carried, helicitiesOf(to));
}

function countNames(fields: FieldList): Map<string, number> {
  const counts = new Map<string, number>();
  for (const field of fields) counts.set(nameOf(field), (counts.get(nameOf(field)) ?? 0) + 1);
  return counts;
}

/** The same for a field and its conjugate. */
function nameOf(field: MatterField): string {
  const conjugate = conjugateField(field);
  return fieldText(compareFields(field, conjugate) <= 0 ? field : conjugate);
}

/** The scores of a baseline on lists of a set. */
export function scoreBaseline(baseline: Baseline, set: LabelledLists, lists: readonly number[]): ListScore[] {
  return lists.map((list) => {
    const fields = fieldsOfList(set, list);
    return scoreList(fields, completeSet(baseline(fields)), typesOfList(set, list));
  });
}
