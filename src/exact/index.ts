// Numbers: fractions, residues modulo a prime.
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
export { invertModulo, multiplyModulo, PRIME, residue, SECOND_PRIME } from "./modularArithmetic.ts";

// Matrices: modulo a prime, over the fractions, over the whole numbers.
export { createRowSpace, modularEchelon, modularPivots, modularRank } from "./modularMatrix.ts";
export type { RowSpace } from "./modularMatrix.ts";
export { clearDenominators, primitiveVector } from "./primitiveVector.ts";
export { coordinatesInBasis, nullSpace, rationalRank } from "./rationalSystems.ts";
export { determinant } from "./integerMatrix.ts";
export { smithNormalForm } from "./smithForm.ts";
export { smallestCyclicSymmetry } from "./congruences.ts";

// Partitions, Young tableaux, the symmetric group.
export { centraliserOrder, conjugatePartition, factorial, partitionsOf } from "./partitions.ts";
export type { Partition } from "./partitions.ts";
export { permutations, permutationSign, signedPermutations } from "./permutations.ts";
export { semistandardTableaux } from "./youngTableaux.ts";
export { character, generalLinearDimension, symmetricGroupDimension } from "./symmetricGroup.ts";
export { seminormalMatrices } from "./seminormalForm.ts";
export { vectorsOfSymmetry } from "./permutationSymmetry.ts";

// SU(N): irreps by Dynkin labels, their names and numbers, their states and matrices; products by two methods.
export {
  casimir,
  checkDynkinLabels,
  conjugateIrrep,
  cubicAnomaly,
  dynkinIndex,
  irrepDimension,
  isComplex,
  isPseudoReal,
  isReal,
  nAlity,
} from "./specialUnitary.ts";
export type { DynkinLabels } from "./specialUnitary.ts";
export { irrepName, irrepNameOf, parseIrrep } from "./irrepNames.ts";
export { columnsOfIrrep, indexVariances } from "./irrepColumns.ts";
export type { IrrepColumn } from "./irrepColumns.ts";
export { irrepStates, lowerTensor, packIndices, raiseTensor, unpackIndices } from "./irrepStates.ts";
export type { IrrepStates, SparseTensor } from "./irrepStates.ts";
export { irrepMatrices } from "./irrepMatrices.ts";
export type { SparseMatrix } from "./irrepMatrices.ts";
export { littlewoodRichardson, tensorProduct } from "./tensorProducts.ts";

// SU(N), SO(N) and Sp(2n): what counting and anomalies need of their irreps.
export { checkLabels, classicalGroup, conjugateLabels } from "./simpleGroups.ts";
export type { GroupOrSize, SimpleGroup } from "./simpleGroups.ts";
export {
  adjointLabels,
  centreCharges,
  hasCubicAnomaly,
  hasWittenAnomaly,
  irrepAnomaly,
  irrepIndex,
  irrepReality,
  trivialLabels,
} from "./classicalIrreps.ts";
export { weylDimension } from "./freudenthal.ts";

// Counting: integrals over SU(N), SO(N) and Sp(2n), and over Lorentz characters.
export { groupIntegral, singlets, singletsBySymmetry } from "./groupIntegrals.ts";
export { lorentzScalars, timesField, unitSeries } from "./lorentzCharacters.ts";
export type { LorentzFactor, LorentzSeries } from "./lorentzCharacters.ts";
