/**
 * Theories with other groups than those of the Standard Model: SU(5) of Georgi and Glashow, left-right symmetry (Q = T3L
 * + T3R + (B-L)/2), Pati and Salam, flipped SU(5) (Barr, Phys. Lett. B112 (1982) 219), trinification (de Rujula, Georgi,
 * Glashow 1984), SO(10), gauged B - L, and the theory below the weak scale (LEFT; Jenkins, Manohar, Stoffer, JHEP 1803
 * (2018) 016), where the top quark is gone and the charge is electric.
 *
 * SO(10) has the Yukawa sector of Bajc, Melfo, Senjanovic, Vissani, Phys. Rev. D73 (2006) 055001: a complex 10, because
 * a real one makes the top as heavy as the bottom quark up to mixing, and the 126bar, complex by nature, which gives
 * Majorana masses. The fields that would break SO(10) further, a 45, 54 or 210, are left to the user.
 */
import { realScalar, scalar, so, su, u1, weyl } from "./notation.ts";
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
    name: "flipped-su5",
    description: "SU(5) x U(1): 10, 5bar and 1 hold uc in the place of dc; a 10 and a 5 as scalars",
    groups: [su(5, "SU5", "A"), u1("X", "B")],
    fields: [
      weyl("T10", "10 1", "Nf"),
      weyl("F5b", "5bar -3", "Nf"),
      weyl("ec", "1 5", "Nf"),
      scalar("H10", "10 1"),
      scalar("H5", "5 -2"),
    ],
  },
  {
    name: "trinification",
    description: "SU(3)^3 with a scalar in the irrep of the leptons",
    groups: [su(3, "SU3C", "G"), su(3, "SU3L", "WL"), su(3, "SU3R", "WR")],
    fields: [
      weyl("Q", "3 3bar 1", "Nf"),
      weyl("Qc", "3bar 1 3", "Nf"),
      weyl("L", "1 3 3bar", "Nf"),
      scalar("H", "1 3 3bar"),
    ],
  },
  {
    name: "SO10",
    description: "SO(10): 16, a complex 10 and a 126bar",
    groups: [so(10, "SO10", "A")],
    fields: [weyl("F16", "16", "Nf"), scalar("H10", "10"), scalar("D126b", "126bar")],
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
