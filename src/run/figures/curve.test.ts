import { expect, test } from "vitest";
import type { CurveSpec } from "./curve.ts";
import { curveFigure } from "./curve.ts";

const spec: CurveSpec = {
  x: { label: "step", range: [0, 4] },
  y: { label: "loss", range: [0, 10] },
  series: [{ label: "training", x: [0, 1, 2, 4], y: [10, 5, 2.5, 0] }],
};

/** Points of each piece of the first curve. */
function pieces(svg: string): number[][][] {
  const path = svg.match(/<path class="curve" d="([^"]*)"/)![1]!;
  return path
    .split("M")
    .slice(1)
    .map((piece) => piece.split("L").map((point) => point.split(" ").map(Number)));
}

function frame(svg: string): { x: number; y: number; width: number; height: number } {
  const [x, y, width, height] = svg
    .match(/<rect x="([.\d]+)" y="([.\d]+)" width="([.\d]+)" height="([.\d]+)"/)!
    .slice(1)
    .map(Number);
  return { x: x!, y: y!, width: width!, height: height! };
}

test("points lie where their values are", () => {
  const { svg } = curveFigure(spec);
  const { x, y, width, height } = frame(svg);
  const expected = [
    [0, 10],
    [1, 5],
    [2, 2.5],
    [4, 0],
  ].map(([step, loss]) => [x + (width * step!) / 4, y + height * (1 - loss! / 10)]);
  expect(pieces(svg)).toEqual([expected]);
});

test("on logarithmic axes equal ratios are equal distances", () => {
  const series = [{ label: "law", x: [1, 10, 100], y: [1000, 100, 10] }];
  const { svg } = curveFigure({ x: { label: "n", log: true }, y: { label: "l", log: true }, series });
  const [[a, b, c]] = pieces(svg) as [[number[], number[], number[]]];
  for (const axis of [0, 1]) expect(b[axis]! - a[axis]!).toBeCloseTo(c[axis]! - b[axis]!, 1);
});

test("what cannot be drawn leaves a gap, and is counted in the sentence", () => {
  const series = [{ label: "loss", x: [0, 1, 2, 3, 4], y: [4, 3, NaN, 2, 1] }];
  const { svg, alt } = curveFigure({ ...spec, series });
  expect(pieces(svg).map((piece) => piece.length)).toEqual([2, 2]);
  expect(alt).toBe("loss against step from 0 to 4: loss goes from 4 to 1 with 1 values that cannot be drawn.");
  const logarithmic = curveFigure({
    ...spec,
    y: { label: "loss", log: true },
    series: [{ label: "loss", x: [1, 2], y: [1, 0] }],
  });
  expect(logarithmic.alt).toContain("1 values that cannot be drawn");
});

test("a point without neighbours is a dot where its value is", () => {
  const alone = [{ label: "loss", x: [0, 1, 2, 3, 4], y: [4, 3, NaN, 2, NaN] }];
  const { svg } = curveFigure({ ...spec, series: alone });
  const { x, y, width, height } = frame(svg);
  const dots = [...svg.matchAll(/<circle cx="([.\d]+)" cy="([.\d]+)"/g)].map(([, cx, cy]) => [Number(cx), Number(cy)]);
  expect(dots).toEqual([[x + width * 0.75, y + height * 0.8]]);
});

test("a long curve is thinned without losing its extremes", () => {
  const n = 50_000;
  const x = Float64Array.from({ length: n }, (_, i) => (4 * i) / n);
  const y = x.map((value, i) => (i === 12_345 ? 9.5 : 5 + Math.sin(value * 1e4)));
  const { svg } = curveFigure({ ...spec, series: [{ label: "noisy", x, y }] });
  const [points] = pieces(svg);
  const box = frame(svg);
  expect(points!.length).toBeLessThan(4 * box.width + 8);
  const highest = Math.min(...points!.map(([, pixel]) => pixel!));
  expect(highest).toBeCloseTo(box.y + box.height * 0.05, 1);
  expect(points![0]).toEqual([box.x, box.y + box.height / 2]);
});

test("the band runs along the upper and back along the lower ends", () => {
  const series = [{ label: "a", x: [0, 4], y: [5, 5], low: [4, 3], high: [6, 7] }];
  const { svg } = curveFigure({ ...spec, series });
  const { x, y, width, height } = frame(svg);
  const level = (value: number): number => Math.round(100 * (y + height * (1 - value / 10))) / 100;
  const path = `M${x} ${level(6)}L${x + width} ${level(7)}L${x + width} ${level(3)}L${x} ${level(4)}Z`;
  expect(svg).toContain(`<path class="band" d="${path}"`);
});

test("on given axes the legend goes to the emptiest corner", () => {
  const legendX = (y: number[]): number => {
    const { svg } = curveFigure({ ...spec, series: [{ label: "curve", x: [0, 4], y }] });
    return Number(svg.match(/<text class="legend" x="([.\d]+)"/)![1]);
  };
  expect(legendX([10, 0])).toBeGreaterThan(400); // falling: upper right
  expect(legendX([0, 10])).toBeLessThan(200); // rising: upper left
});

test("steps that begin at 1 are drawn on an axis that begins at 0", () => {
  const { svg } = curveFigure({ ...spec, x: { label: "step" }, series: [{ label: "a", x: [1, 1000], y: [1, 2] }] });
  expect(svg).toMatch(/<text class="x-number" x="84"[^>]*>0</);
});

test.each<[change: Partial<CurveSpec>, message: RegExp]>([
  [{ series: [] }, /a figure needs data: found "no drawable point"/],
  [{ series: [{ label: "a", x: [1], y: [NaN] }] }, /a figure needs data/],
  [{ series: [{ label: "a", x: [1, 2], y: [1] }] }, /"a" does not fit its x values: found 1, expected 2 values/],
  [{ x: { label: "x", log: true, range: [0, 1] } }, /logarithmic axis "x" starts at 0 or below: found 0/],
])("%j is refused", (change, message) => {
  expect(() => curveFigure({ ...spec, ...change })).toThrow(message);
});
