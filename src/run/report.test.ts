import { expect, test } from "vitest";
import { curveFigure } from "./figures/curve.ts";
import { createRecord } from "./record.ts";
import { figure, keyValues, renderReport, runSections, table, text } from "./report.ts";
import { exact } from "./table.ts";

const drawn = curveFigure({
  x: { label: "step" },
  y: { label: "loss" },
  series: [{ label: "loss", x: [1, 2], y: [2, 1] }],
});
const record = createRecord({
  id: "a",
  task: { room: "jetlm", name: "train" },
  resolved: { options: { layers: 4, steps: 10 }, origins: { layers: "given", steps: "preset" }, preset: "smoke" },
  seed: 1,
  threads: 2,
  device: "cpu",
});
const html = renderReport({
  title: "Jets & <models>",
  lead: "A short lead.",
  verdict: { passed: false, text: "W1 is 5 times the floor" },
  sections: [
    {
      title: "Results",
      blocks: [
        text("First paragraph on $p_T$.\n\nSecond <b>paragraph</b>."),
        table(
          "Distances.",
          ["observable", "W1"],
          [
            ["mass", { value: 1.5234, error: 0.1134 }],
            ["n", { value: 12.2, error: 2.3 }],
          ],
        ),
        figure(drawn, "Loss."),
        figure(drawn, "The same again."),
        keyValues({ parameters: 812544 }),
      ],
    },
    ...runSections(record, [{ step: 10, seconds: 1.5 }]),
  ],
});

test("the file needs nothing from elsewhere: no address but the name of SVG, no script, no import", () => {
  const addresses = [...html.matchAll(/[a-z]+:\/\/[^\s"'<)]+/g)].map(([address]) => address);
  expect(new Set(addresses)).toEqual(new Set(["http://www.w3.org/2000/svg"])); // an XML namespace is never fetched
  expect(html).not.toMatch(/<(script|link|img|iframe|object|embed)\b|@import|url\(/i);
});

test("all that was given is escaped", () => {
  expect(html).toContain("<title>Jets &amp; &lt;models&gt;</title>");
  expect(html).toContain("<p>Second &lt;b&gt;paragraph&lt;/b&gt;.</p>");
  expect(html).toContain("<i>p</i><sub>T</sub>");
});

test("verdict, numbered captions, aligned numbers, options with origin, environment and timings are there", () => {
  expect(html).toContain("<strong>Not passed.</strong> W1 is 5 times the floor");
  expect(html).toContain("<b>Table 1.</b> Distances.");
  expect(html).toContain("<b>Figure 2.</b> The same again.");
  expect(html.match(/<div class="figures">/g)).toHaveLength(1); // two figures side by side
  expect(html).toContain("1.52 ± 0.11</td>".replace("1.52", "\u20071.52"));
  expect(html).toContain("<dt>layers</dt><dd>4 (given)</dd>");
  expect(html).toContain("<dt>steps</dt><dd>10 (preset smoke)</dd>");
  expect(html).toContain(`<dt>Node</dt><dd>${process.version}</dd>`);
  expect(html).toContain("<dt>seconds</dt><dd>1.5</dd>");
});

test("tags are balanced", () => {
  const open: string[] = [];
  const empty = new Set(["meta", "!doctype"]);
  for (const [, close, name, self] of html.matchAll(/<(\/?)([a-z!][a-z0-9]*)[^>]*?(\/?)>/gi)) {
    if (self === "/" || empty.has(name!.toLowerCase())) continue;
    if (close === "") open.push(name!);
    else expect(open.pop()).toBe(name);
  }
  expect(open).toEqual([]);
});

test("a bare number is not a cell: the types refuse a value without error", () => {
  // @ts-expect-error a number needs an error, or exact()
  table("", ["a"], [[1.5]]);
  expect(table("", ["a"], [[exact(1.5)]]).kind).toBe("table");
});

test("a percent sign is never alone on a line: units of broad tables stand below their titles, of others beside them", () => {
  const columns = (count: number) => Array.from({ length: count }, (_, k) => `recall ${k} [%]`);
  const page = (count: number) => {
    const blocks = [
      text("Recall 42.9 %."),
      table("", columns(count), [columns(count).map(() => "95.6 % (93.3 to 97.9)")]),
    ];
    return renderReport({ title: "T", lead: "", sections: [{ title: "S", blocks }] });
  };
  expect(page(6)).toContain("<th>recall 0\u00a0[%]</th>");
  expect(page(7)).toContain('<th>recall 0<span class="unit"> [%]</span></th>');
  expect(page(6)).toContain("<td>95.6\u00a0% (93.3 to 97.9)</td>");
  expect(page(6)).toContain("<p>Recall 42.9\u00a0%.</p>");
});
