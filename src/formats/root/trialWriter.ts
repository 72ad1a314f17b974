/** Writes ROOT objects by the classes of `trialClasses.ts`, for tests and benches. The mirror of `objects.ts`. */
import { TRIAL_CLASSES, type TrialMember } from "./trialClasses.ts";

/** An object to be written: members that are not given are 0, empty or null. */
export interface TrialObject {
  readonly className: string;
  readonly members?: Readonly<Record<string, TrialValue>>;
  /** What a TObjArray or TList holds. */
  readonly items?: readonly (TrialObject | undefined)[];
  /** A basket inside the tree: its bytes as they are. */
  readonly raw?: Uint8Array;
}
export type TrialValue = number | string | readonly number[] | TrialObject | undefined;

export class TrialWriter {
  #bytes = new Uint8Array(1 << 12);
  #view = new DataView(this.#bytes.buffer);
  length = 0;
  /** Whether positions in the file have 8 bytes. */
  readonly large: boolean;
  readonly #keyLength: number;
  readonly #tags = new Map<string | TrialObject, number>();

  constructor({ keyLength = 0, large = false } = {}) {
    this.#keyLength = keyLength;
    this.large = large;
  }

  result(): Uint8Array {
    return this.#bytes.slice(0, this.length);
  }

  #room(bytes: number): number {
    if (this.length + bytes > this.#bytes.length) {
      const larger = new Uint8Array(2 * (this.length + bytes));
      larger.set(this.#bytes.subarray(0, this.length));
      this.#bytes = larger;
      this.#view = new DataView(larger.buffer);
    }
    this.length += bytes;
    return this.length - bytes;
  }

  u8 = (value: number) => this.#put(1, (view, at) => view.setUint8(at, value));
  i16 = (value: number) => this.#put(2, (view, at) => view.setInt16(at, value));
  i32 = (value: number) => this.#put(4, (view, at) => view.setInt32(at, value));
  i64 = (value: number) => this.#put(8, (view, at) => view.setBigInt64(at, BigInt(value)));
  f32 = (value: number) => this.#put(4, (view, at) => view.setFloat32(at, value));
  f64 = (value: number) => this.#put(8, (view, at) => view.setFloat64(at, value));

  position = (value: number) => (this.large ? this.i64(value) : this.i32(value));

  #put(bytes: number, write: (view: DataView, at: number) => void): void {
    const at = this.#room(bytes);
    write(this.#view, at);
  }

  raw(bytes: Uint8Array): void {
    const at = this.#room(bytes.length);
    this.#bytes.set(bytes, at);
  }

  string(text: string): void {
    const bytes = new TextEncoder().encode(text);
    if (bytes.length < 255) this.u8(bytes.length);
    else {
      this.u8(255);
      this.i32(bytes.length);
    }
    this.raw(bytes);
  }

  /** Whatever `write` writes behind its byte count. */
  counted(write: () => void): void {
    const at = this.#room(4);
    write();
    this.#view.setUint32(at, 0x40000000 + (this.length - at - 4));
  }

  /** An object without a pointer before it. */
  object(object: TrialObject, className = object.className): void {
    if (object.raw !== undefined) return this.raw(object.raw);
    if (className === "TObject") return this.#tObject();
    if (className.startsWith("TArray")) return this.i32(0);
    if (className === "TObjArray" || className === "TList") return this.#collection(object);
    const description = TRIAL_CLASSES[className];
    this.counted(() => {
      this.i16(className.includes("::") ? 0 : description.version); // a class without version gives its checksum
      if (className.includes("::")) this.i32(description.checksum);
      for (const member of description.members) this.#member(member, object);
    });
  }

  #tObject(): void {
    this.i16(1);
    this.i32(0);
    this.i32(0);
  }

  #collection({ className, items = [] }: TrialObject): void {
    this.counted(() => {
      this.i16(className === "TList" ? 5 : 3);
      this.#tObject();
      this.string("");
      this.i32(items.length);
      if (className === "TObjArray") this.i32(0);
      for (const item of items) {
        this.pointer(item);
        if (className === "TList") this.string("");
      }
    });
  }

  #member(member: TrialMember, object: TrialObject): void {
    const { name, type } = member;
    const value = object.members?.[name];
    if (type === 0) return this.object(object, name);
    if (type === 65) return this.string((value as string) ?? "");
    if (type === 64) return this.pointer(value as TrialObject | undefined);
    if (type === 61 || type === 62) {
      return this.object((value as TrialObject) ?? { className: member.typeName });
    }
    if (type < 20) return this.#number(type, (value as number) ?? 0);
    if (type < 40) return this.raw(new Uint8Array(20)); // fMaxIndex, the only array of fixed length
    const numbers = (value as readonly number[]) ?? [];
    this.u8(numbers.length === 0 ? 0 : 1);
    for (const number of numbers) this.#number(type - 40, number);
  }

  #number(type: number, value: number): void {
    if (type === 1 || type === 11 || type === 18) this.u8(value);
    else if (type === 2) this.i16(value);
    else if (type === 3 || type === 6 || type === 13) this.i32(value);
    else if (type === 5) this.f32(value);
    else if (type === 8) this.f64(value);
    else this.i64(value);
  }

  /** Null, the position of what was written before, or the object behind the name of its class. */
  pointer(object: TrialObject | undefined): void {
    const known = object === undefined ? 0 : this.#tags.get(object);
    if (object === undefined || known !== undefined) return this.i32(known ?? 0);
    this.#tags.set(object, this.length + this.#keyLength + 2);
    this.counted(() => {
      const tag = this.#tags.get(object.className);
      if (tag === undefined) {
        this.#tags.set(object.className, this.length + this.#keyLength + 2);
        this.i32(-1);
        this.raw(new TextEncoder().encode(`${object.className}\0`));
      } else this.i32(tag | 0x80000000);
      this.object(object);
    });
  }
}
