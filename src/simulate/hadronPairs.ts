/**
 * Which hadrons a cluster can become. A cluster has a triplet of colour (a quark, or an antidiquark) and an antitriplet (an
 * antiquark, or a diquark). A pair x xbar from the vacuum makes two hadrons of it, (triplet xbar) and (x antitriplet),
 * where x is a quark u, d, s or an antidiquark of these. The relative weight of a pair of hadrons is
 *
 *   w(x) (2J1+1)(2J2+1) c1 c2 p*(M; m1, m2)
 *
 * with c the share of the quark content in the hadron's wave function. Strange and diquark pairs are suppressed by w;
 * p* is what phase space gives (B. R. Webber, Nucl. Phys. B 238 (1984) 492). Diquarks count by their flavours only.
 */
import { PARTICLES, particleOf } from "./particleTable.ts";
import { DIQUARK_FLAVOURS, VACUUM } from "./vacuumPairs.ts";

/** All pairs of hadrons of one cluster's flavours, as columns. */
export interface HadronPairs {
  /** PDG codes of the hadron with the triplet and of the one with the antitriplet. */
  readonly first: Int32Array;
  readonly second: Int32Array;
  readonly firstMass: Float64Array;
  readonly secondMass: Float64Array;
  /** (2J1+1)(2J2+1) c1 c2. */
  readonly states: Float64Array;
  /** Index of VACUUM_CLASSES. */
  readonly vacuum: Uint8Array;
  /** How many of the two are vector mesons or baryons of spin 3/2. */
  readonly excited: Uint8Array;
  /** Mass of the lightest pair. */
  readonly threshold: number;
}

export interface HadronChoice {
  readonly pdgId: number;
  readonly mass: number;
  /** A vector meson or a baryon of spin 3/2. */
  readonly isExcited: boolean;
  /** (2J+1) c. */
  readonly states: number;
}

/**
 * cos^2 of the angle between eta and (u ubar + d dbar)/sqrt 2: 39.3 degrees, T. Feldmann, P. Kroll, B. Stech,
 * hep-ph/9802409. rho, omega and phi are ideally mixed.
 */
const ETA_NONSTRANGE = Math.cos((39.3 * Math.PI) / 180) ** 2;

/** Neutral mesons of u ubar and d dbar, and of s sbar: share of that content in each. */
const LIGHT_NEUTRAL: readonly (readonly [code: number, share: number])[] = [
  [111, 1 / 2],
  [221, ETA_NONSTRANGE / 2],
  [331, (1 - ETA_NONSTRANGE) / 2],
  [113, 1 / 2],
  [223, 1 / 2],
];
const STRANGE_NEUTRAL: readonly (readonly [code: number, share: number])[] = [
  [221, 1 - ETA_NONSTRANGE],
  [331, ETA_NONSTRANGE],
  [333, 1],
];

const KNOWN: ReadonlySet<number> = new Set(PARTICLES.map(({ pdgId }) => pdgId));

/** Diquark code by its flavours alone (2101 and 2103 to 2100); quarks as they are. */
function flavourOf(pdgId: number): number {
  return Math.abs(pdgId) < 10 ? pdgId : Math.sign(pdgId) * (Math.abs(pdgId) - (Math.abs(pdgId) % 10));
}

/** Hadrons of a triplet and an antitriplet, by their flavour codes; none for two diquarks. */
export function hadronsOf(triplet: number, antitriplet: number): HadronChoice[] {
  if (triplet > 0 && antitriplet < 0) return mesons(triplet, -antitriplet);
  if (triplet > 0) return baryons(triplet, antitriplet, 1);
  return antitriplet < 0 ? baryons(-antitriplet, -triplet, -1) : [];
}

function choice(pdgId: number, share = 1): HadronChoice {
  const { mass, spinStates } = particleOf(pdgId);
  return { pdgId, mass, isExcited: spinStates > 2, states: spinStates * share };
}

/** Mesons of a quark and an antiquark; the code of one has the heavier first, and the sign of an up-type or anti-down-type one there. */
function mesons(quark: number, antiquark: number): HadronChoice[] {
  if (quark === antiquark && quark <= 3) {
    return (quark === 3 ? STRANGE_NEUTRAL : LIGHT_NEUTRAL).map(([code, share]) => choice(code, share));
  }
  const heavier = Math.max(quark, antiquark);
  const isUp = heavier % 2 === 0;
  const sign = quark === antiquark || isUp === (heavier === quark) ? 1 : -1;
  const content = 100 * heavier + 10 * Math.min(quark, antiquark);
  return [content + 1, content + 3].filter((code) => KNOWN.has(code)).map((code) => choice(sign * code));
}

/** Baryons of a quark and a diquark: the octet, where uds has a Lambda and a Sigma0, and the decuplet. */
function baryons(quark: number, diquark: number, sign: number): HadronChoice[] {
  const [a, b, c] = [quark, Math.floor(diquark / 1000), Math.floor(diquark / 100) % 10].sort((x, y) => y - x);
  // A Lambda has its lighter quarks in the order of their codes, which is not the descending one.
  const codes = [1000 * a + 100 * b + 10 * c + 2, 1000 * a + 100 * c + 10 * b + 2, 1000 * a + 100 * b + 10 * c + 4];
  return [...new Set(codes)].filter((code) => KNOWN.has(code)).map((code) => choice(sign * code));
}

const QUARKS = [1, 2, 3, 4, 5];
function pairsFor(triplet: number, antitriplet: number): HadronPairs {
  const rows = VACUUM.flatMap(([x, vacuum]) =>
    hadronsOf(triplet, -x).flatMap((one) => hadronsOf(x, antitriplet).map((two) => ({ one, two, vacuum }))),
  );
  return {
    first: Int32Array.from(rows, ({ one }) => one.pdgId),
    second: Int32Array.from(rows, ({ two }) => two.pdgId),
    firstMass: Float64Array.from(rows, ({ one }) => one.mass),
    secondMass: Float64Array.from(rows, ({ two }) => two.mass),
    states: Float64Array.from(rows, ({ one, two }) => one.states * two.states),
    vacuum: Uint8Array.from(rows, ({ vacuum }) => vacuum),
    excited: Uint8Array.from(rows, ({ one, two }) => Number(one.isExcited) + Number(two.isExcited)),
    threshold: Math.min(...rows.map(({ one, two }) => one.mass + two.mass)),
  };
}

/** One number for two flavour codes. */
const keyOf = (triplet: number, antitriplet: number): number => triplet * 10_000 + antitriplet;

const PAIRS: ReadonlyMap<number, HadronPairs> = new Map(
  [...QUARKS, ...DIQUARK_FLAVOURS.map((code) => -code)].flatMap((triplet) =>
    [...QUARKS.map((code) => -code), ...DIQUARK_FLAVOURS].map((antitriplet) => [
      keyOf(triplet, antitriplet),
      pairsFor(triplet, antitriplet),
    ]),
  ),
);

/** The pairs of a cluster by the PDG codes of its ends: quarks up to b, and diquarks of u, d, s. */
export function hadronPairs(triplet: number, antitriplet: number): HadronPairs {
  const pairs = PAIRS.get(keyOf(flavourOf(triplet), flavourOf(antitriplet)));
  if (pairs === undefined) throw new RangeError(`no cluster has the ends ${triplet} and ${antitriplet}`);
  return pairs;
}

/** The lightest hadron of a cluster's flavours, or undefined where no single one has them. */
export function lightestHadron(triplet: number, antitriplet: number): HadronChoice | undefined {
  const choices = hadronsOf(flavourOf(triplet), flavourOf(antitriplet));
  return choices.reduce<HadronChoice | undefined>(
    (best, next) => (best === undefined || next.mass < best.mass ? next : best),
    undefined,
  );
}
