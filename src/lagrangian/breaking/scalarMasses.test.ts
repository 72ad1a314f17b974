/**
 * Goldstone's theorem away from the minimum. V(N) is invariant, V_b (T N)_b = 0; its derivative at the vacuum N = u is
 * V_ab (T u)_b = - V_b T_ba. It relates mass matrices with tadpoles, for random couplings, through generators that are
 * built from the tensors of the components alone.
 */
import { expect, test } from "vitest";
import { createRng } from "../../base/index.ts";
import { rationalToNumber, raiseTensor, lowerTensor } from "../../exact/index.ts";
import type { SparseTensor } from "../../exact/index.ts";
import { builtinTheory } from "../builtin/theories.ts";
import { renormalisableLagrangian } from "../explicit/renormalisable.ts";
import type { Complex } from "../complexNumbers.ts";
import { addComplex, complexSize, multiplyComplex, scaleComplex } from "../complexNumbers.ts";
import { nameOperators } from "../exports/couplings.ts";
import type { LetterComponent } from "./brokenComponents.ts";
import type { MassTerm } from "./massEntries.ts";
import { stateKey } from "./massSectors.ts";
import { scalarSectors, tadpoles } from "./scalarMasses.ts";
import type { BrokenTheory } from "./vacuumProducts.ts";
import { fieldNames } from "./vacuumOption.ts";
import { breakTheory } from "./vacuumProducts.ts";

const I_POWERS: readonly Complex[] = [
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
];

type Generator = (tensor: SparseTensor, slots: number) => SparseTensor;
const upper = (slots: number) => new Array<"upper">(slots).fill("upper");
const GENERATORS: Readonly<Record<string, Generator>> = {
  E: (tensor, slots) => raiseTensor(2, upper(slots), 1, tensor),
  F: (tensor, slots) => lowerTensor(2, upper(slots), 1, tensor),
};

/** T as (row state, column state) -> value, from the images of the tensors of each scalar letter. */
function generatorEntries({ letters, byLetter, vacuum, components }: BrokenTheory, act: Generator) {
  const entries: { row: string; column: string; value: Complex }[] = [];
  letters.forEach((letter, k) => {
    if (letter.twiceHelicity !== 0) return;
    const keyOf = (own: LetterComponent) =>
      stateKey({ component: own.component, conjugate: own.conjugate && !components[own.component].real });
    for (const column of byLetter[k]) {
      const image = act(column.tensor, letter.irreps[vacuum.isospin][0]);
      for (const row of byLetter[k]) {
        const overlap = [...row.tensor].reduce((sum, [place, value]) => sum + value * (image.get(place) ?? 0), 0);
        if (overlap === 0) continue;
        const size = overlap / Math.sqrt(row.norm2 * column.norm2);
        const phase = I_POWERS[(column.phase - row.phase + 4) % 4];
        entries.push({ row: keyOf(row), column: keyOf(column), value: scaleComplex(phase, size) });
      }
    }
  });
  return entries;
}

function setUp(name: string, fields: readonly string[]) {
  const theory = builtinTheory(name);
  const broken = breakTheory(theory, fields);
  const operators = nameOperators(theory, broken.letters, renormalisableLagrangian(theory).invariants);
  const rng = createRng(3);
  const couplings = new Map(
    operators.map(({ coupling, reality }): [string, Complex] => {
      const own = rng.fork(coupling.name);
      return [coupling.name, [own.normal(), reality === "pair" ? own.normal() : 0]];
    }),
  );
  const sizes = new Map(broken.vacuum.values.map((own, k) => [own.name, 1 + 0.3 * k]));
  const valueOf = (terms: readonly MassTerm[], norm2: number): Complex =>
    terms.reduce<Complex>(
      (sum, { coupling, conjugate, imaginary, value, vacuumValues }) => {
        const [re, im] = couplings.get(coupling)!;
        const number = multiplyComplex([re, conjugate ? -im : im], imaginary ? [0, 1] : [1, 0]);
        const vacuum = vacuumValues.reduce((total, own) => (total * sizes.get(own.name)!) / Math.sqrt(own.root), 1);
        return addComplex(sum, scaleComplex(number, (vacuum * rationalToNumber(value)) / Math.sqrt(norm2)));
      },
      [0, 0],
    );
  const linear = new Map(
    tadpoles(broken, operators).map(({ state, terms }) => [stateKey(state), valueOf(terms, state.norm2)]),
  );
  const quadratic = new Map<string, Complex>();
  for (const { rows, columns, entries } of scalarSectors(broken, operators)) {
    rows.forEach((row, a) =>
      columns.forEach((column, b) => {
        const value = valueOf(entries[a][b], row.norm2 * column.norm2);
        quadratic.set(`${stateKey(row)} ${stateKey(column)}`, value);
        quadratic.set(`${stateKey(column)} ${stateKey(row)}`, value);
      }),
    );
  }
  return { broken, linear, quadratic, sizes };
}

const THEORIES = ["sm", "2HDM", "SM+xi", "TypeII", "GM", "Quad12", "Quad32", "Zee", "S1+S3", "R2t"];

const SEVERAL = [
  ["2HDM", "H,H2"],
  ["TypeII", "H,Delta"],
  ["SM+xi", "H,xi"],
  ["GM", "H,xi,chi"],
  ["SM+cS", "H,S"],
] as const;

test.each([...THEORIES.map((name) => [name, ""] as const), ...SEVERAL])(
  "Goldstone's theorem: %s %s",
  (name, fields) => {
    const { broken, linear, quadratic, sizes } = setUp(name, fieldNames(fields));
    const vacuum = new Map<string, number>(
      broken.vacuum.values.flatMap((own) => {
        const at = broken.components.findIndex(({ field, twiceT3 }) => field === own.field && twiceT3 === own.twiceT3);
        const size = sizes.get(own.name)!;
        const half = size * Math.SQRT1_2;
        return own.real ? [[`${at}`, size] as const] : [[`${at}`, half] as const, [`${at}+`, half] as const];
      }),
    );
    const states = [...new Set([...quadratic.keys()].map((pair) => pair.split(" ")[0]))];
    let largest = 0;
    for (const act of Object.values(GENERATORS)) {
      const entries = generatorEntries(broken, act);
      for (const a of states) {
        const left = entries
          .filter(({ column }) => vacuum.has(column))
          .map(({ row, column, value }) =>
            scaleComplex(multiplyComplex(quadratic.get(`${a} ${row}`) ?? [0, 0], value), vacuum.get(column)!),
          );
        const right = entries
          .filter(({ column }) => column === a)
          .map(({ row, value }) => multiplyComplex(linear.get(row) ?? [0, 0], value));
        largest = Math.max(largest, ...left.map(complexSize));
        expect(complexSize([...left, ...right].reduce(addComplex, [0, 0]))).toBeLessThan(1e-12);
      }
    }
    expect(largest).toBeGreaterThan(0.1);
  },
);
