/**
 * The value of a renormalisable Lagrangian on random fields (fieldJets.ts), worked out from its contractions and from
 * covariant derivatives of tensors: what every export is compared with.
 */
import { indexVariances, rationalToNumber } from "../../exact/index.ts";
import { indexValues } from "../explicit/contractionValues.ts";
import type { ExplicitOperator } from "../explicit/operatorBasis.ts";
import type { Letter, Theory } from "../theory.ts";
import { nonabelianGroups, specialUnitaryGroups, unitaryGroups } from "../theory.ts";
import type { Complex } from "../complexNumbers.ts";
import {
  addComplex,
  conjugateComplex,
  multiplyComplex,
  scaleComplex,
  subtractComplex,
  sumComplex,
} from "../complexNumbers.ts";
import type { FieldTensor, GaugeJet, HermitianMatrix, Jets } from "./fieldJets.ts";
import { conjugateField, denseTensor, METRIC } from "./fieldJets.ts";
import { actOnTensor } from "./gaugeBosons.ts";
import { structuresAt } from "./indexedTerm.ts";
import { packIndices } from "../../exact/index.ts";
import { hyperchargeScale } from "./particles.ts";

/** Values of operators without derivatives, for letters and generations in the slots. */
export function operatorValues(
  jets: Jets,
  letters: readonly Letter[],
): (operator: ExplicitOperator, flavours: readonly number[]) => Complex {
  const componentsOf = fieldComponents(jets, letters);
  return (operator, flavours) =>
    valueOfProducts(
      componentProducts(operator, jets.theory, letters),
      operator.slots.map((letter, slot) => componentsOf(letter, flavours[slot])),
    );
}

/** A product of one component of each slot, with its whole number. */
export interface ComponentProduct {
  readonly places: readonly number[];
  readonly sign: number;
}

/** All components of a letter in one generation; each is worked out once. */
export function fieldComponents(
  { theory, fields }: Jets,
  letters: readonly Letter[],
): (letter: number, generation: number) => readonly Complex[] {
  const groups = specialUnitaryGroups(theory);
  const known = new Map<string, Complex[]>();
  return (letter, generation) => {
    const key = `${letter} ${generation}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const { field, conjugate, irreps } = letters[letter];
    const { value } = fields[field][generation];
    const tensor = conjugate ? conjugateField(theory, theory.fields[field], value) : value;
    const made = denseTensor(tensor, sizesOf(groups, irreps));
    known.set(key, made);
    return made;
  };
}

/** The sum of products that an operator without derivatives is. */
export function componentProducts(
  { slots, lorentz, gauge, vector }: ExplicitOperator,
  theory: Theory,
  letters: readonly Letter[],
): ComponentProduct[] {
  const groups = specialUnitaryGroups(theory);
  const held = slots.map((letter) => letters[letter]);
  return vector.flatMap((entry, place) => {
    if (entry === 0) return [];
    const { chosenGauge } = structuresAt(place, lorentz, gauge);
    let products: ComponentProduct[] = [{ places: slots.map(() => 0), sign: entry }];
    groups.forEach(({ n }, k) => {
      const lengths = held.map(({ irreps }) => indexVariances(irreps[k]).length);
      const own = packedValues(n, chosenGauge[k], lengths);
      products = products.flatMap(({ places, sign }) =>
        own.map((value) => ({
          places: places.map((slotPlace, slot) => slotPlace * n ** lengths[slot] + value.places[slot]),
          sign: sign * value.sign,
        })),
      );
    });
    return products;
  });
}

/** The value of such a sum for the components of the field in each slot. */
export function valueOfProducts(
  products: readonly ComponentProduct[],
  components: readonly (readonly Complex[])[],
): Complex {
  let real = 0;
  let imaginary = 0;
  for (const { places, sign } of products) {
    let re = sign;
    let im = 0;
    for (let slot = 0; slot < places.length; slot++) {
      const [x, y] = components[slot][places[slot]];
      const next = re * x - im * y;
      im = re * y + im * x;
      re = next;
    }
    real += re;
    imaginary += im;
  }
  return [real, imaginary];
}

function packedValues(n: number, structure: Parameters<typeof indexValues>[1], lengths: readonly number[]) {
  const found: { places: number[]; sign: number }[] = [];
  for (const { values, sign } of indexValues(n, structure, lengths)) {
    found.push({ places: values.map((own) => packIndices(n, own)), sign });
  }
  return found;
}

function sizesOf(groups: readonly { readonly n: number }[], irreps: Letter["irreps"]): number[] {
  return irreps.map((labels, k) => groups[k].n ** indexVariances(labels).length);
}

/**
 * g[k][j]: how the boson of group k couples to the generators of group j; off the diagonal between U(1)s that mix alone.
 * 0 switches it off.
 */
export type GaugeCouplings = readonly (readonly number[])[];

/** One coupling for each group. */
export function unmixedCouplings(couplings: readonly number[]): GaugeCouplings {
  return couplings.map((coupling, k) => couplings.map((_, j) => (j === k ? coupling : 0)));
}

/** A_m X summed over all factors with their couplings: the tensor that D X has besides d X, times i. */
function gaugeAction(
  jets: Jets,
  field: number,
  tensor: FieldTensor,
  couplings: GaugeCouplings,
  m: number,
): FieldTensor {
  const { theory } = jets;
  const groups = nonabelianGroups(theory);
  const { irreps, charges } = theory.fields[field];
  return theory.groups.flatMap((group, k) => {
    const jet = jets.gauge[k];
    if (jet === undefined || couplings[k].every((coupling) => coupling === 0) || group.kind === "Z") return [];
    const matrix = jet.value[m];
    if (group.kind === "U1") {
      const charge = unitaryGroups(theory).reduce(
        (sum, other, u) => sum + rationalToNumber(charges[u]) * couplings[k][theory.groups.indexOf(other)],
        0,
      );
      const action = charge * hyperchargeScale(theory) * matrix[0][0][0];
      return tensor.map((own) => ({ ...own, value: scaleComplex(own.value, action) }));
    }
    const place = groups.indexOf(group);
    return tensor.map(({ value, factors }) => ({
      value: scaleComplex(value, couplings[k][k]),
      factors: factors.with(place, actOnTensor(group.n, irreps[place], factors[place], matrix)),
    }));
  });
}

/** Re of a* b summed over components. */
function product(jets: Jets, field: number, a: FieldTensor, b: FieldTensor): Complex {
  const sizes = sizesOf(specialUnitaryGroups(jets.theory), jets.theory.fields[field].irreps);
  const [x, y] = [denseTensor(a, sizes), denseTensor(b, sizes)];
  return sumComplex(x.map((value, k) => multiplyComplex(conjugateComplex(value), y[k])));
}

function scaled(tensor: FieldTensor, factor: Complex): FieldTensor {
  return tensor.map((own) => ({ ...own, value: multiplyComplex(factor, own.value) }));
}

/** All interactions in the canonical kinetic terms and in -1/2 tr F F (-1/4 F F for a U(1), which has none). */
export function gaugeInteractions(jets: Jets, couplings: GaugeCouplings): Complex {
  return addComplex(matterInteractions(jets, couplings), vectorInteractions(jets, couplings));
}

/** Of the kinetic terms of scalars and spinors. */
export function matterInteractions(jets: Jets, couplings: GaugeCouplings): Complex {
  const matter = jets.theory.fields.map((field, k) =>
    sumComplex(
      jets.fields[k].map(({ value, gradient }) => {
        const actions = METRIC.map((_, m) => gaugeAction(jets, k, value, couplings, m));
        // The current of spinors: i x+ sigma (-i g A) x.
        if (field.twiceHelicity !== 0) {
          return sumComplex(
            actions.map((action, m) =>
              scaleComplex(product(jets, k, value, action), METRIC[m] * jets.currentVector[m]),
            ),
          );
        }
        const norm = field.real ? 1 / 2 : 1;
        return sumComplex(
          actions.map((action, m) => {
            const covariant = [...gradient[m], ...scaled(action, [0, -1])];
            const full = product(jets, k, covariant, covariant);
            return scaleComplex(subtractComplex(full, product(jets, k, gradient[m], gradient[m])), norm * METRIC[m]);
          }),
        );
      }),
    ),
  );
  return sumComplex(matter);
}

function vectorInteractions(jets: Jets, couplings: GaugeCouplings): Complex {
  const vectors = jets.theory.groups.map((group, k): Complex => {
    const jet = jets.gauge[k];
    if (jet === undefined || group.kind !== "SU") return [0, 0];
    return subtractComplex(strengthSquared(jet, couplings[k][k]), strengthSquared(jet, 0));
  });
  return sumComplex(vectors);
}

/** -1/2 tr F_mn F^mn with F_mn = d_m A_n - d_n A_m - i g [A_m, A_n]. */
function strengthSquared({ value, gradient }: GaugeJet, coupling: number): Complex {
  const terms = METRIC.flatMap((_, m) =>
    METRIC.map((__, n) => {
      const free = combine(gradient[m][n], gradient[n][m], -1);
      const strength = combine(free, commutator(value[m], value[n]), [0, -coupling]);
      return scaleComplex(trace(strength, strength), -METRIC[m] * METRIC[n] * 0.5);
    }),
  );
  return sumComplex(terms);
}

function combine(a: HermitianMatrix, b: HermitianMatrix, factor: number | Complex): HermitianMatrix {
  const times: Complex = typeof factor === "number" ? [factor, 0] : factor;
  return a.map((row, i) => row.map((entry, j) => addComplex(entry, multiplyComplex(times, b[i][j]))));
}

function matrixProduct(a: HermitianMatrix, b: HermitianMatrix): HermitianMatrix {
  return a.map((row) => b.map((_, j) => sumComplex(row.map((entry, k) => multiplyComplex(entry, b[k][j])))));
}

function commutator(a: HermitianMatrix, b: HermitianMatrix): HermitianMatrix {
  return combine(matrixProduct(a, b), matrixProduct(b, a), -1);
}

function trace(a: HermitianMatrix, b: HermitianMatrix): Complex {
  return sumComplex(matrixProduct(a, b).map((row, k) => row[k]));
}
