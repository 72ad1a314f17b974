/** Cells of comma-separated values (RFC 4180): a cell in double quotes may hold commas, newlines and doubled quotes. */

export interface Cell {
  readonly text: string;
  /** A quoted cell is text, whatever it looks like. */
  readonly quoted: boolean;
}

/**
 * The cells of a row; undefined where a quote is open at the end, so that the row goes on with the next line. Text
 * after a closing quote is a fault, given as its position.
 */
export function splitRow(row: string): Cell[] | undefined | { readonly faultAt: number } {
  const cells: Cell[] = [];
  let at = 0;
  for (;;) {
    if (row[at] === '"') {
      const end = closingQuote(row, at + 1);
      if (end < 0) return undefined;
      cells.push({ text: row.slice(at + 1, end).replaceAll('""', '"'), quoted: true });
      at = end + 1;
      if (at < row.length && row[at] !== ",") return { faultAt: at };
    } else {
      const comma = row.indexOf(",", at);
      const end = comma < 0 ? row.length : comma;
      cells.push({ text: row.slice(at, end), quoted: false });
      at = end;
    }
    if (at >= row.length) return cells;
    at++;
  }
}

/** Where the quote closes that opened before `from`; a doubled quote is a character. */
function closingQuote(row: string, from: number): number {
  for (let at = row.indexOf('"', from); at >= 0; at = row.indexOf('"', at + 2)) if (row[at + 1] !== '"') return at;
  return -1;
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eEdD][+-]?\d+)?$/;
const WORDS: Readonly<Record<string, number>> = {
  nan: NaN,
  inf: Infinity,
  "+inf": Infinity,
  "-inf": -Infinity,
  infinity: Infinity,
  "-infinity": -Infinity,
};

/**
 * The number that a cell says: nan and inf as words, NaN where it is empty, undefined where it is none (also a number
 * that float64 cannot hold: above 1.8e308, or a whole number above 2^53 that has no exponent).
 */
export function numberOf(text: string): number | undefined {
  const plain = text.trim();
  if (plain === "") return NaN;
  if (!NUMBER.test(plain)) return WORDS[plain.toLowerCase()];
  const value = Number(plain.replace(/d/i, "e"));
  if (!Number.isFinite(value) || (isWhole(plain) && !Number.isSafeInteger(value))) return undefined;
  return value;
}

/** Whether a cell is a whole number without point and exponent, of any size up to 64 bits. */
export function isWhole(text: string): boolean {
  return /^\s*[+-]?\d{1,19}\s*$/.test(text) && BigInt.asIntN(64, BigInt(text)) === BigInt(text);
}

/** A cell as it is written: quoted where it would be read as something else. */
export function quotedText(text: string): string {
  const plain = text !== "" && !/[",\p{Cc}]|^\s|\s$/u.test(text) && numberOf(text) === undefined && !isWhole(text);
  return plain ? text : `"${text.replaceAll('"', '""')}"`;
}
