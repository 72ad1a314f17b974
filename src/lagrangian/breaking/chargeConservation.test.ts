import { expect, test } from "vitest";
import { parseRational } from "../../exact/index.ts";
import { builtinTheory } from "../builtin/theories.ts";
import { renormalisableLagrangian } from "../explicit/renormalisable.ts";
import { nameOperators } from "../exports/couplings.ts";
import { checkCharges } from "./chargeConservation.ts";
import { breakTheory } from "./vacuumProducts.ts";

const sm = builtinTheory("sm");
const broken = breakTheory(sm);
const operators = nameOperators(sm, broken.letters, renormalisableLagrangian(sm).invariants);

test("14 products of components in the Standard Model: 2 + 2 + 2 + 2 of mass and Yukawa terms, 6 of the quartic", () => {
  // (H+ H)^2 holds H[1]^2 H[1]+^2, H[0]^2 H[0]+^2 and H[1] H[0] H[1]+ H[0]+ in the 4 orders of its slots.
  expect(checkCharges(broken, operators)).toEqual({ products: 14, violating: [] });
});

test("a wrong charge of one component is found in every term that holds it", () => {
  const components = broken.components.map((own) => (own.name === "ec" ? { ...own, charge: parseRational("2") } : own));
  expect(checkCharges({ ...broken, components }, operators).violating).toEqual(["y_L_ec_Hd"]);
  const swapped = broken.components.map((own) =>
    own.name.startsWith("H[") ? { ...own, charge: parseRational(own.name === "H[1]" ? "0" : "1") } : own,
  );
  expect(checkCharges({ ...broken, components: swapped }, operators).violating).toEqual([
    "y_Q_uc_H",
    "y_Q_dc_Hd",
    "y_L_ec_Hd",
  ]);
});
