import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { GlueballError } from "../base/index.ts";
import { readNpy, readNpyFile, readNpz, writeNpy, writeNpz, type NpyArray, type NpyType } from "./index.ts";

const folder = mkdtempSync(join(tmpdir(), "glueball-numpy-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A file of format `major`.0 with this header text and these data bytes (in hexadecimal). */
function npy(header: string, dataHex: string, major = 1): Uint8Array {
  const text = Buffer.from(`${header}\n`, major === 3 ? "utf8" : "latin1");
  const length = Buffer.alloc(major === 1 ? 2 : 4);
  length.writeUIntLE(text.length, 0, length.length);
  return Buffer.concat([Buffer.from("\x93NUMPY", "latin1"), Buffer.from([major, 0]), length, text, hex(dataHex)]);
}

function hex(digits: string): Buffer {
  return Buffer.from(digits.replaceAll(" ", ""), "hex");
}

function header(descr: string, shape: string, fortran = "False"): string {
  return `{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': ${shape}, }`;
}

/** What is thrown, as code and sentence. */
function thrown(action: () => unknown): { code: string; message: string; exitCode: number } {
  try {
    action();
  } catch (error) {
    if (error instanceof GlueballError) return { code: error.code, message: error.message, exitCode: error.exitCode };
    throw error;
  }
  throw new Error("nothing was thrown");
}

describe("reading", () => {
  // Element bytes by hand from IEEE 754 and two's complement.
  test.each<[string, string, (number | bigint)[]]>([
    ["<f2", "003c 00c0", [1, -2]],
    ["<f4", "0000803f 0000c03f", [1, 1.5]],
    [">f4", "3f800000 3fc00000", [1, 1.5]],
    ["<f8", "000000000000f03f 00000000000000c0", [1, -2]],
    [">f8", "3ff0000000000000 c000000000000000", [1, -2]],
    ["|i1", "7f 80", [127, -128]],
    ["<i2", "0100 feff", [1, -2]],
    [">i2", "0001 fffe", [1, -2]],
    ["<i4", "01000000 feffffff", [1, -2]],
    [">i4", "00000001 fffffffe", [1, -2]],
    ["<i8", "0100000000000000 feffffffffffffff", [1n, -2n]],
    [">i8", "0000000000000001 fffffffffffffffe", [1n, -2n]],
    ["|u1", "00 ff", [0, 255]],
    ["<u2", "0100 ffff", [1, 65535]],
    [">u4", "00000001 fffffffe", [1, 4294967294]],
    ["<u8", "0100000000000000 ffffffffffffffff", [1n, 18446744073709551615n]],
    ["|b1", "00 01", [0, 1]],
  ])("%s", (descr, bytes, values) => {
    const array = readNpy(npy(header(descr, "(2,)"), bytes), "x.npy");
    expect(array.type).toBe(descr.slice(1));
    expect([...array.data]).toEqual(values);
  });

  test("Fortran order comes back in C order", () => {
    const columns = npy(header("|u1", "(2, 3)", "True"), "00 03 01 04 02 05"); // [[0, 1, 2], [3, 4, 5]] by columns
    expect([...readNpy(columns, "x.npy").data]).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test.each([1, 2, 3])("format version %i, scalars, empty axes and double quotes", (major) => {
    expect(readNpy(npy(header("|u1", "()"), "07", major), "x.npy")).toEqual({
      type: "u1",
      shape: [],
      data: Uint8Array.of(7),
    });
    expect(readNpy(npy(header("<f8", "(3, 0)"), "", major), "x.npy").data).toEqual(new Float64Array(0));
    const quoted = `{"shape": (1,), "descr": "|u1", "fortran_order": False}`;
    expect([...readNpy(npy(quoted, "07", major), "x.npy").data]).toEqual([7]);
  });

  test("gzip is recognised by its magic bytes and the hash is that of the stored file", () => {
    const path = join(folder, "noSuffix");
    writeFileSync(path, gzipSync(npy(header("|u1", "(2,)"), "01 02")));
    const { data, sha256 } = readNpyFile(path);
    expect([...data]).toEqual([1, 2]);
    expect(sha256).toBe(createHash("sha256").update(readFileSync(path)).digest("hex"));
  });
});

describe("writing", () => {
  test("gives the bytes of numpy.save (numpy 2.4.6)", () => {
    const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }${" ".repeat(58)}\n`;
    const golden = Buffer.concat([
      Buffer.from(`\x93NUMPY\x01\x00v\x00${text}`, "latin1"),
      hex("00000000 0000803e 0000003f 0000403f 0000803f 0000a03f"),
    ]);
    const array = { type: "f4", shape: [2, 3], data: Float32Array.of(0, 0.25, 0.5, 0.75, 1, 1.25) } as const;
    expect(Buffer.from(writeNpy(array)).equals(golden)).toBe(true);
  });

  test("a wrong shape or type is refused", () => {
    const wrong: NpyArray = { type: "f8", shape: [2], data: Float32Array.of(1, 2, 3) };
    expect(thrown(() => writeNpy(wrong))).toMatchObject({
      code: "formats/npy-inconsistent-array",
      message: expect.stringContaining('found "3 elements in a Float32Array", expected 2 elements in a Float64Array'),
    });
  });

  test("round trip of random arrays, through npy and npz", () => {
    fc.assert(
      fc.property(fc.array(randomArray(), { maxLength: 3 }), (arrays) => {
        for (const array of arrays) expect(readNpy(writeNpy(array), "x.npy")).toEqual(array);
        const named = new Map(arrays.map((array, i) => [`array ${i} η`, array]));
        expect(readNpz(writeNpz(named), "x.npz")).toEqual(named);
      }),
      { seed: 1 },
    );
  });
});

function randomArray(): fc.Arbitrary<NpyArray> {
  const types = { f4: Float32Array, f8: Float64Array, i2: Int16Array, u8: BigUint64Array } as const;
  return fc
    .tuple(fc.constantFrom("f4", "f8", "i2", "u8"), fc.array(fc.nat(4), { maxLength: 4 }), fc.uint8Array())
    .map(([type, shape, noise]) => {
      const data = new types[type](shape.reduce((product, length) => product * length, 1));
      const bytes = new Uint8Array(data.buffer);
      for (let i = 0; i < bytes.length; i++) bytes[i] = (noise[i % Math.max(1, noise.length)] ?? 0) & 0x3f; // no NaN
      return { type: type as NpyType, shape, data };
    });
}

describe("bad files", () => {
  const good = npy(header("<i4", "(2,)"), "01000000 02000000");
  test.each<[string, Uint8Array, string, string]>([
    ["empty", new Uint8Array(0), "formats/npy-wrong-magic", 'at x.npy, byte 0: found "", expected 93 4e 55 4d 50 59'],
    ["text", Buffer.from("1,2,3\n"), "formats/npy-wrong-magic", 'found "31 2c 32 2c 33 0a"'],
    ["version 4", npy(header("|u1", "(0,)"), "", 4), "formats/npy-unknown-version", 'found "4.0"'],
    ["only the magic", good.subarray(0, 6), "formats/npy-unknown-version", "byte 6"],
    ["cut in the header length", good.subarray(0, 9), "formats/npy-truncated", 'found "9 bytes"'],
    ["cut in the header", good.subarray(0, 40), "formats/npy-truncated", "x.npy, byte 8"],
    ["cut in the data", good.subarray(0, -1), "formats/npy-truncated", 'found "7 bytes", expected 8 bytes'],
    [
      "one byte too many",
      Buffer.concat([good, hex("00")]),
      "formats/npy-extra-bytes",
      "expected 8 bytes for shape (2) of i4",
    ],
    ["objects", npy(header("|O", "(1,)"), "80"), "formats/npy-pickled-objects", "never loaded"],
    ["complex numbers", npy(header("<c16", "(1,)"), "00"), "formats/npy-unsupported-type", 'found "c16"'],
    [
      "a record",
      npy("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,)}", "00"),
      "formats/npy-structured-type",
      "separate arrays",
    ],
    ["code", npy("{'descr': __import__('os'), }", ""), "formats/npy-bad-header", `"__import__('os')`],
    [
      "a missing key",
      npy("{'descr': '<f4', 'shape': (1,)}", "00000000"),
      "formats/npy-bad-header",
      "expected descr, fortran_order, shape",
    ],
    ["a key twice", npy("{'descr': '<f4', 'descr': '<f4'}", ""), "formats/npy-bad-header", "a new key in quotes"],
    ["an unclosed tuple", npy("{'shape': (1, 2", ""), "formats/npy-bad-header", "header character 15"],
    [
      "text after the header",
      npy(`${header("|u1", "(0,)")} x`, ""),
      "formats/npy-bad-header",
      "white space up to the end",
    ],
    ["a negative length", npy(header("<f4", "(-1,)"), ""), "formats/npy-bad-header", "a value or one of"],
    [
      "an overflowing shape",
      npy(header("<f4", "(4294967296, 4294967296)"), ""),
      "formats/npy-bad-header",
      "impossibly large",
    ],
    [
      "a huge length times zero",
      npy(header("<f4", `(0, ${"9".repeat(400)})`), ""),
      "formats/npy-bad-header",
      "impossibly large",
    ],
    ["a truth value for a shape", npy(header("<f4", "True"), ""), "formats/npy-bad-header", "a tuple of integers"],
    ["a bool of 2", npy(header("|b1", "(2,)"), "01 02"), "formats/npy-not-boolean", "+ 1: found 2, expected 0 or 1"],
  ])("%s", (_, bytes, code, text) => {
    const error = thrown(() => readNpy(bytes, "x.npy"));
    expect(error).toMatchObject({ code, exitCode: 2 });
    expect(error.message).toContain(text);
  });

  test("missing files, folders and damaged gzip streams", () => {
    expect(thrown(() => readNpyFile(join(folder, "none.npy"))).code).toBe("formats/no-such-file");
    expect(thrown(() => readNpyFile(folder)).code).toBe("formats/unreadable-file");
    const path = join(folder, "bad.npy.gz");
    const packed = gzipSync(good);
    writeFileSync(path, packed.subarray(0, -4));
    expect(thrown(() => readNpyFile(path)).code).toBe("formats/gzip-damaged");
    writeFileSync(path, Buffer.concat([packed, hex("000000")]));
    expect(thrown(() => readNpyFile(path))).toMatchObject({
      code: "formats/gzip-extra-bytes",
      message: expect.stringContaining(`byte ${packed.length}: found "3 more bytes"`),
    });
  });

  test("truncations and byte flips of npy, npz and gzip give an error of ours or an array that fits its shape", () => {
    const array: NpyArray = { type: "i2", shape: [3, 4], data: Int16Array.from({ length: 12 }, (_, i) => i) };
    const path = join(folder, "fuzz");
    const readers: [Uint8Array, (bytes: Uint8Array) => NpyArray[]][] = [
      [writeNpy(array), (bytes) => [readNpy(bytes, "x.npy")]],
      [
        writeNpz(
          new Map([
            ["a", array],
            ["b", array],
          ]),
        ),
        (bytes) => [...readNpz(bytes, "x.npz").values()],
      ],
      [gzipSync(writeNpy(array)), (bytes) => (writeFileSync(path, bytes), [readNpyFile(path)])],
    ];
    for (const [original, read] of readers) {
      fc.assert(
        fc.property(damage(original), (bytes) => {
          let arrays: NpyArray[] = [];
          try {
            arrays = read(bytes);
          } catch (error) {
            expect(error).toBeInstanceOf(GlueballError);
          }
          for (const { shape, data } of arrays) expect(data.length).toBe(shape.reduce((a, b) => a * b, 1));
        }),
        { seed: 2, numRuns: 400 },
      );
    }
  });
});

/** The bytes cut at a random place or with up to three random bytes replaced. */
function damage(original: Uint8Array): fc.Arbitrary<Uint8Array> {
  const at = fc.nat(original.length - 1);
  const flips = fc.array(fc.tuple(at, fc.nat(255)), { minLength: 1, maxLength: 3 }).map((changes) => {
    const bytes = original.slice();
    for (const [position, value] of changes) bytes[position] = value;
    return bytes;
  });
  return fc.oneof(
    at.map((end) => original.slice(0, end)),
    flips,
  );
}

describe("archives", () => {
  // numpy.savez_compressed(f, a=arange(6, dtype="<f4").reshape(2, 3) / 4, b=arange(3)) of numpy 2.4.6
  const golden =
    "UEsDBC0AAAAIAAAAIQAKnACk//////////8FABQAYS5ucHkBABAAmAAAAAAAAABWAAAAAAAAAJvsF+obEMnIUMZQrZ6SWpxcpG6loG6TZqKuo6Cell9U" +
    "UpSYF59flJIKEndLzClOBYoXZyQWpAL5GkY6CsaaOgq1CmQDLgYwaLADEvYMDA5A3ADEC+wBUEsDBC0AAAAIAAAAIQD3QBLq//////////8FABQAYi5u" +
    "cHkBABAAmAAAAAAAAABMAAAAAAAAAJvsF+obEMnIUMZQrZ6SWpxcpG6loG6TaaGuo6Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GsY6mjoKtQoU" +
    "AC4GKGCE0kxQGgBQSwECLQMtAAAACAAAACEACpwApFYAAACYAAAABQAAAAAAAAAAAAAAgAEAAAAAYS5ucHlQSwECLQMtAAAACAAAACEA90AS6kwAAACY" +
    "AAAABQAAAAAAAAAAAAAAgAGNAAAAYi5ucHlQSwUGAAAAAAIAAgBmAAAAEAEAAAAA";

  test("a compressed archive of numpy", () => {
    expect(readNpz(Buffer.from(golden, "base64"), "x.npz")).toEqual(
      new Map<string, NpyArray>([
        ["a", { type: "f4", shape: [2, 3], data: Float32Array.of(0, 0.25, 0.5, 0.75, 1, 1.25) }],
        ["b", { type: "i8", shape: [3], data: BigInt64Array.of(0n, 1n, 2n) }],
      ]),
    );
  });

  test("a changed byte of the content is found by the checksum", () => {
    const bytes = writeNpz(new Map([["a", { type: "u1", shape: [1], data: Uint8Array.of(7) }]]));
    bytes[bytes.indexOf(7, 100)] = 8;
    expect(thrown(() => readNpz(bytes, "x.npz"))).toMatchObject({
      code: "formats/npz-damaged",
      message: expect.stringContaining("(wrong checksum) at x.npz, member a.npy"),
    });
  });
});

function hasNumpy(): boolean {
  try {
    execFileSync("python3", ["-c", "import numpy"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

test.skipIf(!hasNumpy())("numpy reads our archive and we read its answer (needs python3 with numpy)", () => {
  const path = join(folder, "ours.npz");
  const array: NpyArray = { type: "f4", shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) };
  writeFileSync(path, writeNpz(new Map([["a", array]])));
  const program = `
import numpy, sys
a = numpy.load(sys.argv[1])["a"]
numpy.save(sys.argv[2], numpy.asfortranarray(2 * a).astype(">f8"))`;
  execFileSync("python3", ["-c", program, path, join(folder, "theirs.npy")]);
  const { type, shape, data } = readNpyFile(join(folder, "theirs.npy"));
  expect({ type, shape, data }).toEqual({ type: "f8", shape: [2, 3], data: Float64Array.of(2, 4, 6, 8, 10, 12) });
});
