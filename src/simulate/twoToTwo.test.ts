import fc from "fast-check";
import { expect, test } from "vitest";
import { identityFactor, MATRIX_ELEMENTS, QCD_CLASSES, type Mandelstam } from "./twoToTwo.ts";

/** Different orders of the same sum of products. */
const ROUNDING = 1e-12;

const scattering = fc.double({ min: 0.001, max: 0.999, noNaN: true }).map((x) => ({ s: 1, t: -x, u: x - 1 }));

test("at 90 degrees |M|^2 / g^4 has the values of Ellis, Stirling and Webber, table 7.1", () => {
  const right = { s: 1, t: -0.5, u: -0.5 };
  const values = QCD_CLASSES.map((name) => [name, Number(MATRIX_ELEMENTS[name](right).toPrecision(3))]);
  expect(Object.fromEntries(values)).toEqual({
    "qq'->qq'": 2.22,
    "qq->qq": 3.26,
    "qqbar->q'q'bar": 0.222,
    "qqbar->qqbar": 2.59,
    "qqbar->gg": 1.04,
    "gg->qqbar": 0.146,
    "qg->qg": 6.11,
    "gg->gg": 30.4,
  });
});

test("classes turn into each other by crossing: exchanged invariants and colours of the incoming", () => {
  const close = (a: number, b: number) => expect(Math.abs(a / b - 1)).toBeLessThan(ROUNDING);
  fc.assert(
    fc.property(scattering, (m) => {
      const { s, t, u } = m;
      const crossed: Mandelstam = { s: t, t: s, u };
      const M = MATRIX_ELEMENTS;
      close(M["qqbar->q'q'bar"](m), M["qq'->qq'"](crossed));
      close(M["qqbar->qqbar"](m), M["qq->qq"]({ s: u, t, u: s }));
      // 9 pairs of quark colours, 64 of gluons, 24 of a quark and a gluon; a crossed fermion changes the sign.
      close(M["gg->qqbar"](m), (9 / 64) * M["qqbar->gg"](m));
      close(M["qg->qg"](m), (-9 / 24) * M["qqbar->gg"](crossed));
      close(M["gg->gg"](m), M["gg->gg"](crossed));
    }),
    { seed: 1 },
  );
});

test("outgoing particles that are the same may change places, and count half", () => {
  fc.assert(
    fc.property(scattering, ({ s, t, u }) => {
      for (const name of QCD_CLASSES) {
        const value = MATRIX_ELEMENTS[name]({ s, t, u });
        expect(value, name).toBeGreaterThan(0);
        if (identityFactor(name) === 1) continue;
        expect(Math.abs(MATRIX_ELEMENTS[name]({ s, t: u, u: t }) / value - 1), name).toBeLessThan(ROUNDING);
      }
    }),
    { seed: 1 },
  );
  expect(QCD_CLASSES.filter((name) => identityFactor(name) === 0.5)).toEqual(["qq->qq", "qqbar->gg", "gg->gg"]);
});
