/**
 * The Standard Model and what is most often added to it. All fermions are left-handed Weyl fields: `uc` is the conjugate
 * of the right-handed up quark. Numbers are SU(3), SU(2), hypercharge with Q = T3 + Y. Field contents: Buchmüller, Rückl,
 * Wyler, Phys. Lett. B191 (1987) 442 for the leptoquarks; Manohar, Wise, Phys. Rev. D74 (2006) 035009; Georgi, Machacek,
 * Nucl. Phys. B262 (1985) 463; Zee, Phys. Lett. B93 (1980) 389; Babu, Phys. Lett. B203 (1988) 132.
 */
import { cyclic, realScalar, scalar, su, u1, weyl } from "./notation.ts";
import type { FieldNote, TheoryNote } from "./notation.ts";
import type { Group } from "../theory.ts";

const GROUPS: readonly Group[] = [su(3), su(2), u1("Y")];

const FERMIONS: readonly FieldNote[] = [
  weyl("Q", "3 2 1/6", "Nf"),
  weyl("uc", "3bar 1 -2/3", "Nf"),
  weyl("dc", "3bar 1 1/3", "Nf"),
  weyl("L", "1 2 -1/2", "Nf"),
  weyl("ec", "1 1 1", "Nf"),
];

const HIGGS: FieldNote = scalar("H", "1 2 1/2");

/** The Standard Model with fields added, and with finite groups where there are some. */
function extended(
  name: string,
  description: string,
  added: readonly FieldNote[],
  finite: readonly Group[] = [],
): TheoryNote {
  return { name, description, groups: [...GROUPS, ...finite], fields: [...FERMIONS, HIGGS, ...added] };
}

const SECOND_DOUBLET = scalar("H2", "1 2 1/2");
const S1 = scalar("S1", "3bar 1 1/3");
const S3 = scalar("S3", "3bar 3 1/3");
const REAL_TRIPLET = realScalar("xi", "1 3 0");
const CHARGED_SINGLET = scalar("h", "1 1 1");

export const STANDARD_MODEL: readonly TheoryNote[] = [
  extended("SM", "the Standard Model", []),
  extended("SM+S", "a real singlet scalar", [realScalar("S", "1 1 0")]),
  extended("SM+S_Z2", "a real singlet scalar, odd under Z2", [realScalar("S", "1 1 0 1")], [cyclic(2)]),
  extended("SM+cS", "a complex singlet scalar", [scalar("S", "1 1 0")]),
  extended("2HDM", "a second Higgs doublet, no Z2", [SECOND_DOUBLET]),
  extended("IDM", "an inert doublet, odd under Z2", [scalar("H2", "1 2 1/2 1")], [cyclic(2)]),
  extended("3HDM", "three Higgs doublets", [SECOND_DOUBLET, scalar("H3", "1 2 1/2")]),
  extended("SM+xi", "a real triplet scalar", [REAL_TRIPLET]),
  extended("TypeI", "type-I seesaw: sterile neutrinos", [weyl("nuc", "1 1 0", "Nf")]),
  extended("TypeII", "type-II seesaw: a complex triplet scalar", [scalar("Delta", "1 3 1")]),
  extended("TypeIII", "type-III seesaw: triplet fermions", [weyl("Sigma", "1 3 0", "Nf")]),
  extended("GM", "the scalars of Georgi and Machacek, without custodial symmetry", [
    scalar("chi", "1 3 1"),
    REAL_TRIPLET,
  ]),
  extended("S1", "leptoquark S1", [S1]),
  extended("S1t", "leptoquark S1~", [scalar("S1t", "3bar 1 4/3")]),
  extended("S1bar", "leptoquark S1bar", [scalar("S1b", "3bar 1 -2/3")]),
  extended("R2", "leptoquark R2", [scalar("R2", "3 2 7/6")]),
  extended("R2t", "leptoquark R2~", [scalar("R2t", "3 2 1/6")]),
  extended("S3", "leptoquark S3", [S3]),
  extended("S1+S3", "leptoquarks S1 and S3", [S1, S3]),
  extended("MW", "colour-octet doublet of Manohar and Wise", [scalar("O", "8 2 1/2")]),
  extended("phi8", "a real colour-octet scalar", [realScalar("O", "8 1 0")]),
  extended("Sx", "colour-sextet diquark", [scalar("Phi6", "6 1 1/3")]),
  extended("VLQ_T", "a vector-like top partner", [weyl("TL", "3 1 2/3"), weyl("TRc", "3bar 1 -2/3")]),
  extended("VLL_L", "a vector-like lepton doublet", [weyl("LL", "1 2 -1/2"), weyl("LRc", "1 2 1/2")]),
  extended("Zee", "the model of Zee: a second doublet and h+", [SECOND_DOUBLET, CHARGED_SINGLET]),
  extended("ZeeBabu", "the model of Zee and Babu: h+ and k++", [CHARGED_SINGLET, scalar("k", "1 1 2")]),
  extended("Quad32", "a quadruplet scalar of hypercharge 3/2", [scalar("Theta", "1 4 3/2")]),
  extended("Quad12", "a quadruplet scalar of hypercharge 1/2", [scalar("Theta", "1 4 1/2")]),
  extended("MSSMfields", "the fields of the MSSM without its supersymmetry; one copy of each superpartner", [
    scalar("Hd", "1 2 -1/2"),
    scalar("sQ", "3 2 1/6"),
    scalar("su", "3bar 1 -2/3"),
    scalar("sd", "3bar 1 1/3"),
    scalar("sL", "1 2 -1/2"),
    scalar("se", "1 1 1"),
    weyl("hu", "1 2 1/2"),
    weyl("hd", "1 2 -1/2"),
    weyl("gl", "8 1 0"),
    weyl("wi", "1 3 0"),
    weyl("bi", "1 1 0"),
  ]),
];
