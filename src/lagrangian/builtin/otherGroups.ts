/**
 * Theories with other groups than those of the Standard Model: SU(5) of Georgi and Glashow, left-right symmetry (Q = T3L
 * + T3R + (B-L)/2), Pati and Salam, gauged B - L, and the theory below the weak scale (LEFT; Jenkins, Manohar, Stoffer,
 * JHEP 1803 (2018) 016), where the top quark is gone and the charge is electric.
 */
import { realScalar, scalar, su, u1, weyl } from "./notation.ts";
import type { TheoryNote } from "./notation.ts";

export const OTHER_GROUPS: readonly TheoryNote[] = [
  {
    name: "SU5-GG",
    description: "SU(5) of Georgi and Glashow: 5bar and 10, a complex 5, a real 24",
    groups: [su(5, "SU5", "A")],
    fields: [weyl("F5b", "5bar", "Nf"), weyl("T10", "10", "Nf"), scalar("H5", "5"), realScalar("S24", "24")],
  },
  {
    name: "SM_B-L",
    description: "the Standard Model with gauged B - L: sterile neutrinos and a complex singlet of B - L = 2",
    groups: [su(3), su(2), u1("Y"), u1("BL", "Bp")],
    fields: [
      weyl("Q", "3 2 1/6 1/3", "Nf"),
      weyl("uc", "3bar 1 -2/3 -1/3", "Nf"),
      weyl("dc", "3bar 1 1/3 -1/3", "Nf"),
      weyl("L", "1 2 -1/2 -1", "Nf"),
      weyl("ec", "1 1 1 1", "Nf"),
      weyl("nuc", "1 1 0 1", "Nf"),
      scalar("H", "1 2 1/2 0"),
      scalar("chi", "1 1 0 2"),
    ],
  },
  {
    name: "left-right",
    description: "left-right symmetry with a bidoublet and two triplets",
    groups: [su(3), su(2, "SU2L", "WL"), su(2, "SU2R", "WR"), u1("BL", "B")],
    fields: [
      weyl("Q", "3 2 1 1/3", "Nf"),
      weyl("Qc", "3bar 1 2 -1/3", "Nf"),
      weyl("L", "1 2 1 -1", "Nf"),
      weyl("Lc", "1 1 2 1", "Nf"),
      scalar("Phi", "1 2 2 0"),
      scalar("DeltaL", "1 3 1 2"),
      scalar("DeltaR", "1 1 3 -2"),
    ],
  },
  {
    name: "pati-salam",
    description: "SU(4) x SU(2) x SU(2) of Pati and Salam with a bidoublet and a (10,1,3)",
    groups: [su(4, "SU4", "G"), su(2, "SU2L", "WL"), su(2, "SU2R", "WR")],
    fields: [
      weyl("F", "4 2 1", "Nf"),
      weyl("Fc", "4bar 1 2", "Nf"),
      scalar("Phi", "1 2 2"),
      scalar("DeltaR", "10 1 3"),
    ],
  },
  {
    name: "LEFT",
    description: "quarks and leptons below the weak scale, without the top quark",
    groups: [su(3), u1("EM", "F")],
    fields: [
      weyl("u", "3 2/3", 2),
      weyl("uc", "3bar -2/3", 2),
      weyl("d", "3 -1/3", 3),
      weyl("dc", "3bar 1/3", 3),
      weyl("e", "1 -1", 3),
      weyl("ec", "1 1", 3),
      weyl("nu", "1 0", 3),
    ],
  },
];
