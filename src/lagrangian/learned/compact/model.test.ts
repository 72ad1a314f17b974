/** The network: rows of several lists, masks, gradients, onnxruntime, steps with a cache, the parameter formula. */
import { describe, expect, test } from "vitest";
import { createRng } from "../../../base/index.ts";
import { createContext } from "../../../run/index.ts";
import { grad, interpret, Program, Scope } from "../../../tensor/index.ts";
import type { NamedArrays, Tensor } from "../../../tensor/index.ts";
import { SLOTS } from "./compactTarget.ts";
import { batchOf, exampleOf, IGNORED, lengthsOf, planRows, targetCount } from "./examples.ts";
import type { Example } from "./examples.ts";
import { featureWidth } from "./features.ts";
import { openLists } from "../lists/listSet.ts";
import { nextTokenLogits, parameterCount, rowInputs, SIZES, tokenLoss } from "./model.ts";
import type { LagrangianModelConfig } from "./model.ts";

const TINY: LagrangianModelConfig = {
  ...SIZES.s,
  width: 8,
  heads: 2,
  hidden: 12,
  encoderLayers: 1,
  decoderLayers: 2,
  dropout: 0,
};
const SIZE = { items: 40, tokens: 30 };
const [GROUPS, STEP, SMALLEST_SLOPE] = [6, 1e-6, 1e-2];
const EXACT = 1e-9; // two orders of the same sums in float64

const set = openLists(createContext({ seed: 2 }), "random:60:3");
const examples: Example[] = Array.from({ length: 60 }, (_, list) => exampleOf(set, list, TINY)).filter(
  ({ items, tokens }) =>
    items.items.length <= 20 && tokens.length <= 15 && tokens.length >= 4 && tokens.some((token) => token > SLOTS + 2),
);
const [first, second, third] = examples;

function trialValues(scope: Scope): NamedArrays {
  const rng = createRng(5);
  return new Map(
    scope.parameters.map(({ name, tensor }) => {
      const own = rng.fork(name);
      const data = Float32Array.from(
        { length: tensor.size },
        () => (name.endsWith("gain") ? 1 : 0) + 0.3 * own.normal(),
      );
      return [name, { shape: tensor.shape, data }];
    }),
  );
}

function network(config: LagrangianModelConfig, rows = 2, size = SIZE) {
  const scope = Scope.create();
  const inputs = rowInputs(rows, size, config);
  const logits = nextTokenLogits(scope, inputs, config);
  const loss = tokenLoss(scope, inputs, config);
  const values = Object.fromEntries([...trialValues(scope)].map(([name, { data }]) => [name, data]));
  return { scope, logits, loss, values };
}

describe.each([
  ["no positions", TINY],
  ["rotary, letters, without ranks", { ...TINY, positions: "rotary", ranks: false } as const],
])("network with %s", (_, config) => {
  const { logits, loss, values } = network(config);
  const feeds = { ...values, ...batchOf([[first, second], [third]], 2, SIZE, config) };

  test("a list has the same logits alone, behind another, and beside padding", () => {
    const [together] = interpret([logits], feeds);
    const alone = { ...values, ...batchOf([[second]], 2, SIZE, config) };
    const [apart] = interpret([logits], alone);
    const columns = SLOTS + SIZE.items;
    const shift = { items: first.items.items.length, tokens: first.tokens.length };
    for (let t = 0; t < second.tokens.length; t++) {
      for (let token = 0; token < SLOTS + second.items.items.length; token++) {
        const own = apart.data[t * columns + token];
        const moved = (t + shift.tokens) * columns + (token < SLOTS ? token : token + shift.items);
        expect(Math.abs(together.data[moved] - own)).toBeLessThan(EXACT);
      }
    }
  });

  test("items of other lists cannot be pointed to", () => {
    const [{ data }] = interpret([logits.softmax()], feeds);
    const columns = SLOTS + SIZE.items;
    for (let t = 0; t < first.tokens.length; t++) {
      const row = data.subarray(t * columns, (t + 1) * columns);
      const foreign = row.subarray(SLOTS + first.items.items.length);
      expect(foreign.every((probability) => probability === 0)).toBe(true);
    }
  });

  test("later tokens change nothing before them, earlier ones do", () => {
    const [before] = interpret([logits], feeds);
    const tokens = feeds.tokens.slice();
    tokens[3] = SLOTS + 1;
    const [after] = interpret([logits], { ...feeds, tokens });
    const row = (data: Float64Array, t: number) => [...data.subarray(t * (SLOTS + 40), (t + 1) * (SLOTS + 40))];
    expect(row(after.data, 2)).toEqual(row(before.data, 2));
    expect(row(after.data, 3)).not.toEqual(row(before.data, 3));
  });

  test("gradients agree with central differences along random directions", () => {
    const size = { items: 2 * third.items.items.length, tokens: 6 };
    const short = { ...third, tokens: third.tokens.slice(0, 3) };
    const { scope, loss, values } = network(config, 1, size);
    const feeds = { ...values, ...batchOf([[short, short]], 1, size, config) };
    const parameters = scope.parameters.map(({ tensor }) => tensor);
    const gradients = interpret(grad(loss, parameters), feeds);
    // Directions in which each parameter alone has slope 1, so that in the sum of several none hides the error of another.
    const directions = scope.parameters.map(({ name }, k) => {
      const rng = createRng(17).fork(name);
      const direction = gradients[k].data.map(() => rng.normal());
      const slope = gradients[k].data.reduce((sum, g, i) => sum + g * direction[i], 0);
      const unit = Math.abs(slope) < SMALLEST_SLOPE ? 1 : 1 / slope;
      return { name, slope: slope * unit, values: direction.map((d) => d * unit) };
    });
    for (let group = 0; group < GROUPS; group++) {
      const own = directions.filter((_, k) => k % GROUPS === group);
      const at = (h: number) => {
        const moved = own.map(({ name, values: d }) => [name, d.map((x, i) => values[name][i] + h * x)] as const);
        return interpret([loss], { ...feeds, ...Object.fromEntries(moved) })[0].data[0];
      };
      const slope = own.reduce((sum, direction) => sum + direction.slope, 0);
      expect(Math.abs((at(STEP) - at(-STEP)) / (2 * STEP) - slope), own.map(({ name }) => name).join()).toBeLessThan(
        1e-4,
      );
    }
  });

  test("onnxruntime agrees with the interpreter", async () => {
    const [exact] = interpret([loss], feeds);
    const program = await Program.compile(
      { outputs: { loss } as Record<string, Tensor> },
      { device: "cpu", threads: 1 },
    );
    const { loss: found } = await program.run(
      Object.fromEntries(program.inputs.map(({ name }) => [name, feeds[name as "tokens"]])),
    );
    expect(Math.abs(found[0] - exact.data[0])).toBeLessThan(1e-4 * exact.data[0]);
    await program.release();
  });
});

test("the parameter formula is the count of the graph; S 0.4M, S2 2M, M 11M, tiny", () => {
  const twins = [
    { ...TINY, charges: "memorised" },
    { ...TINY, items: "letters", fields: "types" },
    { ...TINY, items: "letters", fields: "opaque", ranks: false },
  ] as const;
  for (const config of [TINY, { ...TINY, ranks: false }, ...twins, SIZES.s, SIZES.s2, SIZES.m]) {
    const scope = Scope.create();
    tokenLoss(scope, rowInputs(1, { items: 4, tokens: 4 }, config), config);
    expect(parameterCount(config)).toBe(scope.count());
  }
  expect(Object.values(SIZES).map((config) => Math.round(parameterCount(config) / 1e4) / 100)).toEqual([
    0.39, 1.97, 11.47, 0.01,
  ]);
});

test("fields that are not seen have no pairs, whose items would tell helicities", () => {
  for (const fields of ["types", "opaque"] as const) {
    expect(() => rowInputs(1, SIZE, { ...TINY, fields })).toThrow("lagrangian/fields-need-letters");
    const inputs = rowInputs(1, SIZE, { ...TINY, fields, items: "letters" });
    expect(inputs.features.shape).toEqual([1, SIZE.items, featureWidth({ ...TINY, fields })]);
  }
});

describe("rows", () => {
  test("every list that fits stands in one row, within its room", () => {
    const lengths = lengthsOf(set, TINY);
    const lists = Array.from({ length: 60 }, (_, k) => k);
    const { rows, tooLong } = planRows(lists, lengths, SIZE);
    expect(rows.flat().length + tooLong).toBe(60);
    expect(new Set(rows.flat()).size).toBe(rows.flat().length);
    for (const row of rows) {
      const sum = (read: (list: number) => number) => row.reduce((total, list) => total + read(list), 0);
      expect(sum((list) => lengths(list).items)).toBeLessThanOrEqual(SIZE.items);
      expect(sum((list) => lengths(list).tokens)).toBeLessThanOrEqual(SIZE.tokens);
    }
  });

  test("targets are the next inputs, and the end closes each list", () => {
    const { tokens, targets, segments } = batchOf([[first, second]], 1, SIZE, TINY);
    const counted = first.tokens.length + second.tokens.length;
    expect(targetCount({ targets })).toBe(counted);
    for (let t = 0; t + 1 < counted; t++) if (segments[t] === segments[t + 1]) expect(targets[t]).toBe(tokens[t + 1]);
    expect(targets[first.tokens.length - 1]).toBe(1);
    expect(tokens[first.tokens.length]).toBe(0);
    expect(targets[counted]).toBe(IGNORED);
  });
});
