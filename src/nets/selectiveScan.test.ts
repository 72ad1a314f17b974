import fc from "fast-check";
import { expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { input, interpret, Program } from "../tensor/index.ts";
import { distance } from "./distance.ts";
import { selectiveScan, sequentialScan } from "./selectiveScan.ts";

const SAME = 1e-12; // two exact forms in float64, relative to the largest value

interface Sizes {
  readonly batch: number;
  readonly length: number;
  readonly channels: number;
  readonly states: number;
}

/** A scan's inputs with random values; `steps` is where the step sizes lie before the softplus. */
function randomScan({ batch, length, channels, states }: Sizes, seed: number, steps = 0) {
  const shapes = {
    u: [batch, length, channels],
    delta: [batch, length, channels],
    deltaBias: [channels],
    A: [channels, states],
    B: [batch, length, states],
    C: [batch, length, states],
    D: [channels],
    z: [batch, length, channels],
    start: [batch, channels, states],
  };
  const rng = createRng(seed);
  const names = Object.keys(shapes) as (keyof typeof shapes)[];
  const tensors = names.map((name) => [name, input(name, shapes[name])] as const);
  const values = tensors.map(([name, tensor]) => {
    const draw = { A: () => -Math.exp(rng.normal()), delta: () => steps + rng.normal() }[name as string];
    return [name, Float64Array.from({ length: tensor.size }, draw ?? (() => rng.normal()))] as const;
  });
  return {
    inputs: Object.fromEntries(tensors) as Record<keyof typeof shapes, (typeof tensors)[number][1]>,
    feeds: Object.fromEntries(values),
  };
}

const extent = (max: number) => fc.integer({ min: 1, max });

test("chunks of any length give what the sequential twin gives, from any starting state", () => {
  const sizes = fc.record({ batch: extent(2), length: extent(11), channels: extent(3), states: extent(3) });
  fc.assert(
    fc.property(sizes, extent(13), fc.boolean(), fc.nat(), (size, chunk, fromZero, seed) => {
      const { inputs, feeds } = randomScan(size, seed);
      const { start, ...rest } = inputs;
      const used = fromZero ? rest : { ...rest, start };
      const [fast, slow] = [selectiveScan(used, chunk), sequentialScan(used)];
      const [y, state, slowY, slowState] = interpret([fast.y, fast.state, slow.y, slow.state], feeds);
      expect(distance(y.data, slowY.data)).toBeLessThan(SAME);
      expect(distance(state.data, slowState.data)).toBeLessThan(SAME);
    }),
    { seed: 1, numRuns: 60 },
  );
});

test("a sequence cut in two, the second part started from the first's state, is the whole sequence", () => {
  const { inputs, feeds } = randomScan({ batch: 2, length: 9, channels: 2, states: 3 }, 4);
  const part = (from: number, to: number) => {
    const [u, delta, B, C, z] = [inputs.u, inputs.delta, inputs.B, inputs.C, inputs.z].map((x) =>
      x.narrow(1, from, to),
    );
    return { ...inputs, u, delta, B, C, z };
  };
  const whole = selectiveScan(inputs);
  const first = selectiveScan(part(0, 5));
  const second = selectiveScan({ ...part(5, 9), start: first.state });
  const [y, state, joined, last] = interpret(
    [whole.y, whole.state, first.y.concat([second.y], 1), second.state],
    feeds,
  );
  expect(distance(joined.data, y.data)).toBeLessThan(SAME);
  expect(distance(last.data, state.data)).toBeLessThan(SAME);
});

test("constant input: a geometric series, s_t = dt u (1 - q^t) / (1 - q) with q = exp(dt A)", () => {
  const [length, step, A, u] = [12, 0.3, -1.7, 2.5];
  const { inputs } = randomScan({ batch: 1, length, channels: 1, states: 1 }, 0);
  const { start: _, ...fromZero } = inputs;
  const ones = new Float64Array(length).fill(1);
  const gate = 1.3;
  const feeds = {
    u: ones.map(() => u),
    delta: ones.map(() => Math.log(Math.expm1(step))),
    deltaBias: [0],
    A: [A],
    B: ones,
    C: ones,
    D: [0],
    z: ones.map(() => gate),
  };
  const [y] = interpret([selectiveScan(fromZero).y], feeds);
  const q = Math.exp(step * A);
  const silu = gate / (1 + Math.exp(-gate));
  const series = ones.map((_one, t) => ((step * u * (1 - q ** (t + 1))) / (1 - q)) * silu);
  expect(distance(y.data, series)).toBeLessThan(SAME);
});

test("decays that underflow and decays of almost 1 over 200 positions: float32 stays with float64", async () => {
  const size = { batch: 1, length: 200, channels: 3, states: 4 };
  for (const steps of [60, -12]) {
    const { inputs, feeds } = randomScan(size, 7, steps);
    const { y, state } = selectiveScan(inputs);
    const exact = sequentialScan(inputs);
    const [expectedY, expectedState] = interpret([exact.y, exact.state], feeds);
    const program = await Program.compile({ outputs: { y, state } }, { device: "cpu", threads: 1 });
    const found = await program.run(feeds);
    expect(distance(found.y, expectedY.data)).toBeLessThan(1e-5);
    expect(distance(found.state, expectedState.data)).toBeLessThan(1e-5);
    await program.release();
  }
});

test.each([0, -1, 2.5, NaN])("a chunk of %s positions is refused", (chunk) => {
  const { inputs } = randomScan({ batch: 1, length: 4, channels: 1, states: 1 }, 0);
  expect(() => selectiveScan(inputs, chunk)).toThrow(
    `chunk of a Mamba block: found ${chunk}, expected a whole number, at least 1 [nets/mamba-size]`,
  );
});
