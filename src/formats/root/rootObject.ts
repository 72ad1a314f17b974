import { damaged, placeOf, type Origin } from "./damage.ts";
import type { EmbeddedBasket } from "./embeddedBasket.ts";

/** A member of an object: a null pointer is undefined, numbers of any width are numbers. */
export type RootValue = number | string | Float64Array | RootObject | undefined;

/** An object of any class as its description spells it out, base classes included. */
export interface RootObject {
  readonly className: string;
  /** Where it stands, for messages. */
  readonly origin: Origin;
  readonly at: number;
  readonly fields: Map<string, RootValue>;
  /** What a collection (TObjArray, TList) holds; null pointers keep their place. */
  items?: readonly (RootObject | undefined)[];
  /** A basket that was small enough to stay inside its tree. */
  basket?: EmbeddedBasket;
}

export function placeOfObject({ origin, at }: RootObject): string {
  return placeOf(origin, at);
}

export function numberOf(object: RootObject, field: string): number {
  const value = object.fields.get(field);
  if (typeof value === "number") return value;
  throw missing(object, field, "a number");
}

export function textOf(object: RootObject, field: string): string {
  const value = object.fields.get(field);
  if (typeof value === "string") return value;
  throw missing(object, field, "a text");
}

export function numbersOf(object: RootObject, field: string): Float64Array {
  const value = object.fields.get(field);
  if (value instanceof Float64Array) return value;
  throw missing(object, field, "numbers");
}

export function objectOf(object: RootObject, field: string): RootObject {
  const value = pointerOf(object, field);
  if (value !== undefined) return value;
  throw missing(object, field, "an object");
}

/** An object or undefined for a null pointer. */
export function pointerOf(object: RootObject, field: string): RootObject | undefined {
  const value = object.fields.get(field);
  if (value === undefined || (typeof value === "object" && !(value instanceof Float64Array))) return value;
  throw missing(object, field, "an object");
}

/** What a collection holds, without its null pointers. */
export function itemsOf(collection: RootObject): RootObject[] {
  if (collection.items === undefined) throw missing(collection, "list", "a TObjArray or TList");
  return collection.items.filter((item) => item !== undefined);
}

function missing(object: RootObject, field: string, expected: string): Error {
  const found = object.fields.has(field) ? "something else" : "nothing";
  return damaged(placeOfObject(object), `the ${object.className} has no fitting member ${field}`, found, expected);
}
