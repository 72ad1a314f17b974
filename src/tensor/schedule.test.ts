import fc from "fast-check";
import { expect, test } from "vitest";
import { schedule } from "./schedule.ts";

test("constant: a straight warm-up, then the rate", () => {
  const rate = schedule({ kind: "constant", rate: 3, steps: 10, warmup: 4 });
  expect([1, 2, 4, 9].map(rate)).toEqual([0.75, 1.5, 3, 3]);
  expect(schedule({ kind: "constant", rate: 3, steps: 10 })(1)).toBe(3);
});

test("cosine: warm-up, half way, end, and no further", () => {
  const rate = schedule({ kind: "cosine", rate: 2, steps: 100, warmup: 10, floor: 0.1 });
  expect(rate(5)).toBeCloseTo(1, 12);
  expect(rate(10)).toBeCloseTo(2, 12);
  expect(rate(55)).toBeCloseTo(2 * (0.1 + 0.9 / 2), 12);
  expect(rate(100)).toBeCloseTo(0.2, 12);
  expect(rate(120)).toBeCloseTo(0.2, 12);
  expect(schedule({ kind: "cosine", rate: 2, steps: 100 })(100)).toBeCloseTo(0, 12);
});

test("one cycle: PyTorch's two half cosines, from rate / 25 to rate and to rate / 250 000", () => {
  // torch.optim.lr_scheduler.OneCycleLR, anneal_strategy "cos": end + (start - end) / 2 * (1 + cos(pi * fraction)).
  const between = (start: number, end: number, fraction: number) =>
    end + ((start - end) / 2) * (1 + Math.cos(Math.PI * fraction));
  const [top, steps, warmup] = [0.4, 100, 30];
  const initial = top / 25;
  const rate = schedule({ kind: "oneCycle", rate: top, steps, warmup });
  for (let step = 0; step <= steps; step++) {
    const expected =
      step <= warmup
        ? between(initial, top, step / warmup)
        : between(top, initial / 1e4, (step - warmup) / (steps - warmup));
    expect(rate(step)).toBeCloseTo(expected, 12);
  }
});

test("every schedule rises to its rate and never rises again", () => {
  const cases = fc.record({
    kind: fc.constantFrom("constant" as const, "cosine" as const, "oneCycle" as const),
    steps: fc.integer({ min: 2, max: 60 }),
    share: fc.double({ min: 0, max: 0.9, noNaN: true }),
    floor: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  fc.assert(
    fc.property(cases, ({ kind, steps, share, floor }) => {
      const warmup = Math.floor(share * steps);
      const rate = schedule({ kind, rate: 2, steps, warmup, floor });
      const rates = Array.from({ length: steps }, (_, k) => rate(k + 1));
      expect(rates.every((value) => value >= 0 && value <= 2 * (1 + 1e-12))).toBe(true);
      if (warmup > 0) expect(rate(warmup)).toBeCloseTo(2, 12);
      for (let step = 2; step <= steps; step++) {
        const change = rate(step) - rate(step - 1);
        expect(step <= warmup ? change : -change).toBeGreaterThanOrEqual(-1e-12);
      }
    }),
    { seed: 1, numRuns: 100 },
  );
});
