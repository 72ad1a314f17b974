/**
 * Reads the statements `NAME = Class(key = value, ...)` and `NAME = OTHER.anti()` of UFO files: texts, numbers, lists,
 * dictionaries and dotted names. Imports, comments and lists of a whole kind are passed over.
 */
import { GlueballError } from "../../base/index.ts";

export type PythonValue =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "list"; readonly items: readonly PythonValue[] }
  | {
      readonly kind: "dictionary";
      readonly items: readonly { readonly key: PythonValue; readonly value: PythonValue }[];
    };

export interface PythonObject {
  readonly name: string;
  /** The class, or `anti` of another object. */
  readonly kind: string;
  readonly of: string | undefined;
  readonly fields: ReadonlyMap<string, PythonValue>;
}

const WORD =
  /\s+|'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[A-Za-z_][A-Za-z0-9_.]*|-?\d+\.?\d*(?:[eE][+-]?\d+)?|[[\](){},:=*/+-]/gy;

/** All objects of a file. @throws GlueballError lagrangian/python-not-understood. */
export function readPythonObjects(text: string, file: string): PythonObject[] {
  const objects: PythonObject[] = [];
  const statement = /^([A-Za-z_]\w*) = (?:([A-Za-z]\w*)\(|([A-Za-z_]\w*)\.anti\(\))/gm;
  for (const match of text.matchAll(statement)) {
    const [whole, name, kind, of] = match;
    if (of !== undefined) {
      objects.push({ name, kind: "anti", of, fields: new Map() });
      continue;
    }
    const reader = createReader(text, match.index + whole.length, file);
    objects.push({ name, kind, of: undefined, fields: reader.fields() });
  }
  return objects;
}

function createReader(text: string, start: number, file: string) {
  let place = start;
  let word = "";
  const current = () => word;
  const advance = () => {
    do {
      WORD.lastIndex = place;
      const match = WORD.exec(text);
      if (match === null) throw notUnderstood(text, place, file);
      [word] = match;
      place = WORD.lastIndex;
    } while (word.trim() === "");
  };
  const take = (expected: string) => {
    if (word !== expected) throw notUnderstood(text, place, file);
    advance();
  };
  const list = (close: string): PythonValue[] => {
    const items: PythonValue[] = [];
    while (current() !== close) {
      items.push(value());
      if (word === ",") advance();
    }
    advance();
    return items;
  };
  const value = (): PythonValue => {
    const own = word;
    advance();
    if (own === "[") return { kind: "list", items: list("]") };
    if (own === "(") return { kind: "list", items: list(")") };
    if (own === "{") return dictionary();
    if (own.startsWith("'") || own.startsWith('"')) {
      return { kind: "text", text: own.slice(1, -1).replaceAll(/\\(.)/g, "$1") };
    }
    if (/^-?\d/.test(own)) return numberOrRatio(Number(own));
    if (/^[A-Za-z_]/.test(own)) return { kind: "name", name: own };
    throw notUnderstood(text, place, file);
  };
  const numberOrRatio = (first: number): PythonValue => {
    if (word !== "/") return { kind: "number", value: first };
    advance();
    const second = Number(word);
    advance();
    return { kind: "number", value: first / second };
  };
  const dictionary = (): PythonValue => {
    const items: { key: PythonValue; value: PythonValue }[] = [];
    while (current() !== "}") {
      const key = value();
      take(":");
      items.push({ key, value: value() });
      if (word === ",") advance();
    }
    advance();
    return { kind: "dictionary", items };
  };
  return {
    fields: (): Map<string, PythonValue> => {
      const fields = new Map<string, PythonValue>();
      advance();
      while (current() !== ")") {
        const key = word;
        advance();
        take("=");
        fields.set(key, value());
        if (word === ",") advance();
      }
      return fields;
    },
  };
}

function notUnderstood(text: string, place: number, file: string): GlueballError {
  const line = text.slice(0, place).split("\n").length;
  return new GlueballError({
    code: "lagrangian/python-not-understood",
    what: "a file of a UFO model is not what this program writes",
    place: `${file}, line ${line}`,
    found: text.slice(place, place + 30),
    expected: "NAME = Class(key = value, ...)",
  });
}
