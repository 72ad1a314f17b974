import { expect, test } from "vitest";
import { INK, PALETTE } from "./palette.ts";

type Triple = readonly [number, number, number];

/** Linear red, green, blue of a colour like #5790fc (IEC 61966-2-1). */
function linear(colour: string): Triple {
  const channel = (at: number): number => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}

/** Relative luminance and contrast of WCAG 2. */
function contrast(a: string, b: string): number {
  const [high, low] = [a, b]
    .map((colour) => linear(colour))
    .map(([r, g, blue]) => 0.2126 * r + 0.7152 * g + 0.0722 * blue)
    .sort((x, y) => y - x);
  return (high! + 0.05) / (low! + 0.05);
}

/** What is seen, in linear RGB: Machado, Oliveira, Fernandes 2009, severity 1.0. */
const VISION = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
};

/** CIE L*a*b* (D65). */
function lab([r, g, b]: Triple): Triple {
  const f = (t: number): number => (t > (6 / 29) ** 3 ? Math.cbrt(t) : t / (3 * (6 / 29) ** 2) + 4 / 29);
  const x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047);
  const y = f(0.2126 * r + 0.7152 * g + 0.0722 * b);
  const z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

function seenBy(vision: keyof typeof VISION, colour: string): Triple {
  const rgb = linear(colour);
  const seen = VISION[vision].map((row) => row.reduce((sum, weight, i) => sum + weight * rgb[i]!, 0));
  return lab(seen as unknown as Triple);
}

const MODES = ["light", "dark"] as const;
const VISIONS = ["normal", "deuteranopia", "protanopia"] as const;

test.each(MODES.flatMap((mode) => VISIONS.map((vision) => [mode, vision] as const)))(
  "no two colours look alike: %s, %s",
  (mode, vision) => {
    const seen = PALETTE.map((style) => seenBy(vision, style[mode]));
    const distance = (a: Triple, b: Triple): number => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
    const distances = seen.flatMap((a, i) => seen.slice(i + 1).map((b) => distance(a, b)));
    expect(Math.min(...distances)).toBeGreaterThan(mode === "light" ? 25 : 34); // a difference of 2 is just seen
  },
);

test("text and, on a dark page, every series have their contrast", () => {
  expect(contrast(INK.light, "#ffffff")).toBeGreaterThan(7);
  expect(contrast(INK.dark, "#14161a")).toBeGreaterThan(7);
  for (const { dark } of PALETTE) expect(contrast(dark, "#14161a")).toBeGreaterThan(3);
});

test("every series has its own dashes", () => {
  expect(new Set(PALETTE.map(({ dash }) => dash)).size).toBe(PALETTE.length);
});
