/**
 * How many masses a matrix has for generic couplings: its rank for random couplings modulo a prime, with v = sqrt(2). The
 * norms of components scale rows and columns and do not change it. A coupling and its complex conjugate are drawn
 * independently, which is what generic complex numbers are to a polynomial. The chance of a rank too low is about
 * size/2^31 (Schwartz, J. ACM 27 (1980) 701).
 */
import type { Rng } from "../../base/index.ts";
import { createRng } from "../../base/index.ts";
import { invertModulo, modularRank, multiplyModulo, PRIME, residue } from "../../exact/index.ts";
import type { Copies } from "../theory.ts";
import type { MassTerm } from "./massEntries.ts";
import type { MassSector } from "./massSectors.ts";

export interface SectorMasses {
  /** Weyl components, generations counted, in the rows and in the columns. */
  readonly sizes: readonly [number, number];
  readonly massive: number;
  /** Weyl fermions without a mass. */
  readonly massless: number;
}

/** Dirac masses, each of two Weyl fermions, or Majorana masses. */
export function sectorMasses(sector: MassSector, generations: number): SectorMasses {
  const numberOf = (copies: Copies) => (copies === "Nf" ? generations : copies);
  const rows = sector.rows.map(({ copies }) => numberOf(copies));
  const columns = sector.columns.map(({ copies }) => numberOf(copies));
  const rng = createRng(1).fork("couplings");
  const matrix = sector.entries.flatMap((row, a) =>
    Array.from({ length: rows[a] }, (_, p) =>
      row.flatMap((terms, b) => Array.from({ length: columns[b] }, (_, r) => entryValue(terms, [p, r], rng))),
    ),
  );
  const sizes = [sum(rows), sum(columns)] as const;
  const massive = matrix.length === 0 || sizes[1] === 0 ? 0 : modularRank(matrix);
  const massless = sector.selfConjugate ? sizes[0] - massive : sizes[0] + sizes[1] - 2 * massive;
  return { sizes, massive, massless };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function entryValue(terms: readonly MassTerm[], [p, r]: readonly [number, number], rng: Rng): number {
  return terms.reduce((total, term) => {
    const { numerator, denominator } = term.value;
    const factor = multiplyModulo(residue(numerator, PRIME), invertModulo(residue(denominator, PRIME), PRIME), PRIME);
    return (total + multiplyModulo(factor, couplingValue(term, p, r, rng), PRIME)) % PRIME;
  }, 0);
}

function couplingValue(
  { coupling, conjugate, transposed, symmetry }: MassTerm,
  p: number,
  r: number,
  rng: Rng,
): number {
  const [first, second] = transposed ? [r, p] : [p, r];
  const ordered = symmetry === "none" || first <= second;
  if (symmetry === "antisymmetric" && first === second) return 0;
  const indices = ordered ? `${first} ${second}` : `${second} ${first}`;
  const value = rng.fork(`${coupling}${conjugate ? "*" : ""} ${indices}`).integer(PRIME);
  return ordered || symmetry === "symmetric" || value === 0 ? value : PRIME - value;
}
