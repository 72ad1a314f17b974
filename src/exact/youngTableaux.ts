/**
 * Young tableaux: diagrams filled with labels 1, 2, ... that never fall along a row and rise down a column. A
 * semi-standard tableau of content (m_1, m_2, ...) holds label i m_i times. It is a chain of diagrams from the empty one
 * to the shape in which step i adds m_i boxes, no two in one column: a horizontal strip (Macdonald, Symmetric Functions
 * and Hall Polynomials, section I.5).
 *
 * The number of chains (the Kostka number) and their list both come by taking the strips away, last label first; each
 * diagram that is left is treated once. Cost of the number: the diagrams inside the shape times their strips; of the
 * list: its length times the boxes and the number of labels.
 */
import { GlueballError } from "../base/index.ts";
import { requirePartition, requireSize, sizeOfPartition, type Partition } from "./partitions.ts";

/** The labels of each row, from the top; row k is as long as row k of the shape. */
export type Tableau = readonly (readonly number[])[];

/**
 * All fillings of `shape` with content[i] times the label i + 1, ordered by their labels read row by row. Errors:
 * `exact/not-a-partition`, `exact/size-not-whole`, and `exact/sizes-differ` for a content that does not fill the shape.
 */
export function semistandardTableaux(shape: Partition, content: readonly number[]): Tableau[] {
  requireFilling(shape, content);
  const empty: Tableau[] = [shape.map(() => [])];
  return overLastStrips(shape, content, empty, (strips) => strips.flatMap(appendStrip)).sort(byReading);
}

/** How many fillings of `shape` have that content. Errors as above. */
export function kostkaNumber(shape: Partition, content: readonly number[]): bigint {
  requireFilling(shape, content);
  return overLastStrips(shape, content, 1n, (strips) => strips.reduce((sum, { inside }) => sum + inside, 0n));
}

/** All fillings with 1 ... n, each once: a basis of the S_n irrep, in the order of `semistandardTableaux`. */
export function standardTableaux(shape: Partition): Tableau[] {
  requirePartition(shape);
  return semistandardTableaux(shape, Array<number>(sizeOfPartition(shape)).fill(1));
}

/** A horizontal strip of one label, with what is known of the diagram inside it. */
interface Strip<T> {
  readonly label: number;
  /** Boxes that the strip adds to each row. */
  readonly added: readonly number[];
  readonly inside: T;
}

/** What belongs to `shape`, from what belongs to the diagrams that its last strips leave; `empty` starts the recursion. */
function overLastStrips<T>(
  shape: Partition,
  content: readonly number[],
  empty: T,
  combine: (strips: readonly Strip<T>[]) => T,
): T {
  const known = new Map<string, T>();
  const solve = (outer: readonly number[], label: number): T => {
    if (label === 0) return empty;
    const key = `${label}:${outer.join()}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const inner = withoutStrip(outer, content[label - 1]);
    const strips = inner.map((rows) => ({
      label,
      added: outer.map((length, k) => length - rows[k]),
      inside: solve(rows, label - 1),
    }));
    const value = combine(strips);
    known.set(key, value);
    return value;
  };
  return solve(shape, content.length);
}

/** The diagrams that are left when `boxes` boxes, no two in one column, are taken away; rows of length 0 stay. */
function withoutStrip(outer: readonly number[], boxes: number): number[][] {
  const found: number[][] = [];
  const shorten = (inner: readonly number[], rest: number) => {
    const row = inner.length;
    if (row === outer.length) {
      if (rest === 0) found.push([...inner]);
      return;
    }
    const most = Math.min(rest, outer[row] - (outer[row + 1] ?? 0));
    for (let taken = 0; taken <= most; taken++) shorten([...inner, outer[row] - taken], rest - taken);
  };
  shorten([], boxes);
  return found;
}

function appendStrip({ label, added, inside }: Strip<Tableau[]>): Tableau[] {
  return inside.map((tableau) => tableau.map((row, k) => [...row, ...Array<number>(added[k]).fill(label)]));
}

/** Lexicographic in the labels, for tableaux of one shape. */
function byReading(a: Tableau, b: Tableau): number {
  const [left, right] = [a.flat(), b.flat()];
  const k = left.findIndex((label, i) => label !== right[i]);
  return k === -1 ? 0 : left[k] - right[k];
}

function requireFilling(shape: Partition, content: readonly number[]): void {
  requirePartition(shape);
  content.forEach(requireSize);
  const boxes = sizeOfPartition(shape);
  const labels = sizeOfPartition(content);
  if (boxes === labels) return;
  throw new GlueballError({
    code: "exact/sizes-differ",
    what: `the content [${content}] does not fill the diagram [${shape}]`,
    found: `${labels} labels`,
    expected: `${boxes}`,
  });
}
