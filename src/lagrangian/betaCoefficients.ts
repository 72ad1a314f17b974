/**
 * How gauge couplings run at one loop: dg/d(ln mu) = b g^3 / (16 pi^2) with
 *
 *     b = -11/3 C2(G) + 2/3 sum over Weyl fermions of T + 1/3 sum over complex scalars of T (1/6 for real ones)
 *
 * (Gross, Wilczek; Politzer 1973). C2(G) is the index of the adjoint: N for SU(N), N - 2 for SO(N), N/2 + 1 for Sp(N). T
 * is the index times the dimension under all other factors, the square of the charge times the dimension for a U(1), where
 * with Q = T3 + Y/2 a charge is Y/2: the coupling is that of D = d - i g' Y/2 B, as in the exports. Two
 * U(1) factors also mix: their coefficient has qa qb in place of q^2, and where it is not 0 the kinetic mixing B_mn B'^mn
 * cannot be kept away.
 */
import { addRationals, adjointLabels, irrepIndex, multiplyRationals, rational, ZERO } from "../exact/index.ts";
import type { Rational } from "../exact/index.ts";
import { dimensionOf, gaugedFactors, indexOf, isFermion } from "./anomalies.ts";
import { copyNumber, simpleGroupsOf } from "./theory.ts";
import type { Field, Theory } from "./theory.ts";

export interface BetaCoefficient {
  /** One factor, or two different U(1) factors that mix. */
  readonly factors: readonly [string] | readonly [string, string];
  readonly value: Rational;
}

/** The coefficients of all gauged factors, then of the pairs of U(1) factors. `generations` stands for `Nf`. */
export function betaCoefficients(theory: Theory, generations: number): BetaCoefficient[] {
  const groups = simpleGroupsOf(theory);
  const { nonabelian, abelian } = gaugedFactors(theory);
  const matter = (index: (field: Field) => Rational) =>
    theory.fields
      .map((field) => multiplyRationals(multiplicity(field, generations), index(field)))
      .reduce(addRationals, ZERO);
  const unit = theory.hyperchargeConvention === "T3+Y" ? rational(1) : rational(1, 4);
  const ofAbelian = (a: number, b: number) =>
    matter(({ irreps, charges }) =>
      [charges[b], rational(dimensionOf(groups, irreps)), unit].reduce(multiplyRationals, charges[a]),
    );
  return [
    ...nonabelian.map(({ name, group, k }): BetaCoefficient => ({
      factors: [name],
      value: addRationals(
        multiplyRationals(rational(-11, 3), irrepIndex(group, adjointLabels(group))),
        matter(({ irreps }) => indexOf(groups, irreps, k)),
      ),
    })),
    ...abelian.map(({ name, k }): BetaCoefficient => ({ factors: [name], value: ofAbelian(k, k) })),
    ...abelian.flatMap((a, i) =>
      abelian.slice(i + 1).map((b): BetaCoefficient => ({ factors: [a.name, b.name], value: ofAbelian(a.k, b.k) })),
    ),
  ];
}

/** 2/3 of a Weyl fermion, 1/3 of a complex and 1/6 of a real scalar, times its copies. */
function multiplicity(field: Field, generations: number): Rational {
  const sixths = isFermion(field) ? 4 : field.real ? 1 : 2;
  return rational(sixths * copyNumber(field.copies, generations), 6);
}
