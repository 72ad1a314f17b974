/**
 * Mass eigenstates of spinors from numbers. L contains x^T M x/2 + h.c. with one symmetric matrix M for all left-handed Weyl
 * components; it falls into blocks that no entry joins.
 *
 * A block whose components fall into two sides with entries between them only has Dirac masses: x^T m y = U S V+, with the
 * particles in V+ y and the antiparticles in - U^T x, and what is left over on the longer side is massless and keeps one
 * handedness. Any other block has Majorana masses, M = U S U^T (massDiagonalisation.ts).
 */
import type { Complex } from "../../complexNumbers.ts";
import { complexSize, conjugateComplex, scaleComplex } from "../../complexNumbers.ts";
import { connectedBlocks } from "./componentNumbers.ts";
import { singularValues, takagi } from "./massDiagonalisation.ts";

/** What one eigenstate is of components: x = sum entry * state. */
export interface StatePart {
  readonly rows: readonly number[];
  readonly column: readonly Complex[];
}

export interface FermionState {
  readonly mass: number;
  /** The left-handed spinor of the particle, of the antiparticle; a Majorana particle has the first alone. */
  readonly left: StatePart | undefined;
  readonly leftOfAnti: StatePart | undefined;
  readonly majorana: boolean;
}

/** Components that mix, with the columns of their rotations. */
export interface FermionBlock {
  readonly members: readonly number[];
  readonly states: readonly FermionState[];
}

/**
 * `entry` is M; `isAnti` tells which components belong to antiparticles, where charge and colour say it: undefined for
 * neutral ones, whose first component then belongs to a particle.
 */
export function fermionBlocks(
  members: readonly number[],
  entry: (a: number, b: number) => Complex,
  isAnti: (member: number) => boolean | undefined,
): FermionBlock[] {
  const joined = (a: number, b: number) => complexSize(entry(members[a], members[b])) > 0;
  return connectedBlocks(members.length, (a, b) => a !== b && joined(a, b)).map((block) => {
    const own = block.map((k) => members[k]);
    const sides = twoSides(own, (a, b) => complexSize(entry(a, b)) > 0);
    if (sides === undefined) return { members: own, states: majoranaStates(own, entry) };
    const turned = isAnti(sides[0][0]) ?? (sides[1].length > 0 ? isAnti(sides[1][0]) === false : false);
    const [particles, antiparticles] = turned ? [sides[1], sides[0]] : sides;
    return { members: own, states: diracStates(particles, antiparticles, entry) };
  });
}

/** Two sides without entries inside; undefined if there are none. */
function twoSides(
  members: readonly number[],
  joined: (a: number, b: number) => boolean,
): [number[], number[]] | undefined {
  const side = new Map<number, 0 | 1>([[members[0], 0]]);
  for (const [own, place] of side) {
    for (const other of members) {
      if (!joined(own, other)) continue;
      if (side.get(other) === place) return undefined;
      side.set(other, place === 0 ? 1 : 0);
    }
  }
  const at = (wanted: 0 | 1) => members.filter((own) => side.get(own) === wanted);
  return [at(0), at(1)];
}

function diracStates(
  particles: readonly number[],
  antiparticles: readonly number[],
  entry: (a: number, b: number) => Complex,
): FermionState[] {
  const matrix = antiparticles.map((x) => particles.map((y) => entry(x, y)));
  const { values, left, right } = singularValues(matrix, particles.length);
  const count = Math.max(particles.length, antiparticles.length);
  return Array.from({ length: count }, (_, k): FermionState => {
    const column = k < particles.length ? right.map((row) => row[k]) : undefined;
    const other = k < antiparticles.length ? left.map((row) => scaleComplex(conjugateComplex(row[k]), -1)) : undefined;
    const phase = phaseOfLargest((column ?? other)!);
    return {
      mass: values[k] ?? 0,
      left: column && { rows: particles, column: turned(column, conjugateComplex(phase)) },
      // Opposite phases leave the mass as it is.
      leftOfAnti: other && {
        rows: antiparticles,
        column: turned(other, column === undefined ? conjugateComplex(phase) : phase),
      },
      majorana: false,
    };
  });
}

/** L = + s n n/2 becomes - s n n/2 with n to i n. */
function majoranaStates(members: readonly number[], entry: (a: number, b: number) => Complex): FermionState[] {
  const { values, unitary } = takagi(members.map((a) => members.map((b) => entry(a, b))));
  return values.map((mass, k) => ({
    mass,
    left: { rows: members, column: unitary.map((row) => turned([conjugateComplex(row[k])], [0, 1])[0]) },
    leftOfAnti: undefined,
    majorana: true,
  }));
}

function phaseOfLargest(column: readonly Complex[]): Complex {
  const largest = column.reduce((best, own) => (complexSize(own) > complexSize(best) + 1e-9 ? own : best));
  return scaleComplex(largest, 1 / complexSize(largest));
}

function turned(column: readonly Complex[], phase: Complex): Complex[] {
  return column.map(([re, im]) => [re * phase[0] - im * phase[1], re * phase[1] + im * phase[0]]);
}
