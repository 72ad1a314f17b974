import { expect, test } from "vitest";
import { packedFloat } from "./packedFloat.ts";

const read = (packed: ReturnType<typeof packedFloat>, bytes: readonly number[]) => {
  expect(bytes).toHaveLength(packed.bytes);
  return packed.read(new DataView(Uint8Array.from(bytes).buffer), 0);
};

test("a Float16_t has an exponent, a sign and 12 bits of mantissa", () => {
  const packed = packedFloat("TLeafF16", "x[n]");
  expect(read(packed, [127, 0x00, 0x00])).toBe(1);
  expect(read(packed, [128, 0x08, 0x00])).toBe(3); // 2 (1 + 2048 / 4096)
  expect(read(packed, [126, 0x24, 0x00])).toBe(-0.625); // the sign is bit 13
});

test("a Double32_t is a float32, or of as many bits as its title says", () => {
  expect(read(packedFloat("TLeafD32", "x"), [0xc0, 0x20, 0, 0])).toBe(-2.5);
  expect(read(packedFloat("TLeafD32", "x[0,0,6]"), [128, 0, 0x20])).toBe(3);
});

test("a range is an integer of 32 bits over as many steps as the title says", () => {
  expect(read(packedFloat("TLeafF16", "x[n][0,16,8]"), [0, 0, 0, 64])).toBe(4);
  expect(read(packedFloat("TLeafD32", "x[-10, 30]"), [0x80, 0, 0, 0])).toBeCloseTo(10, 7);
  expect(read(packedFloat("TLeafD32", "phi[-pi,pi,10]"), [0, 0, 2, 0])).toBe(0);
  expect(read(packedFloat("TLeafD32", "phi[0,twopi,2]"), [0, 0, 0, 3])).toBeCloseTo(1.5 * Math.PI, 14);
  expect(read(packedFloat("TLeafD32", "x[-pi/2,1,4]"), [0, 0, 0, 0])).toBe(-Math.PI / 2);
});
