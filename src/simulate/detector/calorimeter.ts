/**
 * One calorimeter and its energy flow. Particles leave their share of energy in the cell they enter. Of each cell
 * that was hit:
 *
 *   1. E, the sum of its deposits, is measured as E' with log-normal error of the card's sigma(E);
 *   2. the tracks that point to the cell have carried T of it, with error tau; they are candidates already;
 *   3. what is left, E' - T, is a neutral if it is above the least energy and above the least number of standard
 *      deviations, sqrt(sigma(E')^2 + tau^2);
 *   4. if the card says so, the tracks of a cell without a neutral get its E' instead of T, with tau = 0.
 *
 * A neutral is massless and points to a random place of its cell. This is particle flow as in Delphes (J. de Favereau
 * et al., JHEP 02 (2014) 057, sec. 3.3), but that tracks whose cell shows no neutral are not rescaled to what the
 * calorimeter says. Loopers never get here, nor do they count among the tracks of a cell.
 *
 * Hits are sorted by cell instead of kept in an array of all cells: n log n for n particles, whatever the granularity.
 */
import type { Rng } from "../../base/index.ts";
import { drawLogNormal } from "../distributions.ts";
import type { EventRecord } from "../eventRecord.ts";
import { type CalorimeterCard, type DetectorCard, type EnergyBand, SPECIES } from "./card.ts";
import { cellGrid, type CellGrid, cellOf, etaInCell, NO_CELL, phiInCell, ringOfCell } from "./cells.ts";
import { type DetectedColumns, IDENTITIES } from "./detected.ts";
import { EXIT_BY } from "./propagation.ts";
import { bandAt, energyResolution, growthAt } from "./response.ts";
import type { VisibleParticles } from "./visible.ts";

/** A calorimeter of a card, with what does not change from event to event. */
export interface Calorimeter {
  readonly card: CalorimeterCard;
  readonly grid: CellGrid;
  /** Resolution of each ring, taken at its middle. */
  readonly bands: readonly EnergyBand[];
  readonly growth: Float64Array;
  /** Share of the energy by index in SPECIES. */
  readonly shares: Float64Array;
  /** What its neutrals are called; index in IDENTITIES. */
  readonly identity: number;
}

export function buildCalorimeter(card: DetectorCard, name: "ecal" | "hcal"): Calorimeter {
  const grid = cellGrid(card[name]);
  const rings = Array.from(grid.phiCells, (_, ring) => (grid.etaEdges[ring] + grid.etaEdges[ring + 1]) / 2);
  const bands = rings.map((eta) => bandAt(card[name].resolution, eta)!);
  return {
    card: card[name],
    grid,
    bands,
    growth: Float64Array.from(rings, (eta, ring) => growthAt(bands[ring], eta)),
    shares: Float64Array.from(SPECIES, (species) => card.deposits[species][name]),
    identity: IDENTITIES.indexOf(name === "ecal" ? "photon" : "neutralHadron"),
  };
}

/** Particles of one event are fewer; times MOST_CELLS it is within the exact integers. */
const MOST_HITS = 2 ** 20;

/** That a cell has a neutral. */
const NEUTRAL = -1;

/** What is in one cell. */
interface CellSum {
  cell: number;
  energy: number;
  trackEnergy: number;
  trackVariance: number;
  truth: number;
}

/** Adds the neutrals of one calorimeter to `detected`. */
export function findNeutrals(
  event: EventRecord,
  visible: VisibleParticles,
  calorimeter: Calorimeter,
  detected: DetectedColumns,
  rng: Rng,
): void {
  const hits = sortedHits(visible, calorimeter);
  const sum = { cell: 0, energy: 0, trackEnergy: 0, trackVariance: 0, truth: 0 };
  const setsTracks = calorimeter.card.setsTracks === true;
  for (let from = 0; from < hits.length;) {
    const to = sumCell(event, visible, calorimeter, { hits, from }, sum);
    if (setsTracks) sum.trackVariance = 0;
    const left = addNeutral(sum, calorimeter, detected, rng);
    if (setsTracks && left >= 0 && sum.trackEnergy > 0) {
      scaleTracks(visible, hits.subarray(from, to), left / sum.trackEnergy, detected);
    }
    from = to;
  }
}

/** Tracks of no energy are lost: see `dropLost`. */
function scaleTracks({ track }: VisibleParticles, hits: Float64Array, scale: number, detected: DetectedColumns): void {
  for (const hit of hits) {
    const entry = track[hit % MOST_HITS];
    if (entry < 0) continue;
    detected.px[entry] *= scale;
    detected.py[entry] *= scale;
    detected.pz[entry] *= scale;
    detected.energy[entry] *= scale;
  }
}

/** One number a hit, cell x MOST_HITS + particle, in ascending order. */
function sortedHits({ length, paths, species }: VisibleParticles, { grid, shares }: Calorimeter): Float64Array {
  const hits = new Float64Array(length);
  let count = 0;
  for (let k = 0; k < length; k++) {
    if (shares[species[k]] === 0 || paths.exit[k] === EXIT_BY.looper) continue;
    const cell = cellOf(grid, paths.eta[k], paths.phi[k]);
    if (cell !== NO_CELL) hits[count++] = cell * MOST_HITS + k;
  }
  return hits.subarray(0, count).sort();
}

/** Sums the hits of one cell, which begin at `from`, and returns where the next cell begins. */
function sumCell(
  event: EventRecord,
  visible: VisibleParticles,
  { shares }: Calorimeter,
  { hits, from }: { readonly hits: Float64Array; readonly from: number },
  sum: CellSum,
): number {
  sum.cell = Math.floor(hits[from] / MOST_HITS);
  sum.energy = sum.trackEnergy = sum.trackVariance = 0;
  let best = -Infinity;
  let to = from;
  for (; to < hits.length && Math.floor(hits[to] / MOST_HITS) === sum.cell; to++) {
    const k = hits[to] % MOST_HITS;
    const share = shares[visible.species[k]];
    const deposit = share * event.energy[visible.truth[k]];
    const trackError = share * visible.trackError[k];
    sum.energy += deposit;
    sum.trackEnergy += share * visible.trackEnergy[k];
    sum.trackVariance += trackError * trackError;
    // Who left a track stands behind all who did not.
    const rank = visible.trackEnergy[k] > 0 ? -1 / deposit : deposit;
    if (rank <= best) continue;
    best = rank;
    sum.truth = visible.truth[k];
  }
  return to;
}

/** Adds the neutral of a cell, or returns what the cell measures where it has none: 0 if that is below the limits. */
function addNeutral(sum: CellSum, calorimeter: Calorimeter, detected: DetectedColumns, rng: Rng): number {
  const { card, grid, bands, growth } = calorimeter;
  const ring = ringOfCell(grid, sum.cell);
  const deviation = energyResolution(bands[ring], growth[ring], sum.energy);
  const measured = drawLogNormal(sum.energy, deviation, rng);
  const eta = etaInCell(grid, sum.cell, rng.uniform());
  const phi = phiInCell(grid, sum.cell, rng.uniform());
  const measuredDeviation = energyResolution(bands[ring], growth[ring], measured);
  const excess = measured - sum.trackEnergy;
  const error = Math.sqrt(measuredDeviation * measuredDeviation + sum.trackVariance);
  if (excess <= card.energyMin || excess <= card.significanceMin * error) {
    return measured <= card.energyMin || measured <= card.significanceMin * measuredDeviation ? 0 : measured;
  }
  const entry = detected.length++;
  const pt = excess / Math.cosh(eta);
  detected.px[entry] = pt * Math.cos(phi);
  detected.py[entry] = pt * Math.sin(phi);
  detected.pz[entry] = pt * Math.sinh(eta);
  detected.energy[entry] = excess;
  detected.identity[entry] = calorimeter.identity;
  detected.truth[entry] = sum.truth;
  return NEUTRAL;
}
