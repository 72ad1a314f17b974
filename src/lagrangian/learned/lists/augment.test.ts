import { expect, test } from "vitest";
import { createRng } from "../../../base/index.ts";
import {
  divideRationals,
  equalRationals,
  formatRational,
  isZeroRational,
  multiplyRationals,
  rationalToNumber,
} from "../../../exact/index.ts";
import { createContext } from "../../../run/index.ts";
import { turnList } from "./augment.ts";
import { createListKeys } from "./isomorphism.ts";
import { fieldsOfList, typesOfList } from "./labelledLists.ts";
import { openLists } from "./listSet.ts";
import { createTypeCounter } from "./typeCounts.ts";

test("a list in another form has the types that counting gives, and the same class", () => {
  const set = openLists(createContext({ seed: 8 }), "random:60:6");
  const [counter, keyOf] = [createTypeCounter(), createListKeys()];
  const forms = new Set<string>();
  for (let list = 0; list < 60; list++) {
    const own = { fields: fieldsOfList(set, list), types: typesOfList(set, list) };
    const turned = turnList(own, createRng(list));
    expect(turned.types).toEqual(counter.types(turned.fields));
    expect(keyOf(turned.fields)).toBe(keyOf(own.fields));
    if (list === 7) for (let k = 0; k < 50; k++) forms.add(JSON.stringify(turnList(own, createRng(k)), text));
  }
  expect(forms.size).toBeGreaterThan(1);
});

test("charges times a number leave every type where it was; the number is a new one each time", () => {
  const set = openLists(createContext({ seed: 9 }), "random:80:6");
  const counter = createTypeCounter();
  const ratios = new Set<string>();
  for (let list = 0; list < 80; list++) {
    const own = { fields: fieldsOfList(set, list), types: typesOfList(set, list) };
    const [plain, scaled] = [false, true].map((rescale) => turnList(own, createRng(list), rescale));
    expect(scaled.types).toEqual(plain.types);
    expect(scaled.types).toEqual(counter.types(scaled.fields));
    const charged = plain.fields.findIndex(({ charge }) => !isZeroRational(charge));
    if (charged === -1) continue;
    const ratio = divideRationals(scaled.fields[charged].charge, plain.fields[charged].charge);
    ratios.add(formatRational(ratio));
    expect(rationalToNumber(ratio)).toBeGreaterThan(0.33);
    expect(rationalToNumber(ratio)).toBeLessThanOrEqual(1.5);
    scaled.fields.forEach(({ charge }, k) =>
      expect(equalRationals(charge, multiplyRationals(plain.fields[k].charge, ratio))).toBe(true),
    );
  }
  expect(ratios.size).toBeGreaterThan(50);
});

const text = (_: string, value: unknown) => (typeof value === "bigint" ? String(value) : value);
