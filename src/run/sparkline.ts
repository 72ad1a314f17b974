/** The course of a quantity in one line of the terminal: each block is the mean of its share of the values. */

const BLOCKS = "▁▂▃▄▅▆▇█";
const WIDTH = 40;

/** Lowest and highest block are the lowest and highest mean; values that are not finite leave a gap. */
export function sparkline(values: readonly number[], width = WIDTH): string {
  const columns = Math.min(width, values.length);
  const bound = (column: number): number => Math.floor((column * values.length) / columns);
  const means = Array.from({ length: columns }, (_, column) =>
    mean(values.slice(bound(column), bound(column + 1)).filter(Number.isFinite)),
  );
  const drawn = means.filter((value) => value !== undefined);
  const [low, high] = [Math.min(...drawn), Math.max(...drawn)];
  const height = (value: number): number =>
    high === low ? BLOCKS.length >> 1 : Math.round(((value - low) / (high - low)) * (BLOCKS.length - 1));
  return means.map((value) => (value === undefined ? " " : BLOCKS[height(value)]!)).join("");
}

function mean(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
}
