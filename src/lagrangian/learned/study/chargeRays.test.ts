import { expect, test } from "vitest";
import { multiplyRationals, rational } from "../../../exact/index.ts";
import { createContext } from "../../../run/index.ts";
import { allLists, fieldsOfList, packLists } from "../lists/labelledLists.ts";
import { openLists } from "../lists/listSet.ts";
import { onNewRays } from "./chargeRays.ts";

test("lists with all charges times a number are on the ray of the list, with one charge changed they are not", () => {
  const set = openLists(createContext({ seed: 3 }), "random:60:6");
  const lists = allLists(set).filter((list) => fieldsOfList(set, list).length >= 5);
  const changed = (first: ReturnType<typeof rational>, others: ReturnType<typeof rational>) =>
    packLists(
      lists.map((list) => ({
        fields: fieldsOfList(set, list).map((field, k) => ({
          ...field,
          charge: multiplyRationals(field.charge, k === 0 ? first : others),
        })),
        types: [],
        part: "test" as const,
        rich: false,
      })),
    );
  const factor = rational(-5, 7);
  expect(onNewRays(set, lists, changed(factor, factor))).toEqual(lists.map(() => false));
  const charged = lists.filter((list) => fieldsOfList(set, list)[0].charge.numerator !== 0n);
  const bent = onNewRays(set, lists, changed(rational(11), rational(1)));
  expect(bent.filter(Boolean).length).toBe(charged.length);
  expect(charged.length).toBeGreaterThan(10);
});
