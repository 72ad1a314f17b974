/** Rejected and completed output of an untrained network: valid whatever it writes, more with more samples, its own share told. */
import { describe, expect, test } from "vitest";
import { createRng } from "../../../base/index.ts";
import { createContext } from "../../../run/index.ts";
import { Scope } from "../../../tensor/index.ts";
import { countToken } from "../compact/compactTarget.ts";
import { decodeLists } from "./decode.ts";
import { fieldsOfList, typesOfList } from "../lists/labelledLists.ts";
import { openLists } from "../lists/listSet.ts";
import { rowInputs, SIZES, tokenLoss } from "../compact/model.ts";
import { createWriter } from "./writing.ts";
import type { WrittenList } from "./writing.ts";

const CONFIG = { ...SIZES.s, width: 8, heads: 2, hidden: 12, encoderLayers: 1, decoderLayers: 1 };
const scope = Scope.create();
tokenLoss(scope, rowInputs(1, { items: 4, tokens: 4 }, CONFIG), CONFIG);
const parameters = new Map(scope.initialValues(createRng(1)));
/** Turned so that the network mostly says the number 1: the query is near a constant, and the other numbers stand against it. */
const turn = (name: string, value: (k: number) => number) => {
  const { shape, data } = parameters.get(name)!;
  parameters.set(name, { shape, data: data.map((own, k) => own + value(k)) });
};
turn("decoder.norm.bias", () => 2);
turn("decoder.query.weight", (k) => (k % 9 === 0 ? 2 : 0));
turn("decoder.output.slots", (k) => (k >= 8 * countToken(2) ? -1 : 0));
const network = { config: CONFIG, parameters };
const context = createContext({ seed: 1, threads: 1 });
const set = openLists(createContext({ seed: 9 }), "random:6:3");
const lists = Array.from({ length: 6 }, (_, list) => fieldsOfList(set, list));
const truth = lists.map((_, list) => typesOfList(set, list));
const options = {
  batch: 6,
  maxTokens: 30,
  temperature: 0,
  samples: 1,
  sampleLevel: "L2",
  sampleTemperature: 1,
} as const;

const invariants = (written: readonly WrittenList[]) =>
  written.flatMap(({ types }) => types).reduce((sum, { count }) => sum + count, 0);

describe("an untrained network", () => {
  test("rejected: only true types with possible numbers are left, and more samples find more", async () => {
    const one = await createWriter(context, network, lists, options)("rejected");
    const three = await createWriter(context, network, lists, { ...options, samples: 3 })("rejected");
    three.forEach(({ types, ...rest }, list) => {
      expect(rest).toEqual({ unreadable: 0, repeated: 0, complete: true });
      for (const { letters, count } of types) {
        const known = truth[list].find((type) => type.letters.join() === letters.join());
        expect(known?.count).toBeGreaterThanOrEqual(count);
      }
      const lettersOf = (written: WrittenList) => written.types.map(({ letters }) => letters.join());
      expect(lettersOf(three[list])).toEqual(expect.arrayContaining(lettersOf(one[list])));
    });
    expect(invariants(one)).toBeGreaterThan(0);
    expect(invariants(three)).toBeGreaterThan(invariants(one));
  });

  test("one sample is what is left of the sequence that the decoder writes", async () => {
    const rng = context.rng.fork("decode").fork("sample").fork(0);
    const decoded = await decodeLists(context, network, lists, { ...options, level: "L2", temperature: 1, rng });
    const left = decoded.map(({ types }, list) =>
      types.filter(({ letters, count }) =>
        truth[list].some((type) => type.letters.join() === letters.join() && type.count >= count),
      ),
    );
    const rejected = await createWriter(context, network, lists, options)("rejected");
    expect(rejected.map(({ types }) => types)).toEqual(left);
  });

  test("completed: the whole Lagrangian, with the network's own share", async () => {
    const write = createWriter(context, network, lists, { ...options, sampleLevel: "L0" });
    const [completed, rejected] = [await write("completed"), await write("rejected")];
    completed.forEach(({ types, ownInvariants }, list) => {
      expect(types).toEqual(truth[list]);
      expect(ownInvariants).toBe(invariants([rejected[list]]));
    });
  });

  test("levels of one sequence are those of the decoder", async () => {
    const decoded = await decodeLists(context, network, lists, {
      ...options,
      level: "L1",
      rng: context.rng.fork("decode").fork("L1"),
    });
    expect(await createWriter(context, network, lists, options)("L1")).toEqual(decoded);
  });
});
