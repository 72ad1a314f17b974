import { expect, test } from "vitest";
import { labelContent, labelHtml, labelText, labelWidth } from "./label.ts";

test.each([
  ["jet $p_T$ [GeV]", "jet pT [GeV]", "jet <i>p</i><sub>T</sub> [GeV]"],
  ["$\\tau_{21}$", "τ21", "<i>τ</i><sub>21</sub>"],
  ["$10^{-3}$", "10−3", "10<sup>−3</sup>"],
  ["$\\ln V$", "ln V", "ln <i>V</i>"],
  ["$1/\\varepsilon_B$", "1/εB", "1/<i>ε</i><sub>B</sub>"],
  ["$\\Delta\\eta_\\mu$", "Δημ", "<i>Δ</i><i>η</i><sub>μ</sub>"],
  ["a_b < c", "a_b < c", "a_b &lt; c"],
])("%s", (label, text, html) => {
  expect(labelText(label)).toBe(text);
  expect(labelHtml(label)).toBe(html);
});

test("raised and lowered text returns to the line", () => {
  const shifts = [...labelContent("$p_T^2$ x", 10).matchAll(/dy="([-.\d]+)"/g)].map(([, dy]) => Number(dy));
  expect(shifts.reduce((sum, dy) => sum + dy, 0)).toBeCloseTo(0, 10);
  expect(shifts.length).toBe(3);
});

test("markup takes no width, scripts less than letters on the line", () => {
  expect(labelWidth("$pT$", 10)).toBeCloseTo(labelWidth("pT", 10), 10);
  expect(labelWidth("$p_T$", 10)).toBeLessThan(labelWidth("pT", 10));
});

test("an unknown symbol is answered with the nearest", () => {
  expect(() => labelText("$\\epsilom$")).toThrow(/found "\\\\epsilom" \[run\/unknown-symbol\]. Nearest: epsilon/);
});
