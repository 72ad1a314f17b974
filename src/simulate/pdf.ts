/**
 * Parton densities of the proton: CTEQ5L, in the closed form of J. Pumplin (1999; hep-ph/9903282). With
 * s = ln ln(Q / alf) - 1.2, a_k = sum_l am[k][l] s^l, y = -ln x, v = ln(x / 1e-5), the number density is
 *
 *   ln f = ln x + a_1 y^(1 + 0.01 a_4) (1 + a_8 v) + a_0 (1 - x) + a_3 x + x (1 - x) [a_5 + a_6 (1 - x) + a_7 x (1 - x)]
 *        + ut1 ln(1 - x) + a_2 ln(1 + e^ut2 - x),
 *
 * times 1 - qmin / Q for charm and bottom, which begin at qmin. Here it is x f that is given, as event generators use
 * it. Cost: a power, an exponential and a logarithm a fit, of which one parton needs one, ubar and dbar two, and all
 * flavours eight; the a_k are kept as long as Q stays.
 *
 * Outside 1e-6 < x < 1 and 1 < Q < 1e4 the fit knows nothing: x f keeps its value at the border, and it is counted.
 */
import { CTEQ5L, type DensityFit, type DensityName } from "./cteq5lTable.ts";

/** Entries of a table of all flavours: bbar ... dbar, gluon, d ... b. */
export const FLAVOURS = 11;
const GLUON_SLOT = 5;

/** The entry of a parton in a table of all flavours: 5 + PDG number, and 5 for the gluon (0 or 21). */
export function flavourSlot(pdgId: number): number {
  return pdgId === 21 ? GLUON_SLOT : GLUON_SLOT + pdgId;
}

const X_MIN = 1e-6;
const Q_MIN = 1;
const Q_MAX = 1e4;

export interface Densities {
  /** x f(x, Q) of one parton (PDG number; 0 or 21 is the gluon). */
  density(pdgId: number, x: number, q: number): number;
  /** x f(x, Q) of all partons into `out`, see `flavourSlot`. */
  fill(x: number, q: number, out: Float64Array): void;
  /** How often x or Q was outside the range of the fit. */
  readonly frozen: number;
}

/** CTEQ5L with its own count of frozen calls. */
export function createDensities(): Densities {
  const fits = createFits();
  const point = { x: 0, y: 0, v: 0, rest: 0, logRest: 0, q: 0 };
  let frozen = 0;

  /** Whether the densities are not all 0 there. */
  function setPoint(x: number, q: number): boolean {
    if (!(x > X_MIN && x < 1 && q > Q_MIN && q < Q_MAX)) frozen++;
    if (x >= 1) return false;
    const inside = Math.max(x, X_MIN);
    point.x = inside;
    point.y = -Math.log(inside);
    point.v = Math.log(inside / 1e-5);
    point.rest = 1 - inside;
    point.logRest = Math.log(point.rest);
    point.q = Math.min(Math.max(q, Q_MIN), Q_MAX);
    return true;
  }
  return {
    fill: (x, q, out) => {
      if (setPoint(x, q)) fillAll(fits, point, out);
      else out.fill(0);
    },
    density: (pdgId, x, q) => (setPoint(x, q) ? densityOf(fits, point, flavourSlot(pdgId)) : 0),
    get frozen() {
      return frozen;
    },
  };
}

/** What the fits have in common: x and Q inside their range, y and v of the formula, 1 - x and its logarithm. */
interface Point {
  x: number;
  y: number;
  v: number;
  rest: number;
  logRest: number;
  q: number;
}

type Fit = (point: Point) => number;
type Fits = Readonly<Record<DensityName, Fit>>;

function fillAll(fits: Fits, point: Point, out: Float64Array): void {
  for (let flavour = 0; flavour <= 5; flavour++) out[GLUON_SLOT + flavour] = quarkOrGluon(fits, point, flavour);
  for (let flavour = 3; flavour <= 5; flavour++) out[GLUON_SLOT - flavour] = out[GLUON_SLOT + flavour];
  const sea = point.x * fits.lightSea(point);
  const ratio = fits.seaRatio(point);
  out[GLUON_SLOT - 1] = (ratio * sea) / (1 + ratio);
  out[GLUON_SLOT - 2] = sea / (1 + ratio);
}

/** What `fillAll` has at this slot, bit for bit. */
function densityOf(fits: Fits, point: Point, slot: number): number {
  const flavour = slot - GLUON_SLOT;
  if (flavour !== -1 && flavour !== -2) return quarkOrGluon(fits, point, Math.abs(flavour));
  const sea = point.x * fits.lightSea(point);
  const ratio = fits.seaRatio(point);
  return flavour === -1 ? (ratio * sea) / (1 + ratio) : sea / (1 + ratio);
}

const NAMES = ["gluon", "down", "up", "strange", "charm", "bottom"] as const;

/** The gluon (0), or a quark or heavier antiquark by its flavour. */
function quarkOrGluon(fits: Fits, point: Point, flavour: number): number {
  return point.x * fits[NAMES[flavour]](point);
}

function createFits(): Fits {
  const entries = Object.entries(CTEQ5L).map(([name, fit]) => [name, createFit(fit)]);
  return Object.fromEntries(entries) as Fits;
}

/** f(x, Q) of one fit. */
function createFit(fit: DensityFit): Fit {
  const a = new Float64Array(9);
  const end = 1 + Math.exp(fit.ut2);
  let lastQ = Number.NaN;
  return ({ x, y, v, rest, logRest, q }) => {
    if (q <= fit.qmin) return 0;
    if (q !== lastQ) evolve(fit, q, a);
    lastQ = q;
    const logarithm =
      a[1] * y ** (1 + 0.01 * a[4]) * (1 + a[8] * v) +
      a[0] * rest +
      a[3] * x +
      x * rest * (a[5] + a[6] * rest + a[7] * x * rest) +
      fit.ut1 * logRest +
      a[2] * Math.log(end - x);
    return x * Math.exp(logarithm) * (1 - fit.qmin / q);
  };
}

/** a_k(Q); rows that the fit does not have stay 0. */
function evolve({ am, alf }: DensityFit, q: number, a: Float64Array): void {
  const s = Math.log(Math.log(q / alf)) - 1.2;
  for (let k = 0; k < am.length; k++) a[k] = am[k][0] + s * (am[k][1] + s * am[k][2]);
}
