/** Decoding with a cache: the same logits as the whole pass, levels, batches, and sampling that repeats. */
import { describe, expect, test } from "vitest";
import { createRng } from "../../../base/index.ts";
import { createContext } from "../../../run/index.ts";
import { interpret, Scope } from "../../../tensor/index.ts";
import { SLOTS } from "../compact/compactTarget.ts";
import { decodeLists } from "./decode.ts";
import type { Level } from "./decodeMasks.ts";
import { batchOf, exampleOf } from "../compact/examples.ts";
import { fieldsOfList, typesOfList } from "../lists/labelledLists.ts";
import { openLists } from "../lists/listSet.ts";
import { nextTokenLogits, rowInputs, SIZES } from "../compact/model.ts";
import type { LagrangianModelConfig } from "../compact/model.ts";

const CONFIG: LagrangianModelConfig = {
  ...SIZES.s,
  width: 8,
  heads: 2,
  hidden: 12,
  encoderLayers: 1,
  decoderLayers: 2,
};
const SIZE = { items: 70, tokens: 60 };
const FLOAT32 = 1e-3; // nats in a sum of 60 terms

const context = createContext({ seed: 1, threads: 1 });
const set = openLists(createContext({ seed: 9 }), "random:12:4");
const lists = Array.from({ length: 12 }, (_, list) => fieldsOfList(set, list));

const scope = Scope.create();
const inputs = rowInputs(1, SIZE, CONFIG);
const logits = nextTokenLogits(scope, inputs, CONFIG);
const random = createRng(5);
/** Wide enough that no distribution is flat. */
const parameters = new Map(
  scope.parameters.map(({ name, tensor }) => {
    const own = random.fork(name);
    const data = Float32Array.from({ length: tensor.size }, () => (name.endsWith("gain") ? 1 : 0) + 0.4 * own.normal());
    return [name, { shape: tensor.shape, data }] as const;
  }),
);
const network = { config: CONFIG, parameters };
const options = { level: "L1", batch: 5, maxTokens: 60, temperature: 1, rng: createRng(8) } as const;

describe("an untrained network", () => {
  test("steps with a cache give the probability that the whole pass gives", async () => {
    const decoded = await decodeLists(context, network, lists, { ...options, level: "L0" });
    const feeds = Object.fromEntries([...parameters].map(([name, { data }]) => [name, data]));
    for (const list of [0, 3, 7]) {
      const { tokens, logProbability } = decoded[list];
      const example = { ...exampleOf(set, list, CONFIG), tokens };
      const [{ data }] = interpret([logits.logSoftmax()], { ...feeds, ...batchOf([[example]], 1, SIZE, CONFIG) });
      const columns = SLOTS + SIZE.items;
      const whole = tokens.reduce((sum, token, t) => sum + data[t * columns + token], 0);
      expect(Math.abs(logProbability - whole)).toBeLessThan(FLOAT32);
    }
  });

  test("other batches give the same, greedy decoding needs no random numbers", async () => {
    const decoded = await decodeLists(context, network, lists, options);
    const alone = await decodeLists(context, network, lists, { ...options, batch: 1 });
    expect(alone.map(({ tokens }) => tokens)).toEqual(decoded.map(({ tokens }) => tokens));
    const greedy = { ...options, temperature: 0, level: "L4" } as const;
    const [one, other] = [
      await decodeLists(context, network, lists, greedy),
      await decodeLists(context, network, lists, { ...greedy, rng: createRng(1) }),
    ];
    expect(other).toEqual(one);
  });

  test("L1 parses, L3 is valid, L4 is valid and complete, even untrained", async () => {
    const at = async (level: Level) => decodeLists(context, network, lists, { ...options, level, maxTokens: 20 });
    const [parsed, valid, complete] = [await at("L1"), await at("L3"), await at("L4")];
    lists.forEach((_, list) => {
      const exact = typesOfList(set, list);
      const letters = new Set(exact.map((type) => type.letters.join(" ")));
      expect(parsed[list].unreadable).toBe(0);
      expect(valid[list].types.every((type) => letters.has(type.letters.join(" ")))).toBe(true);
      expect(complete[list]).toMatchObject({ types: exact, unreadable: 0, repeated: 0, complete: true });
    });
  });
});
