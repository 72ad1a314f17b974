/**
 * What may follow at each level of decoding:
 *
 *     L0  anything
 *     L1  what the grammar allows: items that make a type, then a number, or the end
 *     L2  also local physics (localPhysics.ts): only what can still become neutral
 *     L3  a trie of the exactly valid types, with numbers up to that of the independent invariants
 *     L4  L3 with coverage: a type that was written is not written again, its number is exact, and the end comes when all
 *         types are out. The network then decides the order and nothing else.
 */
import { countOfToken, encodeTypes, END, SLOTS } from "../compact/compactTarget.ts";
import type { ListItems, TargetForm } from "../compact/compactTarget.ts";
import { localPhysics } from "./localPhysics.ts";
import type { FieldList } from "../../words/matterFields.ts";
import type { CountedType } from "../lists/typeCounts.ts";

export const LEVELS = ["L0", "L1", "L2", "L3", "L4"] as const;
export type Level = (typeof LEVELS)[number];

/** Follows one sequence, token by token. */
export interface TokenMask {
  /** Whether a token may follow now. */
  allows(token: number): boolean;
  /** Goes on behind this token, which `allows`. */
  push(token: number): void;
}

export interface MaskedList {
  readonly fields: FieldList;
  readonly items: ListItems;
  readonly form: TargetForm;
  /** All valid types, for L3 and L4. */
  types(): readonly CountedType[];
}

export function tokenMask(level: Level, list: MaskedList): TokenMask {
  switch (level) {
    case "L0":
      return { allows: () => true, push: () => {} };
    case "L1":
      return grammarMask(list, { mayEnd: () => true, mayGoOn: () => true });
    case "L2": {
      const { isNeutral, canComplete } = localPhysics(list.fields);
      return grammarMask(list, { mayEnd: isNeutral, mayGoOn: canComplete });
    }
    case "L3":
      return trieMask(list, false);
    case "L4":
      return trieMask(list, true);
    default:
      throw new Error(level satisfies never);
  }
}

interface LetterRules {
  /** A number may follow these letters. */
  mayEnd(letters: readonly number[]): boolean;
  /** These letters may stand, perhaps with more behind them. */
  mayGoOn(letters: readonly number[]): boolean;
}

function grammarMask({ items, form }: MaskedList, rules: LetterRules): TokenMask {
  let letters: readonly number[] = [];
  const allowsItem = (own: readonly number[]): boolean => {
    const next = [...letters, ...own];
    if (own[0] < (letters.at(-1) ?? 0) || next.length > 4) return false;
    if (form.items === "letters") return rules.mayGoOn(next);
    if (letters.length === 0) return own.length === 2 && rules.mayGoOn(next);
    return letters.length === 2 && rules.mayEnd(next); // behind the second item a number must follow
  };
  return {
    allows: (token) => {
      if (token === END) return letters.length === 0;
      if (token < SLOTS) return countOfToken(token) !== undefined && letters.length >= 2 && rules.mayEnd(letters);
      const own = items.lettersOf(token);
      return own !== undefined && allowsItem(own);
    },
    push: (token) => {
      letters = token < SLOTS ? [] : [...letters, ...items.lettersOf(token)!];
    },
  };
}

interface TrieNode {
  readonly children: Map<number, TrieNode>;
  /** Types here and below that are not written yet. */
  left: number;
  /** Number of invariants of the type that ends here; 0: none does. A pair may be a type and the beginning of others. */
  count: number;
  written: boolean;
}

function trieMask({ items, form, types }: MaskedList, coverage: boolean): TokenMask {
  const root = trieOf(types(), items, form);
  let path: TrieNode[] = [root];
  return {
    allows: (token) => {
      const here = path.at(-1)!;
      if (token === END) return here === root && (!coverage || root.left === 0);
      const count = countOfToken(token);
      if (count !== undefined) return coverage ? count === here.count && !here.written : count <= here.count;
      const next = here.children.get(token);
      return next !== undefined && (!coverage || next.left > 0);
    },
    push: (token) => {
      if (token < SLOTS) {
        if (coverage && token !== END) {
          path.at(-1)!.written = true;
          for (const node of path) node.left--;
        }
        path = [root];
      } else path.push(path.at(-1)!.children.get(token)!);
    },
  };
}

function emptyNode(): TrieNode {
  return { children: new Map(), left: 0, count: 0, written: false };
}

function trieOf(types: readonly CountedType[], items: ListItems, form: TargetForm): TrieNode {
  const root = emptyNode();
  const tokens = encodeTypes(types, items, form);
  let path = [root];
  for (const token of tokens) {
    const count = countOfToken(token);
    if (count !== undefined) {
      path.at(-1)!.count = count;
      for (const node of path) node.left++;
      path = [root];
    } else if (token !== END) {
      const here = path.at(-1)!;
      const next = here.children.get(token) ?? emptyNode();
      here.children.set(token, next);
      path.push(next);
    }
  }
  return root;
}
