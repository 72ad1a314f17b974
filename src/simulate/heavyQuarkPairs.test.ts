import fc from "fast-check";
import { expect, test } from "vitest";
import { COLOUR_FLOWS } from "./colourFlow.ts";
import { annihilationToHeavy, fusionFlows, fusionToHeavy } from "./heavyQuarkPairs.ts";
import { MATRIX_ELEMENTS, type Mandelstam } from "./twoToTwo.ts";

/** Different orders of the same sum of products. */
const ROUNDING = 1e-12;
const close = (a: number, b: number, tolerance = ROUNDING) => expect(Math.abs(a / b - 1)).toBeLessThan(tolerance);

interface Heavy extends Mandelstam {
  readonly mass2: number;
  readonly beta: number;
  readonly cos: number;
}

/** s = 1, a velocity of the quarks, and the angle of particle 3. */
function heavy(beta: number, cos: number): Heavy {
  const mass2 = (1 - beta * beta) / 4;
  return { s: 1, t: mass2 - (1 - beta * cos) / 2, u: mass2 - (1 + beta * cos) / 2, mass2, beta, cos };
}

const scattering = fc
  .tuple(fc.double({ min: 0.01, max: 0.999, noNaN: true }), fc.double({ min: -0.99, max: 0.99, noNaN: true }))
  .map(([beta, cos]) => heavy(beta, cos));

test("without a mass they are g g -> q qbar and q qbar -> q' q'bar, flow by flow", () => {
  fc.assert(
    fc.property(fc.double({ min: 0.001, max: 0.999, noNaN: true }), (x) => {
      const m = { s: 1, t: -x, u: x - 1 };
      close(fusionToHeavy(m, 0), MATRIX_ELEMENTS["gg->qqbar"](m));
      close(annihilationToHeavy(m, 0), MATRIX_ELEMENTS["qqbar->q'q'bar"](m));
      fusionFlows(0).forEach((flow, i) => {
        expect(flow.chains).toEqual(COLOUR_FLOWS["gg->qqbar"][i].chains);
        close(flow.weight(m), COLOUR_FLOWS["gg->qqbar"][i].weight(m));
      });
    }),
    { seed: 1 },
  );
});

test("quark and antiquark may change places, which exchanges the flows; the flows add up to the whole", () => {
  fc.assert(
    fc.property(scattering, ({ s, t, u, mass2 }) => {
      const [m, mirrored] = [
        { s, t, u },
        { s, t: u, u: t },
      ];
      close(fusionToHeavy(mirrored, mass2), fusionToHeavy(m, mass2));
      close(annihilationToHeavy(mirrored, mass2), annihilationToHeavy(m, mass2));
      const [first, second] = fusionFlows(mass2).map(({ weight }) => weight(m));
      close(first, fusionFlows(mass2)[1].weight(mirrored));
      close(first + second, fusionToHeavy(m, mass2));
      expect(Math.min(first, second, annihilationToHeavy(m, mass2))).toBeGreaterThan(0);
    }),
    { seed: 1 },
  );
});

test("it is Combridge's sum of the squares of diagrams and their interference", () => {
  fc.assert(
    fc.property(scattering, (m) => {
      close(fusionToHeavy(m, m.mass2), combridge(m), 1e-9);
    }),
    { seed: 1 },
  );
});

/** Nucl. Phys. B151 (1979) 429, over 16 pi^2 alpha_s^2. */
function combridge({ s, t, u, mass2: m2 }: Heavy): number {
  const [a, b] = [m2 - t, m2 - u];
  const diagrams = [
    (12 / (s * s)) * a * b,
    ((8 / 3) * (a * b - 2 * m2 * (m2 + t))) / (a * a),
    ((8 / 3) * (a * b - 2 * m2 * (m2 + u))) / (b * b),
    ((-2 / 3) * m2 * (s - 4 * m2)) / (a * b),
    (-6 * (a * b + m2 * (u - t))) / (s * a),
    (-6 * (a * b + m2 * (t - u))) / (s * b),
  ];
  return diagrams.reduce((sum, diagram) => sum + diagram) / 16;
}

test("integrated over t they are the closed forms of the total cross-sections", () => {
  for (const beta of [0.1, 0.5, 0.9, 0.99]) {
    const rho = 1 - beta * beta;
    const mean = (of: (m: Heavy) => number) => {
      const steps = 20_000;
      let sum = 0;
      for (let i = 0; i < steps; i++) sum += of(heavy(beta, (2 * (i + 0.5)) / steps - 1)) / steps;
      return sum;
    };
    // In units of pi alpha_s^2 / s, with dt = s beta d(cos) / 2 (Ellis, Stirling, Webber, chapter 10).
    const logarithm = Math.log((1 + beta) / (1 - beta));
    const fusion = ((1 + rho + (rho * rho) / 16) * logarithm - beta * (7 / 4 + (31 / 16) * rho)) / 3;
    close(beta * mean((m) => fusionToHeavy(m, m.mass2)), fusion, 1e-5);
    close(beta * mean((m) => annihilationToHeavy(m, m.mass2)), (8 / 27) * beta * (1 + rho / 2), 1e-8);
  }
});

/** Complex 4 x 4 matrices as 16 pairs of numbers, row by row. */
type Matrix = readonly (readonly [number, number])[];

const GAMMA: readonly Matrix[] = diracMatrices();

/** In the chiral representation, from sigma = (1, sigma_i) and its parity conjugate. */
function diracMatrices(): Matrix[] {
  const pauli = [
    [1, 0, 0, 1],
    [0, 1, 1, 0],
    [0, 0, 0, 0],
    [1, 0, 0, -1],
  ];
  const second = [0, -1, 1, 0];
  return pauli.map((real, mu) =>
    Array.from({ length: 16 }, (_, at): [number, number] => {
      const [row, column] = [at >> 2, at & 3];
      if (row < 2 === column < 2) return [0, 0];
      const i = 2 * (row % 2) + (column % 2);
      const sign = mu > 0 && row >= 2 ? -1 : 1;
      return [sign * real[i], mu === 2 ? sign * second[i] : 0];
    }),
  );
}

function multiply(a: Matrix, b: Matrix): Matrix {
  return a.map((_, at): [number, number] => {
    let [re, im] = [0, 0];
    for (let k = 0; k < 4; k++) {
      const [x, y] = [a[(at & 12) + k], b[4 * k + (at & 3)]];
      re += x[0] * y[0] - x[1] * y[1];
      im += x[0] * y[1] + x[1] * y[0];
    }
    return [re, im];
  });
}

const product = (...factors: readonly Matrix[]): Matrix => factors.reduce(multiply);
const scale = (a: Matrix, c: number): Matrix => a.map(([re, im]) => [c * re, c * im]);
const add = (a: Matrix, b: Matrix): Matrix => a.map(([re, im], i) => [re + b[i][0], im + b[i][1]]);
const one: Matrix = GAMMA[0].map((_, at) => [at % 5 === 0 ? 1 : 0, 0]);
const trace = (a: Matrix): number => a[0][0] + a[5][0] + a[10][0] + a[15][0];

type Vector = readonly [number, number, number, number];
/** Energy first. */
const slash = (p: Vector): Matrix =>
  p.map((component, mu) => scale(GAMMA[mu], mu === 0 ? component : -component)).reduce(add);
const minus = (a: Vector, b: Vector): Vector => [a[0] - b[0], a[1] - b[1], a[2] - b[2], a[3] - b[3]];
/** gamma0 (hermitian conjugate) gamma0. */
const barred = (a: Matrix): Matrix =>
  product(
    GAMMA[0],
    a.map((_, at) => conjugated(a[4 * (at & 3) + (at >> 2)])),
    GAMMA[0],
  );
const conjugated = ([re, im]: readonly [number, number]): [number, number] => [re, -im];

/** Momenta in the frame of the pair, at s = 1. */
function momenta({ beta, cos }: Heavy): { p1: Vector; p2: Vector; p3: Vector; p4: Vector } {
  const [x, z] = [(beta / 2) * Math.sqrt(1 - cos * cos), (beta / 2) * cos];
  return { p1: [0.5, 0, 0, 0.5], p2: [0.5, 0, 0, -0.5], p3: [0.5, x, 0, z], p4: [0.5, -x, 0, -z] };
}

test("it is the trace of the Feynman diagrams, and the orders of the gluons have weights tau2^2 : tau1^2", () => {
  fc.assert(
    fc.property(scattering, (m) => {
      const { ordered, mixed } = orderedSquares(m);
      const near = [m.mass2 - m.t, m.mass2 - m.u];
      close(ordered[0] / ordered[1], (near[1] / near[0]) ** 2, 1e-8);
      // Tr(T^a T^b T^b T^a) = 16/3, Tr(T^a T^b T^a T^b) = -2/3; 64 colours and 4 helicities of two gluons.
      const total = ((16 / 3) * (ordered[0] + ordered[1]) - (2 / 3) * 2 * mixed) / 256;
      close(fusionToHeavy(m, m.mass2), total, 1e-8);
    }),
    { seed: 1, numRuns: 30 },
  );
});

/** |A12|^2, |A21|^2 and Re(A12 A21*), summed over spins and the two directions across the beam for each gluon. */
function orderedSquares(m: Heavy): { ordered: [number, number]; mixed: number } {
  const { p1, p2, p3, p4 } = momenta(m);
  const mass = Math.sqrt(m.mass2);
  const propagator = (p: Vector, denominator: number) => scale(add(slash(p), scale(one, mass)), 1 / denominator);
  const viaT = propagator(minus(p3, p1), m.t - m.mass2);
  const viaU = propagator(minus(p3, p2), m.u - m.mass2);
  const [quark, antiquark] = [add(slash(p3), scale(one, mass)), add(slash(p4), scale(one, -mass))];
  const square = (a: Matrix, b: Matrix) => trace(product(quark, a, antiquark, barred(b)));
  const sums = { ordered: [0, 0] as [number, number], mixed: 0 };
  const across: readonly Vector[] = [
    [0, 1, 0, 0],
    [0, 0, 1, 0],
  ];
  for (const e1 of across) {
    for (const e2 of across) {
      const threeGluons = scale(slash(minus(p1, p2)), e1 === e2 ? -1 / m.s : 0);
      const a12 = add(product(slash(e1), viaT, slash(e2)), threeGluons);
      const a21 = add(product(slash(e2), viaU, slash(e1)), scale(threeGluons, -1));
      sums.ordered[0] += square(a12, a12);
      sums.ordered[1] += square(a21, a21);
      sums.mixed += square(a12, a21);
    }
  }
  return sums;
}

test("q qbar -> Q Qbar is the trace of its diagram", () => {
  fc.assert(
    fc.property(scattering, (m) => {
      const { p1, p2, p3, p4 } = momenta(m);
      const mass = Math.sqrt(m.mass2);
      let sum = 0;
      GAMMA.forEach((a, mu) => {
        GAMMA.forEach((b, nu) => {
          const light = trace(product(slash(p2), a, slash(p1), b));
          const heavyLine = [add(slash(p3), scale(one, mass)), add(slash(p4), scale(one, -mass))];
          const sign = (mu === 0 ? 1 : -1) * (nu === 0 ? 1 : -1);
          sum += sign * light * trace(product(heavyLine[0], a, heavyLine[1], b));
        });
      });
      // Colour: Tr(T^a T^b) Tr(T^a T^b) / 9 = 2/9; 4 helicities of quark and antiquark.
      close(annihilationToHeavy(m, m.mass2), ((2 / 9) * sum) / 4, 1e-9);
    }),
    { seed: 1, numRuns: 30 },
  );
});
