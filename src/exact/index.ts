export { determinant, fractionFreeForm, fractionFreeRank } from "./integerMatrix.ts";
export type { FractionFreeForm } from "./integerMatrix.ts";
export { invertModulo, multiplyModulo, PRIME, residue, SECOND_PRIME } from "./modularArithmetic.ts";
export {
  createRowSpace,
  modularEchelon,
  modularNullSpace,
  modularPivots,
  modularRank,
  modularSolve,
} from "./modularMatrix.ts";
export type { EchelonForm, IntegerRow, RowSpace } from "./modularMatrix.ts";
export { centraliserOrder, conjugatePartition, factorial, partitionsOf, sizeOfPartition } from "./partitions.ts";
export type { Partition } from "./partitions.ts";
export { clearDenominators, primitiveVector } from "./primitiveVector.ts";
export { coordinatesInBasis, nullSpace, rationalRank, solveRational } from "./rationalSystems.ts";
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
export { irrepMatrices } from "./irrepMatrices.ts";
export type { IrrepMatrices, SparseMatrix } from "./irrepMatrices.ts";
export { irrepStates, lowerTensor, packIndices, raiseTensor, slotVariances, unpackIndices } from "./irrepStates.ts";
export type { IndexColumn, IrrepState, IrrepStates, SparseTensor } from "./irrepStates.ts";
export { weights } from "./irrepWeights.ts";
export type { WeightMultiplicity } from "./irrepWeights.ts";
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
export { kostkaNumber, semistandardTableaux, standardTableaux } from "./youngTableaux.ts";
export type { Tableau } from "./youngTableaux.ts";
export { lorentzScalars, timesField, unitSeries } from "./lorentzCharacters.ts";
export type { LorentzFactor, LorentzSeries } from "./lorentzCharacters.ts";
export { groupIntegral, singlets, singletsBySymmetry } from "./groupIntegrals.ts";
export type { IntegralFactor } from "./groupIntegrals.ts";
export { irrepName, parseIrrep } from "./irrepNames.ts";
export { littlewoodRichardson, tensorProduct } from "./tensorProducts.ts";
export type { IrrepMultiplicity } from "./tensorProducts.ts";
export { vectorsOfSymmetry } from "./permutationSymmetry.ts";
export type { WantedSymmetry } from "./permutationSymmetry.ts";
export { seminormalMatrices } from "./seminormalForm.ts";
export type { RationalMatrix } from "./seminormalForm.ts";
export { hermiteNormalForm } from "./hermiteForm.ts";
export { cyclicCharges, smallestCyclicSymmetry } from "./congruences.ts";
export type { CyclicSymmetry, TermSelection } from "./congruences.ts";
export { smithNormalForm } from "./smithForm.ts";
export type { SmithForm } from "./smithForm.ts";
export { freudenthalWeights, weylDimension } from "./freudenthal.ts";
export { conjugateLabels, specialOrthogonalGroup, specialUnitaryGroup, symplecticGroup } from "./simpleGroups.ts";
export type { SimpleGroup } from "./simpleGroups.ts";
