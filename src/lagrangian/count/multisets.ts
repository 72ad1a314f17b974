/**
 * Multisets of small numbers, each known by one number of its own, so that "the same irreps with the same cycle lengths"
 * is one comparison. Counting a Lagrangian asks for the same integrals millions of times; a step from one multiset to
 * the next is a single look-up here, where a sorted list as text would cost a hundred times as much.
 */

/** The multiset without members. */
export const EMPTY = 0;
/** Members are whole numbers from 0 to this, exclusive. */
export const MEMBER_LIMIT = 2 ** 16;

export interface Multisets {
  /** The multiset with one more member. */
  with(multiset: number, member: number): number;
  /** The multiset of these members, in whatever order. */
  find(members: readonly number[]): number;
  /** Sorted. */
  membersOf(multiset: number): readonly number[];
}

export function createMultisets(): Multisets {
  const members: (readonly number[])[] = [[]];
  const byMembers = new Map<string, number>([["", EMPTY]]);
  const steps = new Map<number, number>();

  const find = (unsorted: readonly number[]): number => {
    const sorted = unsorted.toSorted((a, b) => a - b);
    const text = sorted.join(" ");
    const known = byMembers.get(text);
    if (known !== undefined) return known;
    byMembers.set(text, members.length);
    return members.push(sorted) - 1;
  };

  return {
    find,
    membersOf: (multiset) => members[multiset],
    with(multiset, member) {
      const step = multiset * MEMBER_LIMIT + member;
      const known = steps.get(step);
      if (known !== undefined) return known;
      const found = find([...members[multiset], member]);
      steps.set(step, found);
      return found;
    },
  };
}
