import { expect, test } from "vitest";
import { GlueballError } from "../../base/index.ts";
import type { HistogramSpec } from "./histogramSpec.ts";
import { histogramFigure } from "./histogram.ts";

const spec: HistogramSpec = {
  title: "Jet mass",
  x: { label: "mass $m$", unit: "GeV" },
  y: { label: "jets", range: [0, 10] },
  edges: [0, 50, 100, 150, 200],
  series: [
    { label: "real", values: [2, 8, 4, 0], errors: [1, 2, 1, 0], draw: "fill" },
    { label: "generated", values: [1, 8, 5, 1], errors: [1, 1, 1, 1] },
  ],
  ratioTo: "real",
};

/** Text elements of a kind with their place. */
function texts(svg: string, kind: string): { x: number; y: number; text: string }[] {
  const pattern = new RegExp(`<text class="${kind}" x="([-.\\d]+)" y="([-.\\d]+)"[^>]*>(.*?)</text>`, "g");
  return [...svg.matchAll(pattern)].map(([, x, y, content]) => ({
    x: Number(x),
    y: Number(y),
    text: content!.replace(/<[^>]*>/g, ""),
  }));
}

/** The frames, upper panel first. */
function frames(svg: string): { x: number; y: number; width: number; height: number }[] {
  return [...svg.matchAll(/<rect x="([.\d]+)" y="([.\d]+)" width="([.\d]+)" height="([.\d]+)"/g)].map(
    ([, ...numbers]) => {
      const [x, y, width, height] = numbers.map(Number);
      return { x: x!, y: y!, width: width!, height: height! };
    },
  );
}

/** Heights of the steps (pixels) of each series' path of a kind. */
function stepHeights(svg: string): number[][] {
  return [...svg.matchAll(/<path class="steps" d="M[-.\d]+ [-.\d]+(.*?)"/g)].map(([, path]) =>
    [...path!.matchAll(/V([-.\d]+)/g)].map(([, height]) => Number(height)),
  );
}

test("numbers stand under their values, the labels at the ends of the axes", () => {
  const { svg } = histogramFigure({ ...spec, ratioTo: undefined });
  const [frame] = frames(svg);
  const numbers = texts(svg, "x-number");
  expect(numbers.map(({ text }) => text)).toEqual(["0", "50", "100", "150", "200"]);
  for (const { x, text } of numbers) expect(x).toBeCloseTo(frame!.x + (frame!.width * Number(text)) / 200, 1);
  const yNumbers = texts(svg, "y-number");
  expect(yNumbers.map(({ text }) => text)).toEqual(["0", "2", "4", "6", "8", "10"]);
  for (const { y, text } of yNumbers) expect(y - 5).toBeCloseTo(frame!.y + frame!.height * (1 - Number(text) / 10), 1);
  expect(texts(svg, "x-label")).toEqual([{ x: frame!.x + frame!.width, y: expect.any(Number), text: "mass m [GeV]" }]);
  expect(texts(svg, "y-label")[0]).toMatchObject({ y: frame!.y, text: "jets" });
});

test("ticks point inward from all four sides", () => {
  const { svg } = histogramFigure({ ...spec, ratioTo: undefined });
  const { x, y, width, height } = frames(svg)[0]!;
  const at = x + width / 4; // the value 50
  expect(svg).toContain(`M${at} ${y + height}v-10M${at} ${y}v10`);
  const level = y + height * 0.8; // the value 2
  expect(svg).toContain(`M${x} ${level}h10M${x + width} ${level}h-10`);
});

test("steps have the heights of their bins and end on the axis", () => {
  const { svg } = histogramFigure(spec);
  const { y, height } = frames(svg)[0]!;
  const values = stepHeights(svg)
    .slice(0, 2)
    .map((heights) => heights.map((pixel) => Math.round(10000 * (10 * (1 - (pixel - y) / height))) / 10000));
  expect(values).toEqual([
    [2, 8, 4, 0, 0],
    [1, 8, 5, 1, 0],
  ]);
});

test("the ratio panel divides by the reference, and leaves out bins in which it is empty", () => {
  const { svg } = histogramFigure(spec);
  const lower = frames(svg)[1]!;
  const numbers = texts(svg, "y-number").filter(({ y }) => y > lower.y);
  const one = numbers.find(({ text }) => Number(text) === 1)!.y;
  const [other] = numbers.filter(({ text }) => Number(text) !== 1);
  const pixelsPerUnit = (other!.y - one) / (1 - Number(other!.text));
  const last = svg.match(/<path class="steps" d="M[-.\d]+ ([-.\d]+)H[-.\d]+V([-.\d]+)H[-.\d]+V([-.\d]+)H[-.\d]+"\/>/)!;
  const ratios = last.slice(1).map((pixel) => 1 - (Number(pixel) + 5 - one) / pixelsPerUnit);
  expect(ratios[0]).toBeCloseTo(0.5, 2);
  expect(ratios[1]).toBeCloseTo(1, 2);
  expect(ratios[2]).toBeCloseTo(1.25, 2);
});

test("ratios beyond the panel are marked at its edge", () => {
  const far = { ...spec.series[1]!, values: [2, 8, 40, 0] };
  const { svg } = histogramFigure({ ...spec, y: { label: "jets" }, series: [spec.series[0]!, far] });
  expect(svg.match(/<path class="beyond" d="[^"]*"/g)).toHaveLength(1);
  expect(histogramFigure(spec).svg).not.toContain('class="beyond"');
});

test("on a logarithmic axis an empty bin falls to the bottom and nothing is infinite", () => {
  const { svg } = histogramFigure({ ...spec, y: { label: "jets", log: true }, ratioTo: undefined });
  expect(svg).not.toMatch(/NaN|Infinity/);
  const { y, height } = frames(svg)[0]!;
  expect(stepHeights(svg)[0]![3]).toBeGreaterThan(y + height);
});

test("the legend does not cover data: the axis is made longer where both corners are full", () => {
  const flat = Array.from({ length: 4 }, () => 9);
  const { svg } = histogramFigure({
    ...spec,
    y: { label: "jets" },
    series: [{ label: "flat", values: flat }],
    ratioTo: undefined,
  });
  const [entry] = texts(svg, "legend");
  expect(stepHeights(svg)[0]![0]).toBeGreaterThan(entry!.y + 4);
});

test("points are data: bars at the bin centres, none where there is nothing", () => {
  const { svg } = histogramFigure({ ...spec, ratioTo: undefined, series: [{ ...spec.series[0]!, draw: "points" }] });
  const inside = svg.match(/<svg x=.*?<\/svg>/s)![0];
  const centres = [...inside.matchAll(/<circle cx="([.\d]+)"/g)].map(([, x]) => Number(x));
  const { x, width } = frames(svg)[0]!;
  expect(centres).toEqual([25, 75, 125].map((value) => x + (width * value) / 200));
});

test("one sentence stands for the figure", () => {
  const { svg, alt } = histogramFigure(spec);
  expect(alt).toBe(
    "Histograms of mass m [GeV] in 4 bins from 0 to 200: real (highest at 75), generated (highest at 75); ratios to real lie between 0.500 and 1.25.",
  );
  expect(svg).toContain(`<title>Jet mass</title><desc>${alt}</desc>`);
});

test.each<[change: Partial<HistogramSpec>, message: RegExp]>([
  [{ series: [] }, /a figure needs data: found "no series"/],
  [{ edges: [0, 1, 1, 2, 3] }, /bin edges do not ascend: found 1, expected more than 1/],
  [{ edges: [0, 1, 2] }, /"real" does not fit the bins: found 4, expected 2 values/],
  [{ series: [{ label: "a", values: [1, 2, 3, NaN] }], ratioTo: undefined }, /"a" is not finite: found NaN/],
  [{ series: [{ label: "a", values: [1, 2, 3, 4], errors: [1] }] }, /errors of "a" do not fit the bins: found 1/],
  [{ x: { label: "x", log: true } }, /logarithmic axis "x" starts at 0 or below: found 0/],
  [{ y: { label: "y", range: [2, 1] } }, /axis "y" ends before it starts: found \[2, 1\]/],
  [{ ratioTo: "reel" }, /reference of the ratio is not one of the series: found "reel", expected real, generated/],
])("%j is refused", (change, message) => {
  const draw = () => histogramFigure({ ...spec, ...change });
  expect(draw).toThrow(message);
  expect(draw).toThrow(GlueballError);
});
