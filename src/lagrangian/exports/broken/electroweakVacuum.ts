/**
 * Vacuum values and the numbers of the electroweak sector. alpha, G_F and m_Z are on the card; with w = 2 (T(T+1) - T3^2) and
 * z = 4 T3^2 of each vacuum value
 *
 *     sum w v^2 = 1/(sqrt(2) G_F),    m_Z^2 = g_Z^2/4 sum z v^2,    s_W^2 c_W^2 = e^2/g_Z^2,    m_W = g/(2 sqrt(sqrt(2) G_F)),
 *
 * so that the value of the doublets follows from those of the other fields. Two doublets share it by tan beta = v_2/v_1.
 *
 * A boson B' of a further U(1) with m_B'^2 = sum b^2 v^2, b = g' X - gmix T3 (gaugeBosons.ts; Y = - T3 in the vacuum), has the
 * entry g_Z sum T3 b v^2 with the Z. The Z of the card is an eigenstate if
 *
 *     g_Z^2 = m_Z^2 (m_B'^2 - m_Z^2) / (sum z v^2/4 (m_B'^2 - m_Z^2) - (sum T3 b v^2)^2).
 */
import { GlueballError } from "../../../base/index.ts";
import { isZeroRational, rationalToNumber } from "../../../exact/index.ts";
import type { Vacuum, VacuumValue } from "../../breaking/vacuum.ts";
import { massWeights } from "../../breaking/weakBosons.ts";
import type { Theory } from "../../theory.ts";
import { bosonName, unitaryGroups } from "../../theory.ts";
import { hyperchargeScale } from "../particles.ts";
import { mixedCoupling } from "../gaugeBosons.ts";
import { identifier } from "../identifier.ts";
import type { ParameterSheet } from "./parameterSheet.ts";
import { addInputs, addStandardElectroweak } from "./standardInputs.ts";

/** GeV. Of singlets; above LEP's bound m_Z'/g' > 7 TeV for B - L where they carry a gauge charge. */
const SINGLET_VALUE = { neutral: 1000, charged: 4000 };
/** GeV, of triplets and more: 1 - rho = 3e-5. */
const SMALL_VALUE = 1;
const TAN_BETA = 5;

/** A vacuum value with its parameter and what it does to W, Z and a further boson. */
export interface NamedValue extends VacuumValue {
  readonly parameter: string;
  readonly w: number;
  readonly z: number;
  readonly T3: number;
  readonly isDoublet: boolean;
}

/** The parameters of the vacuum values: `vev` if there is one, else `v_H`. */
export function namedValues(theory: Theory, { values, isospin }: Vacuum): NamedValue[] {
  return values.map((own) => {
    const { name, irreps } = theory.fields[own.field];
    const [twiceT] = irreps[isospin];
    const { w, z } = massWeights(twiceT, own.twiceT3);
    return {
      ...own,
      parameter: values.length === 1 ? "vev" : `v_${identifier(name)}`,
      w: rationalToNumber(w),
      z: rationalToNumber(z),
      T3: own.twiceT3 / 2,
      isDoublet: twiceT === 1,
    };
  });
}

/** A further U(1) that the vacuum breaks. */
export interface BrokenCharge {
  /** Index among the U(1) factors. */
  readonly place: number;
  readonly coupling: string;
  /** How its boson couples to hypercharge; undefined where kinetic mixing is left out. */
  readonly mixing: string | undefined;
}

/** Charges under the U(1) of the vacuum values, as they stand in D. */
function chargesOf(theory: Theory, values: readonly NamedValue[], place: number): number[] {
  return values.map(({ field }) => rationalToNumber(theory.fields[field].charges[place]) * hyperchargeScale(theory));
}

/**
 * The U(1) but hypercharge under which vacuum values are charged. Its boson mixes kinetically with that of hypercharge if that
 * one stands before it in the theory. @throws GlueballError lagrangian/several-bosons.
 */
export function brokenCharge(
  theory: Theory,
  { hypercharge, values }: Vacuum,
  kineticMixing: boolean,
): BrokenCharge | undefined {
  const groups = unitaryGroups(theory);
  const found = groups.flatMap((group, place) => {
    const isCharged = values.some(({ field }) => !isZeroRational(theory.fields[field].charges[place]));
    return group.gauged && place !== hypercharge && isCharged ? [{ group, place }] : [];
  });
  if (found.length === 0) return undefined;
  const [{ group, place }] = found;
  const mixing = kineticMixing && place > hypercharge ? mixedCoupling(groups[hypercharge], group) : undefined;
  if (found.length === 1) return { place, coupling: `g_${identifier(bosonName(group))}`, mixing };
  throw new GlueballError({
    code: "lagrangian/several-bosons",
    what: "the vacuum breaks several further U(1)s, and the mixing of more than one Z' is not written",
    place: "--vacuum",
    found: found.map((own) => own.group.name).join(", "),
    expected: "vacuum values that break one U(1) beside hypercharge",
  });
}

interface CouplingNames {
  readonly isospin: string;
  readonly hypercharge: string;
  readonly colour: string | undefined;
}

/** Adds all parameters of the sector; those of a further boson that mixes are MZp, czp and szp. */
export function addElectroweakVacuum(
  sheet: ParameterSheet,
  theory: Theory,
  values: readonly NamedValue[],
  names: CouplingNames,
  broken: BrokenCharge | undefined,
): void {
  const charges = broken === undefined ? [] : chargesOf(theory, values, broken.place);
  const isMixed = values.some(({ T3 }, k) => T3 !== 0 && (broken?.mixing !== undefined || (charges[k] ?? 0) !== 0));
  const isStandard = values.every(({ w, z }) => w === z) && !(broken !== undefined && isMixed);
  addInputs(sheet, names.colour !== undefined);
  if (isStandard) addStandardElectroweak(sheet, names);
  else sheet.addExpression("vev", "real", "1/cmath.sqrt(cmath.sqrt(2)*Gf)");
  addValues(sheet, theory, values);
  if (broken === undefined && isStandard) return;
  if (broken !== undefined) {
    sheet.addNumber(broken.coupling, 0.5, { block: "GAUGE" });
    if (broken.mixing !== undefined) sheet.addNumber(broken.mixing, 0, { block: "GAUGE" });
  }
  const sums = boundTo(values, charges, broken);
  if (isStandard) {
    sheet.addExpression("MZp", "real", `cmath.sqrt(${sums.further})`);
    return;
  }
  sheet.addExpression("vZ2", "real", sums.z);
  if (broken === undefined) sheet.addExpression("gZ", "real", "2*MZ/cmath.sqrt(vZ2)");
  else {
    sheet.addExpression("MBp2", "real", sums.further);
    sheet.addExpression("vZBp2", "real", sums.mixed);
    sheet.addExpression("gZ", "real", "MZ*cmath.sqrt((MBp2 - MZ**2)/(vZ2/4*(MBp2 - MZ**2) - vZBp2**2))");
  }
  sheet.addExpression("cw", "real", "cmath.sqrt(0.5 + cmath.sqrt(0.25 - ee**2/gZ**2))");
  sheet.addExpression("sw", "real", "cmath.sqrt(1 - cw**2)");
  sheet.addExpression(names.isospin, "real", "ee/sw");
  sheet.addExpression(names.hypercharge, "real", "ee/cw");
  sheet.addExpression("MW", "real", `${names.isospin}*vev/2`);
  sheet.addExpression("rho", "real", "(MW/(MZ*cw))**2");
  if (broken !== undefined) addMixingAngle(sheet);
}

/** tan 2 theta = 2 m^2_ZB'/(m^2_ZZ - m^2_B'B') with the angle between -45 and 45 degrees, Z = c Z0 + s B'. */
function addMixingAngle(sheet: ParameterSheet): void {
  sheet.addExpression("tan2zp", "real", "2*gZ*vZBp2/(gZ**2*vZ2/4 - MBp2)");
  sheet.addExpression("cos2zp", "real", "1/cmath.sqrt(1 + tan2zp**2)");
  sheet.addExpression("czp", "real", "cmath.sqrt((1 + cos2zp)/2)");
  sheet.addExpression("szp", "real", "tan2zp*cos2zp/(2*czp)");
  sheet.addExpression("MZp", "real", "cmath.sqrt(MBp2 - gZ*vZBp2*szp/czp)");
}

/** Sums over vacuum values as expressions: z v^2, b^2 v^2 and T3 b v^2. */
function boundTo(values: readonly NamedValue[], charges: readonly number[], broken: BrokenCharge | undefined) {
  const sum = (factor: (k: number) => string | undefined) => {
    const terms = values.flatMap(({ parameter }, k) => {
      const own = factor(k);
      return own === undefined ? [] : [`${own}*${parameter}**2`];
    });
    return terms.length === 0 ? "0" : terms.join(" + ");
  };
  const charge = (k: number): string | undefined => {
    if (broken === undefined) return undefined;
    const { T3 } = values[k];
    const own = charges[k] === 0 ? [] : [`(${charges[k]})*${broken.coupling}`];
    const mixed = T3 === 0 || broken.mixing === undefined ? [] : [`(${-T3})*${broken.mixing}`];
    return own.length + mixed.length === 0 ? undefined : `(${[...own, ...mixed].join(" + ")})`;
  };
  return {
    z: sum((k) => (values[k].z === 0 ? undefined : String(values[k].z))),
    further: sum((k) => (charge(k) === undefined ? undefined : `${charge(k)}**2`)),
    mixed: sum((k) => (charge(k) === undefined || values[k].T3 === 0 ? undefined : `(${values[k].T3})*${charge(k)}`)),
  };
}

/** What fields beside the doublets have is on the card, and so is tan beta of two doublets, or what a third one has. */
function addValues(sheet: ParameterSheet, theory: Theory, values: readonly NamedValue[]): void {
  if (values.length === 1) return;
  const place = { block: "VACUUM" };
  const doublets = values.filter(({ isDoublet }) => isDoublet);
  const others = values.filter(({ isDoublet }) => !isDoublet);
  for (const { parameter, field, w, z } of others) {
    const { charges } = theory.fields[field];
    const isCharged = unitaryGroups(theory).some(({ gauged }, k) => gauged && !isZeroRational(charges[k]));
    const singlet = isCharged ? SINGLET_VALUE.charged : SINGLET_VALUE.neutral;
    sheet.addNumber(parameter, w === 0 && z === 0 ? singlet : SMALL_VALUE, place);
  }
  const [first, second, ...more] = doublets;
  if (second !== undefined && more.length === 0) sheet.addNumber("tanb", TAN_BETA, place);
  const further = more.length === 0 ? [] : doublets.slice(1);
  for (const { parameter } of further) sheet.addNumber(parameter, Math.round(100 / further.length), place);
  const taken = [...others, ...further].filter(({ w }) => w !== 0);
  const text = taken.length === 0 ? "vev" : addRest(sheet, taken);
  if (second === undefined || more.length > 0) sheet.addExpression(first.parameter, "real", text);
  else {
    sheet.addExpression(first.parameter, "real", `${text}/cmath.sqrt(1 + tanb**2)`);
    sheet.addExpression(second.parameter, "real", `tanb*${first.parameter}`);
  }
}

/** What is left for the doublets. @throws GlueballError lagrangian/vacuum-too-large. */
function addRest(sheet: ParameterSheet, taken: readonly NamedValue[]): string {
  const [whole] = sheet.value("vev");
  const used = taken.reduce((sum, { parameter, w }) => sum + w * sheet.value(parameter)[0] ** 2, 0);
  if (!(used < whole ** 2)) {
    throw new GlueballError({
      code: "lagrangian/vacuum-too-large",
      what: "these vacuum values alone give the W more mass than G_F allows",
      place: taken.map(({ parameter }) => parameter).join(", "),
      found: `${Math.sqrt(used).toFixed(1)} GeV`,
      expected: `less than ${whole.toFixed(1)} GeV`,
    });
  }
  return `cmath.sqrt(vev**2${taken.map(({ parameter, w }) => ` - ${w}*${parameter}**2`).join("")})`;
}
