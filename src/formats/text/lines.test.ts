import { gzipSync, zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRng, GlueballError } from "../../base/index.ts";
import { byteFileOf } from "../byteFile.ts";
import { nearestFloat64 } from "./decimal.ts";
import { textChunks, textHead } from "./chunks.ts";
import { TextLines } from "./lines.ts";

const file = (content: string | Uint8Array) => byteFileOf(Buffer.from(content as string), "t");

async function linesOf(content: string | Uint8Array): Promise<string[]> {
  const lines = new TextLines(file(content));
  const texts: string[] = [];
  while (lines.nextLine() || (await lines.refill())) texts.push(lines.text());
  return texts;
}

/** The first line of `text`, ready to be read field by field. */
async function firstLine(text: string): Promise<TextLines> {
  const lines = new TextLines(file(text));
  await lines.refill();
  return lines;
}

async function message(action: () => unknown): Promise<string> {
  try {
    await action();
  } catch (error) {
    if (error instanceof GlueballError) return error.message;
    throw error;
  }
  return "nothing was thrown";
}

describe("numbers from bytes", () => {
  test("any text that Number reads gives Number's float64, sign of zero included", async () => {
    const digits = (most: number) =>
      fc.string({ unit: fc.constantFrom(..."0123456789"), minLength: 1, maxLength: most });
    const decimal = fc
      .tuple(
        fc.constantFrom("", "-", "+"),
        digits(25),
        fc.option(digits(25)),
        fc.option(fc.integer({ min: -340, max: 300 })),
      )
      .map(([sign, whole, part, exponent]) => {
        return `${sign}${whole}${part === null ? "" : `.${part}`}${exponent === null ? "" : `e${exponent}`}`;
      })
      .filter((text) => Number.isFinite(Number(text)));
    await fc.assert(
      fc.asyncProperty(decimal, async (text) => {
        expect((await firstLine(text)).float()).toBe(Number(text));
      }),
      { numRuns: 1000, seed: 1 },
    );
  });

  test("the digits that generators print come back as the float64 that was printed", async () => {
    const rng = createRng(3);
    const values = Array.from({ length: 5000 }, () => rng.normal() * 10 ** (rng.integer(40) - 20));
    const lines = await firstLine(values.map((value) => value.toExponential(16)).join(" "));
    for (const value of values) expect(lines.float()).toBe(value);
  });

  test("ties and near-ties between two float64 are left to Number", () => {
    expect(nearestFloat64(900719925474099, 3, 1, 0)).toBeNaN(); // 2^53 + 1 lies between 2^53 and 2^53 + 2
    expect(nearestFloat64(900719925474099, 300001, 6, -5)).toBe(2 ** 53 + 2);
    expect(nearestFloat64(1, 0, 0, 300)).toBeNaN();
    expect(nearestFloat64(5, 0, 0, -22)).toBe(5e-22);
  });

  test.each([
    ["1.5D+02", 150],
    ["-.5d-1", -0.05],
    ["+7.", 7],
    ["9007199254740993", 9007199254740992],
    ["0e99999999", 0],
    ["4.9e-324", 5e-324],
    ["1.7976931348623157e308", Number.MAX_VALUE],
    ["0.000000000000000000000000000012345678901234567890", 1.2345678901234567e-29],
    ["1,", 1],
  ])("%s is %f", async (text, value) => expect((await firstLine(text)).float()).toBe(value));

  test.each([
    ["nan", 'found "nan", expected a number [formats/not-a-number]'],
    ["-", 'found "-", expected a number [formats/not-a-number]'],
    ["1.2.3", 'found "1.2.3", expected a number'],
    ["1e", 'found "1e", expected digits after the exponent letter'],
    ["0x10", 'found "0x10", expected a number'],
    ["1e999", 'found "1e999", expected a number below 1.8e308'],
    ["1e99999999999999999999", "expected a number below 1.8e308"],
    ["  ", 'found "the end of the line", expected a number'],
  ])("%s is refused", async (text, expected) => {
    const lines = await firstLine(`# a line\n  ${text}`);
    if (!lines.nextLine()) await lines.refill();
    const found = await message(() => lines.float());
    expect(found).toContain("a field does not parse at t, line 2, byte ");
    expect(found).toContain(expected);
  });

  test.each(["1.0", "2147483648", "99999999999999999999", "--1", "", "7a"])("%j is no integer", async (text) => {
    const found = await message(async () => (await firstLine(text)).integer());
    expect(found).toContain("expected a whole number of at most 31 bits [formats/not-a-number]");
  });

  test("integers, counts, words and the rest of a line", async () => {
    const lines = await firstLine("  -2147483647\t+3 -0  ab\u00e9  c  d ");
    expect([lines.integer(), lines.count(), lines.count()]).toEqual([-2147483647, 3, 0]);
    expect([lines.word(), lines.rest(), lines.word()]).toEqual(["ab\u00e9", " c  d ", "c"]);
    const negative = await message(async () => (await firstLine("-1")).count());
    expect(negative).toBe(
      'a field does not parse at t, line 1, byte 0: found "-1", expected a number of things, 0 or more [formats/not-a-number]',
    );
  });
});

describe("lines", () => {
  test("of any lengths come out as they went in, whatever the packing", async () => {
    const rng = createRng(5);
    const texts = Array.from({ length: 3000 }, () => "x".repeat(rng.integer(900)) + rng.integer(1000));
    texts[1000] = "y".repeat(700_000); // longer than a block
    for (const pack of [(bytes: Buffer) => bytes, gzipSync, zstdCompressSync]) {
      expect(await linesOf(pack(Buffer.from(texts.join("\n"))))).toEqual(texts);
    }
  });

  test("Windows line ends, a byte order mark, a missing last newline and empty files", async () => {
    expect(await linesOf("\ufeffa\r\n\r\nb\r")).toEqual(["a", "", "b"]);
    expect(await linesOf("")).toEqual([]);
    expect(await linesOf("\n")).toEqual([""]);
    expect(await linesOf(Buffer.from("Sj\xf6strand", "latin1"))).toEqual(["Sj\u00f6strand"]);
  });

  test("all members of gzip and all frames of zstd are read (Node stops after the first frame)", async () => {
    const [a, b] = [Buffer.from("1\n"), Buffer.from("2\n")];
    const skippable = Buffer.from("502a4d1804000000aabbccdd", "hex");
    expect(await linesOf(Buffer.concat([gzipSync(a), gzipSync(b)]))).toEqual(["1", "2"]);
    expect(await linesOf(Buffer.concat([zstdCompressSync(a), skippable, zstdCompressSync(b)]))).toEqual(["1", "2"]);
  });

  test.each([
    ["gzip", gzipSync],
    ["zstd", zstdCompressSync],
  ])("truncated, damaged or trailing %s data are errors", async (name, pack) => {
    const whole = pack(Buffer.from("1 2 3\n".repeat(100)));
    const broken = [whole.subarray(0, -3), Buffer.concat([whole, Buffer.from("more bytes")]), whole.subarray(0, 5)];
    for (const content of broken) {
      expect(await message(() => linesOf(content))).toContain(`the ${name} data are truncated or damaged (`);
      expect(await message(() => linesOf(content))).toContain(`[formats/${name}-damaged]`);
    }
  });

  test("a line without end is refused before it fills the memory, also when a few bytes unpack to it", async () => {
    const bomb = gzipSync(Buffer.alloc(2 ** 25, "x"), { level: 1 });
    expect(await message(() => linesOf(bomb))).toBe(
      'a line does not end at t, line 1, byte 0: found "more than 16777216 bytes", expected a newline before [formats/line-too-long]',
    );
  });

  test("errors count bytes and lines across blocks, of the unpacked text", async () => {
    const content = `${"1234567\n".repeat(100_000)}12 ab\n`;
    for (const [pack, of] of [[Buffer.from, ""] as const, [gzipSync, " of the unpacked text"] as const]) {
      const lines = new TextLines(file(pack(content)));
      const found = await message(async () => {
        while (lines.nextLine() || (await lines.refill())) while (lines.remaining() > 0) lines.float();
      });
      expect(found).toContain(`line 100001, byte 800003${of}: found "ab"`);
    }
  });

  test("the head is enough to recognise a format, and reading can end early", async () => {
    expect(Buffer.from(await textHead(file(gzipSync("abc\n".repeat(5000))), 10)).toString()).toBe("abc\nabc\nab");
    expect(await textHead(file(""))).toEqual(new Uint8Array(0));
    for await (const chunk of textChunks(file(gzipSync("abc")))) {
      expect(Buffer.from(chunk).toString()).toBe("abc");
      break;
    }
  });
});
