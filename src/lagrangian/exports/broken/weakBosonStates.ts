/**
 * The gauge bosons after breaking: W+ is the component that raises T3, and
 *
 *     W3 = c_W Z + s_W A,   B = - s_W Z + c_W A,   e = g s_W = g' c_W.
 *
 * The boson B' of a further U(1) that the vacuum breaks is the Z' of PDG code 32; where it mixes, W3 = c_W Z0 + s_W A and
 *
 *     Z0 = c Z - s Z',   B' = s Z + c Z'.
 *
 * Bosons of other factors stay as they are.
 */
import type { ParticleRow } from "../ufoDocument.ts";
import type { BrokenBuild, ExpansionTerm } from "./brokenBuild.ts";
import { addParticle, addWidth, nextCode } from "./brokenBuild.ts";
import type { Product } from "./polynomial.ts";
import { multiplyProducts, ONE } from "./polynomial.ts";
import { addElectroweakVacuum } from "./electroweakVacuum.ts";
import type { BrokenCharge, NamedValue } from "./electroweakVacuum.ts";

/** Of gauge factors beyond the Standard Model. */
const OTHER_COUPLING = 0.5;

export interface WeakCouplings {
  readonly isospin: string;
  readonly hypercharge: string;
}

/** Adds parameters and particles; expansions in the order of the bosons of the components. */
export function addBosons(
  build: BrokenBuild,
  values: readonly NamedValue[],
  broken: BrokenCharge | undefined,
): {
  readonly expansions: ExpansionTerm[][];
  readonly couplings: WeakCouplings;
} {
  const { components, vacuum } = build;
  const { components: parts, particles } = components.bosons;
  const factorOf = (boson: number) => parts.find((own) => own.boson === boson)!.factor;
  const couplingOf = (kind: "SU" | "U1" | "colour", place?: number) =>
    parts.find(({ factor }) => factor.kind === kind && (factor.kind === "colour" || factor.place === place))?.coupling;
  const couplings = {
    isospin: couplingOf("SU", vacuum.isospin)!,
    hypercharge: couplingOf("U1", vacuum.hypercharge)!,
  };
  const { theory } = components.lagrangian;
  const colour = couplingOf("colour");
  addElectroweakVacuum(build.sheet, theory, values, { ...couplings, colour }, broken);
  if (colour !== undefined) build.sheet.addExpression(colour, "real", "2*cmath.sqrt(aS)*cmath.sqrt(cmath.pi)");
  const vector = (own: Partial<ParticleRow> & { readonly name: string; readonly pdgCode: number }) =>
    addParticle(build, {
      antiname: own.name,
      spin: 3,
      colour: 1,
      charge: 0,
      selfConjugate: true,
      mass: "ZERO",
      width: "ZERO",
      ...own,
    });
  for (const { coupling } of parts) {
    if (!build.sheet.has(coupling)) build.sheet.addNumber(coupling, OTHER_COUPLING, { block: "GAUGE" });
  }
  const photon = vector({ name: "a", pdgCode: 22 });
  const z = vector({ name: "Z", pdgCode: 23, mass: "MZ", width: "WZ" });
  const w = vector({
    name: "W+",
    antiname: "W-",
    pdgCode: 24,
    charge: 1,
    selfConjugate: false,
    mass: "MW",
    width: "WW",
  });
  const zPrime =
    broken === undefined
      ? undefined
      : vector({ name: "Zp", pdgCode: 32, mass: "MZp", width: addWidth(build, "WZp", 0, 32) });
  const isMixed = build.sheet.has("szp");
  const part = (particle: number, ...products: readonly Product[]): ExpansionTerm => ({
    particle,
    anti: false,
    product: products.reduce(multiplyProducts, ONE),
  });
  /** W3 and B: the part of Z0 and that of the photon. */
  const mixed = (ofZ: Product, ofPhoton: Product): ExpansionTerm[] => [
    ...(zPrime === undefined || !isMixed
      ? [part(z, ofZ)]
      : [part(z, ofZ, named("czp")), part(zPrime, ofZ, { factor: [-1, 0], names: ["szp"] })]),
    part(photon, ofPhoton),
  ];
  const expansions = particles.map((own, boson): ExpansionTerm[] => {
    const factor = factorOf(boson);
    if (factor.kind === "SU" && factor.place === vacuum.isospin) {
      return own.selfConjugate ? mixed(named("cw"), named("sw")) : [{ particle: w, anti: false, product: ONE }];
    }
    if (factor.kind === "U1" && factor.place === vacuum.hypercharge) {
      return mixed({ factor: [-1, 0], names: ["sw"] }, named("cw"));
    }
    if (zPrime !== undefined && factor.kind === "U1" && factor.place === broken?.place) {
      return isMixed ? [part(z, named("szp")), part(zPrime, named("czp"))] : [part(zPrime)];
    }
    const { name, antiname, selfConjugate, colour: octet } = own;
    const gluon = factor.kind === "colour";
    const particle = vector(
      gluon ? { name: "g", pdgCode: 21, colour: octet } : { name, antiname, selfConjugate, pdgCode: nextCode(build) },
    );
    return [{ particle, anti: false, product: ONE }];
  });
  return { expansions, couplings };
}

function named(name: string): Product {
  return { factor: [1, 0], names: [name] };
}

/** Couplings of a product times cosines and sines: g s_W and g' c_W are e. */
export function withElectricCharge(names: readonly string[], { isospin, hypercharge }: WeakCouplings): string[] {
  const left = [...names];
  for (const [coupling, angle] of [
    [isospin, "sw"],
    [hypercharge, "cw"],
  ]) {
    while (left.includes(coupling) && left.includes(angle)) {
      left.splice(left.indexOf(coupling), 1);
      left.splice(left.indexOf(angle), 1, "ee");
    }
  }
  return left;
}
