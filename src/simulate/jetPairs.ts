/**
 * Two jets of one kind back to back, without beams: training jets of a known origin and a chosen pt at little cost. The
 * pair is a colour singlet: a quark and its antiquark, two gluons, or two heavy particles of a class of JetClass that both
 * decay as the class says. In its rest frame both fly across the beam; a boost along the beam moves the pair in
 * rapidity. All weights are 1.
 */
import { GlueballError, type Rng } from "../base/index.ts";
import { choose } from "./choose.ts";
import { drawPowerLaw } from "./distributions.ts";
import { addParticle, clearEvent, type EventRecord, newLine, STATUS } from "./eventRecord.ts";
import type { EventSource } from "./hardProcess.ts";
import { drawParentMass, JETCLASS_DECAYS, type JetClassDecayName } from "./jetClassDecays.ts";
import { PDG } from "./standardModel.ts";

export interface JetPairsOptions {
  readonly kind: "QCD" | JetClassDecayName;
  readonly ptMin: number;
  readonly ptMax: number;
  /** Largest |y| of the pair; 2 by default. */
  readonly yMax?: number;
  /** pt falls as pt^-power; 5 by default. */
  readonly power?: number;
  /** Share of quark pairs among QCD's; 0.7 by default, which is about what Z + jet has. */
  readonly quarkShare?: number;
}

const POWER = 5;
const Y_MAX = 2;
const QUARK_SHARE = 0.7;

/** Quarks of Z + jet above 500 GeV at 13 TeV, as `zJet` has them. */
const QUARKS = [1, 2, 3, 4, 5] as const;
const QUARK_WEIGHTS = [0.277, 0.435, 0.053, 0.023, 0.017] as const;

/** @throws GlueballError simulate/bad-jet-pairs */
export function jetPairs(options: JetPairsOptions): EventSource {
  const { kind, ptMin, ptMax, power = POWER, yMax = Y_MAX } = options;
  requireOptions(options);
  return {
    name: kind,
    generate: (rng, event) => {
      clearEvent(event);
      const pt = drawPowerLaw(ptMin, ptMax, power, rng);
      const pair = { pt, y: yMax * (2 * rng.uniform() - 1), phi: 2 * Math.PI * rng.uniform() };
      if (kind === "QCD") addPartons(rng, event, options, pair);
      else addHeavyPair(rng, event, kind, pair);
      return 1;
    },
    scale: (event) => Math.hypot(event.px[0], event.py[0]),
  };
}

interface Pair {
  readonly pt: number;
  readonly y: number;
  readonly phi: number;
}

function addPartons(rng: Rng, event: EventRecord, { quarkShare = QUARK_SHARE }: JetPairsOptions, pair: Pair): void {
  if (rng.uniform() < quarkShare) {
    const quark = QUARKS[choose(rng, QUARK_WEIGHTS)];
    addPair(event, pair, [quark, -quark], [0, 0]);
  } else {
    addPair(event, pair, [PDG.gluon, PDG.gluon], [0, 0]);
  }
}

function addHeavyPair(rng: Rng, event: EventRecord, kind: JetClassDecayName, pair: Pair): void {
  const { parent, decay } = JETCLASS_DECAYS[kind];
  const isItsOwnAntiparticle = parent === PDG.higgs || parent === PDG.Z;
  const pdgIds = [parent, isItsOwnAntiparticle ? parent : -parent] as const;
  addPair(event, pair, pdgIds, [drawParentMass(rng, kind), drawParentMass(rng, kind)]);
  decay(rng, event, 0);
  decay(rng, event, 1);
}

/** Entries 0 and 1, with the lines between them. */
function addPair(
  event: EventRecord,
  { pt, y, phi }: Pair,
  pdgIds: readonly [number, number],
  masses: readonly [number, number],
): void {
  for (const [i, pdgId] of pdgIds.entries()) {
    const mass = masses[i];
    const mT = Math.sqrt(pt * pt + mass * mass);
    const [px, py] = [pt * Math.cos(phi), pt * Math.sin(phi)].map((p) => (i === 0 ? p : -p));
    const along = { pz: mT * Math.sinh(y), energy: mT * Math.cosh(y) };
    addParticle(event, { pdgId, status: STATUS.final, px, py, ...along, mass });
  }
  if (Math.abs(pdgIds[0]) <= 6 || pdgIds[0] === PDG.gluon) event.colour[0] = event.antiColour[1] = newLine(event);
  if (pdgIds[0] === PDG.gluon) event.antiColour[0] = event.colour[1] = newLine(event);
}

function requireOptions({
  kind,
  ptMin,
  ptMax,
  yMax = Y_MAX,
  power = POWER,
  quarkShare = QUARK_SHARE,
}: JetPairsOptions): void {
  const names = ["QCD", ...Object.keys(JETCLASS_DECAYS)];
  const rules: readonly [boolean, string][] = [
    [names.includes(kind), `kind one of ${names.join(", ")}`],
    [ptMin > 0 && ptMin < ptMax && Number.isFinite(ptMax), "0 < ptMin < ptMax, in GeV"],
    [yMax >= 0 && Number.isFinite(yMax), "yMax 0 or more"],
    [Number.isFinite(power) && power !== 1, "a power of pt other than 1"],
    [quarkShare >= 0 && quarkShare <= 1, "quarkShare between 0 and 1"],
  ];
  const broken = rules.find(([holds]) => !holds);
  if (broken === undefined) return;
  throw new GlueballError({
    code: "simulate/bad-jet-pairs",
    what: "no such pairs of jets can be made",
    found: `kind ${kind}, pt ${ptMin} to ${ptMax}, yMax ${yMax}, power ${power}, quarkShare ${quarkShare}`,
    expected: broken[1],
  });
}
