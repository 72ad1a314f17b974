/** Pieces of the text of a term, each with its column, and the account of the indices that were used. */
import { GlueballError } from "../../base/index.ts";
import type { IndexPlace } from "../explicit/contractions.ts";

/** A piece of text with the place where it starts, counted from 0. */
export interface Piece {
  readonly text: string;
  readonly column: number;
}

/** `delta(1 2)`, `<1 2>`: what opens it and what stands in it. */
export interface Block {
  readonly kind: string;
  readonly indices: readonly Piece[];
  readonly column: number;
}

export function split({ text, column }: Piece, separator: string): Piece[] {
  let start = column;
  return text.split(separator).map((part) => {
    const piece = { text: part, column: start };
    start += part.length + separator.length;
    return piece;
  });
}

export function words({ text, column }: Piece): Piece[] {
  return [...text.matchAll(/\S+/g)].map((match) => ({ text: match[0], column: column + match.index }));
}

const BLOCKS = {
  spinor: { pattern: /(<)([^<>]*)>|(\[)([^[\]]*)\]/y, form: "<1 2> or [1 2]" },
  gauge: { pattern: /(delta|eps)\s*\(([^()]*)\)/y, form: "delta(1 2) or eps(1 2 3)" },
} as const;

/** The blocks of one structure. @throws GlueballError lagrangian/term-syntax where something else stands. */
export function readBlocks({ text, column }: Piece, kind: keyof typeof BLOCKS, place: string): Block[] {
  const { pattern, form } = BLOCKS[kind];
  const blocks: Block[] = [];
  let position = 0;
  for (;;) {
    position += /^\s*/.exec(text.slice(position))![0].length;
    if (position === text.length) return blocks;
    const found = new RegExp(pattern).exec(text.slice(position));
    if (found === null) throw termSyntax(place, { text: text.slice(position), column: column + position }, form);
    const [whole, open, inside, otherOpen, otherInside] = found;
    const start = column + position;
    const indices = words({ text: inside ?? otherInside, column: start + whole.indexOf(inside ?? otherInside) });
    blocks.push({ kind: open ?? otherOpen, indices, column: start });
    position += whole.length;
  }
}

/** `line 3, column 17`; columns are counted from 1. */
export function placeOf(place: string, { column }: Piece): string {
  return `${place}, column ${column + 1}`;
}

export function termSyntax(place: string, piece: Piece, expected: string): GlueballError {
  return new GlueballError({
    code: "lagrangian/term-syntax",
    what: "a term cannot be read",
    place: placeOf(place, piece),
    found: piece.text.trim(),
    expected,
  });
}

/** Which indices of which slot were used. */
export interface IndexLedger {
  /** `2.1`, or `2` for the first index of slot 2 not used so far. */
  take(index: Piece): IndexPlace;
  /** The structure is complete: numbers[slot] indices on each slot, or at least none left out where it is not given. */
  close(kind: string, piece: Piece, numbers?: readonly number[]): void;
}

/** @throws GlueballError (`take`, `close`) lagrangian/term-syntax, lagrangian/term-index. */
export function createIndexLedger(slots: number, place: string): IndexLedger {
  const used = Array.from({ length: slots }, () => new Set<number>());
  const wrong = (piece: Piece, found: string, expected: string) =>
    new GlueballError({
      code: "lagrangian/term-index",
      what: "an index of a term does not fit",
      place: placeOf(place, piece),
      found,
      expected,
    });
  return {
    take(piece) {
      const match = /^(\d+)(?:\.(\d+))?$/.exec(piece.text);
      if (match === null) throw termSyntax(place, piece, "a slot such as 2, or an index of it such as 2.1");
      const slot = Number(match[1]) - 1;
      if (slot < 0 || slot >= slots) throw wrong(piece, piece.text, `a slot from 1 to ${slots}`);
      const index = match[2] === undefined ? firstFree(used[slot]) : Number(match[2]) - 1;
      if (index < 0) throw wrong(piece, piece.text, "indices counted from 1");
      if (used[slot].has(index)) throw wrong(piece, piece.text, "every index used once; this one occurs twice");
      used[slot].add(index);
      return { slot, index };
    },
    close(kind, piece, numbers) {
      used.forEach((own, slot) => {
        const wanted = numbers?.[slot] ?? own.size;
        const isComplete = own.size === wanted && Math.max(-1, ...own) < wanted;
        if (isComplete) return;
        const found = [...own].sort((a, b) => a - b).map((index) => `${slot + 1}.${index + 1}`);
        throw wrong(piece, found.join(" ") || "none", `${wanted} ${kind} indices of slot ${slot + 1}, each used once`);
      });
    },
  };
}

function firstFree(used: ReadonlySet<number>): number {
  let index = 0;
  while (used.has(index)) index++;
  return index;
}
