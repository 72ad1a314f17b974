export { centraliserOrder, conjugatePartition, factorial, partitionsOf, sizeOfPartition } from "./partitions.ts";
export type { Partition } from "./partitions.ts";
export {
  addRationals,
  commonDenominator,
  compareRationals,
  divideRationals,
  equalRationals,
  formatRational,
  greatestCommonDivisor,
  isZeroRational,
  leastCommonMultiple,
  multiplyRationals,
  negateRational,
  ONE,
  parseRational,
  rational,
  rationalToNumber,
  subtractRationals,
  ZERO,
} from "./rationals.ts";
export type { Rational } from "./rationals.ts";
export {
  character,
  generalLinearDimension,
  generalLinearPolynomial,
  symmetricGroupDimension,
} from "./symmetricGroup.ts";
