/**
 * A small assembler for WebAssembly: what a numeric loop needs, and no more. An expression is the list of its bytes, so
 * `f64x2.add(a, b)` is the code of a, the code of b and the opcode of f64x2.add. Addresses are in bytes.
 *
 * Names and opcodes: WebAssembly Core Specification 2.0, section 5, www.w3.org/TR/wasm-core-2.
 */
export type Code = readonly number[];

export const I32 = 0x7f;
export const F64 = 0x7c;
/** Two float64 side by side, called lanes. */
export const V128 = 0x7b;
export type ValueType = typeof I32 | typeof F64 | typeof V128;

/** The operands, then the opcode. */
const operation =
  (...opcode: Code) =>
  (...operands: readonly Code[]): Code => [...operands.flat(), ...opcode];

/** From an address plus a fixed offset; no alignment is promised. */
const load =
  (...opcode: Code) =>
  (address: Code, offset = 0): Code => [...address, ...opcode, 0, ...unsigned(offset)];

const store =
  (...opcode: Code) =>
  (address: Code, value: Code, offset = 0): Code => [...address, ...value, ...opcode, 0, ...unsigned(offset)];

const simd = (opcode: number): Code => [0xfd, ...unsigned(opcode)];

export const i32 = {
  const: (value: number): Code => [0x41, ...signed(value)],
  load: load(0x28),
  store: store(0x36),
  lt: operation(0x48),
  ge: operation(0x4e),
  add: operation(0x6a),
  sub: operation(0x6b),
  and: operation(0x71),
  or: operation(0x72),
  shl: operation(0x74),
  shr: operation(0x75),
};

export const f64 = {
  const: (value: number): Code => [0x44, ...new Uint8Array(Float64Array.of(value).buffer)],
  load: load(0x2b),
  store: store(0x39),
  lt: operation(0x63),
  min: operation(0xa4),
};

/** A comparison sets all bits of a lane, which makes it NaN, or none. */
export const f64x2 = {
  load: load(...simd(0)),
  store: store(...simd(11)),
  splat: operation(...simd(20)),
  lane: (k: 0 | 1, value: Code): Code => [...value, ...simd(33), k],
  eq: operation(...simd(71)),
  lt: operation(...simd(73)),
  le: operation(...simd(75)),
  and: operation(...simd(78)),
  or: operation(...simd(80)),
  anyTrue: operation(...simd(83)),
  /** The sign bits of the lanes. */
  bitmask: operation(...simd(196)),
  abs: operation(...simd(236)),
  add: operation(...simd(240)),
  sub: operation(...simd(241)),
  mul: operation(...simd(242)),
  /** b where b < a, else a; so a, where b is NaN. */
  pmin: operation(...simd(246)),
};

/** The body, if the condition holds. */
export function when(condition: Code, ...body: readonly Code[]): Code {
  return [...condition, 0x04, 0x40, ...body.flat(), 0x0b];
}

/** The body, and again while the condition holds after it. */
export function repeatWhile(condition: Code, ...body: readonly Code[]): Code {
  return [0x03, 0x40, ...body.flat(), ...condition, 0x0d, 0, 0x0b];
}

/** A parameter or a variable; variables start at 0. */
export interface Local {
  readonly type: ValueType;
  readonly get: Code;
  set(value: Code): Code;
}

/** A function that returns what its body leaves: an i32. */
export interface WasmFunction {
  readonly name: string;
  readonly parameters: readonly Local[];
  readonly variables: readonly Local[];
  readonly body: readonly Code[];
}

/** Numbers the locals of a function: parameters, of type i32, first. */
export function declare(parameterCount: number) {
  const local = (type: ValueType, index: Code): Local => ({
    type,
    get: [0x20, ...index],
    set: (value) => [...value, 0x21, ...index],
  });
  const parameters = Array.from({ length: parameterCount }, (_, k) => local(I32, unsigned(k)));
  const variables: Local[] = [];
  const several = (type: ValueType) => (count: number) =>
    Array.from({ length: count }, () => {
      const made = local(type, unsigned(parameterCount + variables.length));
      variables.push(made);
      return made;
    });
  return { parameters, variables, integers: several(I32), numbers: several(F64), pairs: several(V128) };
}

/** What is used of the global WebAssembly, which the types of Node leave out. */
interface Engine {
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
}

/** Compiles functions, which takes a thousandth of a second; they and a memory of one page, `memory`, are returned. */
export function assemble(functions: readonly WasmFunction[]): unknown {
  const { Module, Instance } = (globalThis as unknown as { readonly WebAssembly: Engine }).WebAssembly;
  return new Instance(new Module(moduleBytes(functions))).exports;
}

const VERSION: Code = [1, 0, 0, 0];

function moduleBytes(functions: readonly WasmFunction[]): Uint8Array<ArrayBuffer> {
  const types = functions.map(({ parameters }) => [0x60, ...list(parameters.map(({ type }) => [type])), 1, I32]);
  const exports = functions.map(({ name }, k) => [...text(name), 0, ...unsigned(k)]);
  const bodies = functions.map(({ variables, body }) => {
    const code = [...list(variables.map(({ type }) => [1, type])), ...body.flat(), 0x0b];
    return [...unsigned(code.length), ...code];
  });
  return Uint8Array.from([
    0,
    ...new TextEncoder().encode("asm"),
    ...VERSION,
    ...section(1, types),
    ...section(3, [...functions.keys()].map(unsigned)),
    ...section(5, [[0, 1]]),
    ...section(7, [...exports, [...text("memory"), 2, 0]]),
    ...section(10, bodies),
  ]);
}

function section(id: number, entries: readonly Code[]): Code {
  const content = list(entries);
  return [id, ...unsigned(content.length), ...content];
}

function list(entries: readonly Code[]): Code {
  return [...unsigned(entries.length), ...entries.flat()];
}

function text(name: string): Code {
  return list([...new TextEncoder().encode(name)].map((byte) => [byte]));
}

/** LEB128: seven bits a byte, the lowest first. */
function unsigned(value: number): Code {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}

function signed(value: number): Code {
  const isLast = value >= -0x40 && value < 0x40;
  return isLast ? [value & 0x7f] : [(value & 0x7f) | 0x80, ...signed(value >> 7)];
}
