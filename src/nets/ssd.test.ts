import fc from "fast-check";
import { expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { grad, input, interpret, Program } from "../tensor/index.ts";
import type { Tensor } from "../tensor/index.ts";
import { distance } from "./distance.ts";
import { selectiveScan } from "./selectiveScan.ts";
import { ssd, ssdSequential } from "./ssd.ts";

const SAME = 1e-12; // two exact forms in float64, relative to the largest value

interface Sizes {
  readonly batch: number;
  readonly length: number;
  readonly groups: number;
  /** Heads that share a group. */
  readonly sharing: number;
  readonly width: number;
  readonly states: number;
}

function randomSsd({ batch, length, groups, sharing, width, states }: Sizes, seed: number, step = 1) {
  const heads = groups * sharing;
  const shapes = {
    x: [batch, length, heads, width],
    dt: [batch, length, heads],
    A: [heads],
    B: [batch, length, groups, states],
    C: [batch, length, groups, states],
    D: [heads],
    start: [batch, heads, width, states],
  };
  const rng = createRng(seed);
  const draws: Record<string, () => number> = { dt: () => step * rng.uniform(), A: () => -16 * rng.uniform() };
  const names = Object.keys(shapes) as (keyof typeof shapes)[];
  const tensors = names.map((name) => [name, input(name, shapes[name])] as const);
  return {
    inputs: Object.fromEntries(tensors) as Record<keyof typeof shapes, Tensor>,
    feeds: Object.fromEntries(
      tensors.map(([name, { size }]) => [
        name,
        Float64Array.from({ length: size }, draws[name] ?? (() => rng.normal())),
      ]),
    ),
  };
}

const extent = (max: number) => fc.integer({ min: 1, max });

test("chunks of any length give what the sequential twin gives, for any groups and from any starting state", () => {
  const sizes = fc.record({
    batch: extent(2),
    length: extent(11),
    groups: extent(2),
    sharing: extent(2),
    width: extent(3),
    states: extent(3),
  });
  fc.assert(
    fc.property(sizes, extent(13), fc.boolean(), fc.nat(), (size, chunk, fromZero, seed) => {
      const { inputs, feeds } = randomSsd(size, seed);
      const { start, ...rest } = inputs;
      const used = fromZero ? rest : { ...rest, start };
      const [fast, slow] = [ssd(used, chunk), ssdSequential(used)];
      const [y, state, slowY, slowState] = interpret([fast.y, fast.state, slow.y, slow.state], feeds);
      expect(distance(y.data, slowY.data)).toBeLessThan(SAME);
      expect(distance(state.data, slowState.data)).toBeLessThan(SAME);
    }),
    { seed: 1, numRuns: 60 },
  );
});

test("gradients through chunks are those through the sequential twin, with groups and a starting state", () => {
  const { inputs, feeds } = randomSsd({ batch: 2, length: 7, groups: 2, sharing: 2, width: 2, states: 3 }, 3);
  const wrt = Object.values(inputs);
  const gradients = [ssd(inputs, 3), ssdSequential(inputs)].map(({ y, state }) =>
    interpret(grad(y.mul(y).sum().add(state.mul(state).sum()), wrt), feeds),
  );
  wrt.forEach((_, k) => expect(distance(gradients[0][k].data, gradients[1][k].data)).toBeLessThan(SAME));
});

test("heads of width 1 in which A does not depend on the state are a selective scan", () => {
  const [batch, length, heads, states] = [2, 6, 3, 4];
  const { inputs, feeds } = randomSsd({ batch, length, groups: 1, sharing: heads, width: 1, states }, 5);
  const { x, dt, A, B, C, D, start } = inputs;
  const z = input("z", [batch, length, heads]);
  const scan = selectiveScan({
    u: x.squeeze(3),
    delta: dt.exp().sub(1).log(), // the inverse softplus
    deltaBias: D.zerosLike(),
    A: A.unsqueeze(1).broadcastTo([heads, states]),
    B: B.squeeze(2),
    C: C.squeeze(2),
    D,
    z,
    start: start.squeeze(2),
  });
  const dual = ssd(inputs, 4);
  const gated = dual.y.squeeze(3).mul(z.silu());
  const gate = Float64Array.from({ length: z.size }, (_, i) => Math.cos(i));
  const [y, state, expectedY, expectedState] = interpret([gated, dual.state, scan.y, scan.state], {
    ...feeds,
    z: gate,
  });
  expect(distance(y.data, expectedY.data)).toBeLessThan(SAME);
  expect(distance(state.data, expectedState.data)).toBeLessThan(SAME);
});

test("decays that underflow and decays of almost 1 over 200 positions: float32 stays with float64", async () => {
  for (const step of [60, 1e-5]) {
    const size = { batch: 1, length: 200, groups: 1, sharing: 2, width: 3, states: 4 };
    const { inputs, feeds } = randomSsd(size, 7, step);
    const { y, state } = ssd(inputs, 64);
    const exact = ssdSequential(inputs);
    const [expectedY, expectedState] = interpret([exact.y, exact.state], feeds);
    const program = await Program.compile({ outputs: { y, state } }, { device: "cpu", threads: 1 });
    const found = await program.run(feeds);
    expect(distance(found.y, expectedY.data)).toBeLessThan(1e-5);
    expect(distance(found.state, expectedState.data)).toBeLessThan(1e-5);
    await program.release();
  }
});

test("chunks of no position are refused", () => {
  const { inputs } = randomSsd({ batch: 1, length: 4, groups: 1, sharing: 1, width: 1, states: 1 }, 0);
  expect(() => ssd(inputs, 0)).toThrow("chunk of a Mamba block: found 0, expected a whole number, at least 1");
});
