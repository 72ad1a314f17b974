/**
 * The gauge bosons of a theory and how they act: D = d - i g A, A the matrix of the boson in the irrep of the field.
 *
 * Colour and U(1) factors have one boson. Two U(1)s may mix in B_mn B'_mn. A change of B and B' makes the kinetic terms
 * canonical and lets B' couple to the charge of B too (Holdom 1986; del Aguila, Coughlan, Quiros 1988),
 *
 *     D = d - i g Y B - i (g' Y' + gmix Y) B',
 *
 * which is the most general theory of the two: the mixing is one number gmix for each pair.
 *
 * Another SU(N) is written in components that carry charges,
 * A = sum_(i<j) (W_ij E_ij + h.c.) / sqrt(2) + sum_k A_k H_k with tr H_k^2 = 1/2; for SU(2), W_12 is W+ and the other W3.
 */
import { packIndices, rationalToNumber, unpackIndices } from "../../exact/index.ts";
import type { DynkinLabels } from "../../exact/index.ts";
import { bosonName, nonabelianGroups, specialUnitaryGroups, unitaryGroups } from "../theory.ts";
import type { NonabelianGroup, SpecialUnitaryGroup, UnitaryGroup } from "../theory.ts";
import type { Complex } from "../complexNumbers.ts";
import { addComplex, complexSize, multiplyComplex, scaleComplex } from "../complexNumbers.ts";
import { innerProduct } from "./componentStates.ts";
import type { FactorTensor } from "./conjugateTensor.ts";
import { upperIndices } from "./conjugateTensor.ts";
import { identifier } from "./identifier.ts";
import type { ParticleTable } from "./particles.ts";
import { hyperchargeScale } from "./particles.ts";

/** A boson that is a particle. */
export interface VectorParticle {
  readonly name: string;
  readonly antiname: string;
  readonly selfConjugate: boolean;
  readonly colour: 1 | 8;
  readonly charge: number;
  readonly coupling: string;
}

/** One component of a gauge field: what multiplies the particle (or its conjugate) in A. */
export interface BosonComponent {
  readonly boson: number;
  readonly anti: boolean;
  readonly coupling: string;
  readonly factor: BosonFactor;
}

/** Which matrix the component multiplies. */
export type BosonFactor =
  | { readonly kind: "colour" }
  | { readonly kind: "U1"; readonly place: number }
  | {
      readonly kind: "SU";
      readonly place: number;
      readonly n: number;
      readonly matrix: readonly (readonly Complex[])[];
    };

export interface GaugeBosons {
  readonly particles: readonly VectorParticle[];
  readonly components: readonly BosonComponent[];
}

/** All gauged factors in the order of the theory. */
export function gaugeBosons({ theory, colourFactor }: ParticleTable): GaugeBosons {
  const particles: VectorParticle[] = [];
  const components: BosonComponent[] = [];
  const groups = nonabelianGroups(theory);
  for (const group of theory.groups) {
    if (group.kind === "Z" || !group.gauged) continue;
    const name = identifier(bosonName(group));
    const isColour = group.kind === "SU" && specialUnitaryGroups(theory).indexOf(group) === colourFactor;
    // Programs look for the strong coupling under this name.
    const coupling = isColour ? "G" : `g_${name}`;
    const place = group.kind === "U1" ? unitaryGroups(theory).indexOf(group) : groups.indexOf(group);
    const neutral = { selfConjugate: true, charge: 0, coupling };
    if (group.kind === "SU" && place !== colourFactor) {
      addComponents({ particles, components }, group, { name, coupling, place });
      continue;
    }

    const boson = particles.length;
    components.push({ boson, anti: false, coupling, factor: isColour ? { kind: "colour" } : { kind: "U1", place } });
    if (group.kind === "U1") {
      for (const [other, earlier] of unitaryGroups(theory).slice(0, place).entries()) {
        if (!earlier.gauged) continue;
        const mixed = mixedCoupling(earlier, group);
        components.push({ boson, anti: false, coupling: mixed, factor: { kind: "U1", place: other } });
      }
    }
    particles.push({ ...neutral, name, antiname: name, colour: isColour ? 8 : 1 });
  }
  return { particles, components };
}

/** How the boson of the second couples to the charge of the first. */
export function mixedCoupling(charge: NonabelianGroup | UnitaryGroup, boson: NonabelianGroup | UnitaryGroup): string {
  return `gmix_${identifier(bosonName(charge))}_${identifier(bosonName(boson))}`;
}

/** Whether a coupling is one of those of `mixedCoupling`. */
export function isKineticMixing(coupling: string): boolean {
  return coupling.startsWith("gmix_");
}

function addComponents(
  { particles, components }: { particles: VectorParticle[]; components: BosonComponent[] },
  { n }: SpecialUnitaryGroup,
  { name, coupling, place }: { name: string; coupling: string; place: number },
): void {
  const add = (own: Omit<VectorParticle, "coupling">, matrices: readonly (readonly (readonly Complex[])[])[]) => {
    matrices.forEach((matrix, k) =>
      components.push({ boson: particles.length, anti: k === 1, coupling, factor: { kind: "SU", place, n, matrix } }),
    );
    particles.push({ ...own, coupling });
  };
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) {
      const own = `${name}_${i + 1}${j + 1}`;
      const charge = n === 2 ? 1 : 0;
      const unit = (row: number, column: number) =>
        matrixOf(n, (r, c) => (r === row && c === column ? Math.SQRT1_2 : 0));
      add({ name: own, antiname: `${own}~`, selfConjugate: false, colour: 1, charge }, [unit(i, j), unit(j, i)]);
    }
  }
  for (let m = 1; m < n; m++) {
    const own = `${name}_h${m}`;
    const norm = Math.sqrt(2 * m * (m + 1));
    const diagonal = matrixOf(n, (r, c) => (r !== c || r > m ? 0 : (r < m ? 1 : -m) / norm));
    add({ name: own, antiname: own, selfConjugate: true, colour: 1, charge: 0 }, [diagonal]);
  }
}

function matrixOf(n: number, entry: (row: number, column: number) => number): Complex[][] {
  return Array.from({ length: n }, (_, row) =>
    Array.from({ length: n }, (_, column): Complex => [entry(row, column), 0]),
  );
}

/** Entries (row, column, value) of the matrix of a boson component on the components of a field; of colour the unit matrix. */
export function bosonMatrix(
  table: ParticleTable,
  field: number,
  { factor }: BosonComponent,
): { row: number; column: number; value: Complex }[] {
  const own = table.fields[field];
  const size = own.components.length;
  const identity = (value: number) =>
    value === 0 ? [] : Array.from({ length: size }, (_, k) => ({ row: k, column: k, value: [value, 0] as Complex }));
  if (factor.kind === "colour") return own.colour === 1 ? [] : identity(1);
  if (factor.kind === "U1")
    return identity(rationalToNumber(own.field.charges[factor.place]) * hyperchargeScale(table.theory));
  const labels = own.field.irreps[factor.place];
  const entries: { row: number; column: number; value: Complex }[] = [];
  for (let column = 0; column < size; column++) {
    const states = own.components[column];
    const image = actOnTensor(factor.n, labels, states[factor.place]!.tensor, factor.matrix);
    for (let row = 0; row < size; row++) {
      const others = own.components[row];
      if (others.some((state, k) => k !== factor.place && state !== states[k])) continue;
      const value = innerProduct(others[factor.place]!.tensor, image);
      if (complexSize(value) > 1e-12) entries.push({ row, column, value });
    }
  }
  return entries;
}

/** A matrix of the fundamental irrep on a tensor, one index at a time: M^i_j on upper, - M^j_i on lower indices. */
export function actOnTensor(
  N: number,
  labels: DynkinLabels,
  tensor: FactorTensor,
  matrix: readonly (readonly Complex[])[],
): FactorTensor {
  const upper = upperIndices(labels);
  const image = new Map<number, Complex>();
  for (const [packed, value] of tensor) {
    const values = unpackIndices(N, packed, upper.length);
    upper.forEach((isUpper, k) => {
      for (let to = 0; to < N; to++) {
        const entry = isUpper ? matrix[to][values[k]] : scaleComplex(matrix[values[k]][to], -1);
        if (entry[0] === 0 && entry[1] === 0) continue;
        const place = packIndices(N, values.with(k, to));
        image.set(place, addComplex(image.get(place) ?? [0, 0], multiplyComplex(entry, value)));
      }
    });
  }
  return image;
}
