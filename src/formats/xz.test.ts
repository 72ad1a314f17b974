import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { GlueballError } from "../base/index.ts";
import { xzUnpack } from "./xz.ts";

/** Streams that Python 3.11 (liblzma 5.4) wrote with a CRC32 check, and what they hold. */
const STREAMS: Readonly<Record<string, { stream: string; content: Uint8Array }>> = {
  "far matches": {
    stream:
      "/Td6WFoAAAFpIt42AgAhARYAAAB0L+Wj4AcHAD1dACoaCKIDJWbxS3jFogX/LubZ0iAarTT44h3oQTb63AZpuzzkEDQnCeuzZuPt" +
      "N5jtkq3VJ0UIMF5dcR2x1gAAAAAA5sOVZAABVYgOAAAA+cFf/j4wDYsCAAAAAAFZWg==",
    content: Buffer.from("The quick brown fox jumps over the lazy dog. ".repeat(40)),
  },
  "bytes as they are": {
    stream:
      "/Td6WFoAAAFpIt42AgAhARYAAAB0L+WjAQD/bjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB1L9RIvNEVUxTveLruM0rfj" +
      "0WAK1jHDhaXXzOI8d4VFmtvBtMkA/+SNV1tdpcY4BAEl9l2w/j4kSUt26phkV9mGCE/tCLl4r019GWp0RqhrWACeY2thHbFiEbZa" +
      "mq3/KcXlLZxQjFAjRzRNjAetkcvWBor8df9ikvBioJyjgcieced7mprp4wsNvbb1EKJk753ngVAde2uSronrBZxat0PbZ1humPrS" +
      "faC5lovAOaHvNMk5ubjlI6i++J1HhgjF7PbKNYdY9tJ+bPRScpN5d6dI/Yg5HbZ5ztp9x78fAF7oeQB9k2D9AAGUAoACAAC9sb/R" +
      "PjANiwIAAAAAAVla",
    content: Buffer.concat(Array.from({ length: 8 }, (_, i) => createHash("sha256").update(Uint8Array.of(i)).digest())),
  },
  "parameters lc 1, lp 2, pb 1": {
    stream:
      "/Td6WFoAAAFpIt42AgAhARwAAAAQz1jM4ASvAgdAAAAAQEExNI/J3IbaPhCWb9nGp95Vwnq9GSIIbkK56UAu4jpjuPJanzBSBdtGdBgO" +
      "EZjYdsRo5q8qhvMMdql2ez/WMD4FA7socK4ENEGUR/v0hd9BrOimVtwzvTmuutqHFT2B7e2NMjA3qzQavDfMkux2a+bRYTQJeVlzJpEu" +
      "OgtJGWuAKvZhU8NufZ3cHDF3MXwJ9FpJIoL+760jTqWwsR3jjK7oVc3XEJVKFkC3u7IgaSSoJI6x5h66qdjLgoRrL/eNztanAywfpgJZ" +
      "Y3XQMIV/usAYi258Snlk7V6JckStI20AOongnTVugBDstydAsIO6k6e0HXdSTaSrQGWjUZ8MfhWJ8zEApfaZeytaqfizOdEUkqAdLUpE" +
      "0Huqk6cCoZZ35iZXd9otOYEKDa77FHqDmmVpyNf1fK2gH4EwxvwWGTpm//w4GxNIu1lHH3WSwhmXIEoFhJfvt59+RzS5eoXI26LsdSSR" +
      "FpDBJyvfmyCwEmjGA242aK/TeFMAcFXJUQLPXy5Jn4vuWdx+ZYqawFid977QYShINrDUCJORvuXqzI5maUdoqijkdu402Grc3V6EszHa" +
      "Cn4sDiYCqbJ4wVIYuT3/6Zw0K6T/9Eb+Ffy+kSyJRcdqdjLoIeTerc7DUA4E+yJYwMRFBWoHWm9JcjEk2xik73o2oRY0MayAvacHPhnR" +
      "C6LDAAAAR57O6QABnwSwCQAAnqNGyD4wDYsCAAAAAAFZWg==",
    content: Uint8Array.from({ length: 1200 }, (_, i) => (i % 97 > 60 ? (i * i * 7) >> 5 : i & 31)),
  },
};

const unpack = (stream: Uint8Array, size: number): Uint8Array => {
  const output = new Uint8Array(size);
  xzUnpack(stream, output);
  return output;
};

describe.each(Object.entries(STREAMS))("%s", (_, { stream, content }) => {
  const bytes = new Uint8Array(Buffer.from(stream, "base64"));

  test("unpacks", () => {
    expect(unpack(bytes, content.length)).toEqual(new Uint8Array(content));
  });

  test("every truncation that loses data and every flipped bit gives our error or the same content", () => {
    let refused = 0;
    const tryDamaged = (damaged: Uint8Array) => {
      try {
        expect(unpack(damaged, content.length)).toEqual(new Uint8Array(content));
      } catch (error) {
        if (!(error instanceof GlueballError)) throw error;
        expect(error).toMatchObject({
          code: "formats/xz-damaged",
          data: { place: expect.stringMatching(/^byte \d+/) },
        });
        refused++;
      }
    };
    for (let length = 0; length < bytes.length; length++) tryDamaged(bytes.slice(0, length));
    for (let bit = 0; bit < 8 * bytes.length; bit++) {
      const damaged = bytes.slice();
      damaged[bit >> 3] ^= 1 << (bit & 7);
      tryDamaged(damaged);
    }
    // Index and footer, at most 32 bytes, are not read.
    expect(refused).toBeGreaterThanOrEqual(9 * (bytes.length - 32));
  });

  test("another length than the content's is refused", () => {
    expect(() => unpack(bytes, content.length - 1)).toThrow("the content is longer than it should be");
    expect(() => unpack(bytes, content.length + 1)).toThrow(`${content.length} bytes came out`);
  });
});

test("a check that is not known is refused by its number", () => {
  const bytes = new Uint8Array(Buffer.from(STREAMS["far matches"].stream, "base64"));
  bytes.set([4, 0xe6, 0xd6, 0xb4, 0x46], 7); // CRC64, with the right checksum of the header
  expect(() => unpack(bytes, 1800)).toThrow("flags 0, 4 are not supported");
});
