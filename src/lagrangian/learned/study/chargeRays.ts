/**
 * Lists whose charges are a multiple of those of another list: every type is the same, so a network that has seen one with
 * rescaled charges (augment.ts) may have seen the other. The key of a ray is that of the list with the smallest whole
 * charges in the same proportion.
 */
import { clearDenominators, primitiveVector, rational } from "../../../exact/index.ts";
import type { FieldList } from "../../words/matterFields.ts";
import { createListKeys } from "../lists/isomorphism.ts";
import { allLists, fieldsOfList } from "../lists/labelledLists.ts";
import type { LabelledLists } from "../lists/labelledLists.ts";

function withPrimitiveCharges(fields: FieldList): FieldList {
  const whole = primitiveVector(clearDenominators(fields.map(({ charge }) => charge)).entries);
  return fields.map((field, k) => ({ ...field, charge: rational(whole[k]) }));
}

/** Whether the charges of a list of `tests` are a multiple of those of no list in `training`, list by list. */
export function onNewRays(set: LabelledLists, training: readonly number[], tests: LabelledLists): boolean[] {
  const keyOf = createListKeys();
  const rayOf = (lists: LabelledLists, list: number) => keyOf(withPrimitiveCharges(fieldsOfList(lists, list)));
  const known = new Set(training.map((list) => rayOf(set, list)));
  return allLists(tests).map((list) => !known.has(rayOf(tests, list)));
}
