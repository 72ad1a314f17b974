/** Refuses a card that no detector can have, by the field, the value found and the allowed range. */
import { GlueballError } from "../../base/index.ts";
import { type CalorimeterCard, type DetectorCard, SPECIES, type TrackResponse } from "./card.ts";
import { MOST_CELLS } from "./cells.ts";

/** Throws `simulate/impossible-detector`. */
export function checkCard(card: DetectorCard): void {
  const { radius, halfLength, fieldTesla } = card.solenoid;
  // From a laboratory bench to the largest halls and magnets that anybody builds.
  inRange("solenoid.radius", radius, 1, 1e5, "mm");
  inRange("solenoid.halfLength", halfLength, 1, 1e5, "mm");
  inRange("solenoid.fieldTesla", fieldTesla, -100, 100, "T");
  for (const kind of ["chargedHadron", "electron", "muon"] as const) checkTracks(`tracks.${kind}`, card.tracks[kind]);
  inRange("looperShare", card.looperShare, 0, 1);
  for (const parameter of ["d0", "dz"] as const) {
    const { floor, scattering, ptPower, sinPower } = card.impact[parameter];
    inRange(`impact.${parameter}.floor`, floor, 0, radius, "mm");
    inRange(`impact.${parameter}.scattering`, scattering, 0, radius, "mm");
    inRange(`impact.${parameter}.ptPower`, ptPower, 0, 2);
    inRange(`impact.${parameter}.sinPower`, sinPower, 0, 2);
  }
  for (const name of ["ecal", "hcal"] as const) checkCalorimeter(name, card[name]);
  for (const species of SPECIES) {
    const { ecal, hcal } = card.deposits[species];
    inRange(`deposits.${species}.ecal`, ecal, 0, 1);
    inRange(`deposits.${species}.hcal`, hcal, 0, 1 - ecal);
  }
}

function checkTracks(place: string, { efficiency, resolution }: TrackResponse): void {
  ascending(`${place}.efficiency`, "etaMax", efficiency);
  efficiency.forEach(({ steps }, band) => {
    const inBand = `${place}.efficiency[${band}].steps`;
    ascending(inBand, "ptMin", steps);
    steps.forEach((step, i) => {
      inRange(`${inBand}[${i}].efficiency`, step.efficiency, 0, 1);
      inRange(`${inBand}[${i}].fallPerGeV`, step.fallPerGeV ?? 0, 0, Infinity, "1/GeV");
    });
  });
  ascending(`${place}.resolution`, "etaMax", resolution);
  resolution.forEach(({ constant, perGeV }, band) => {
    inRange(`${place}.resolution[${band}].constant`, constant, 0, 1);
    inRange(`${place}.resolution[${band}].perGeV`, perGeV, 0, 1, "1/GeV");
  });
  reaches(`${place}.resolution`, resolution.at(-1)!.etaMax, efficiency.at(-1)!.etaMax, "the efficiency");
}

function checkCalorimeter(place: string, { energyMin, significanceMin, cells, resolution }: CalorimeterCard): void {
  inRange(`${place}.energyMin`, energyMin, 0, Infinity, "GeV");
  inRange(`${place}.significanceMin`, significanceMin, 0, Infinity, "standard deviations");
  let edge = 0;
  let count = 0;
  cells.forEach(({ etaEdges, phiCells }, band) => {
    const inBand = `${place}.cells[${band}]`;
    inRange(`${inBand}.etaEdges[0]`, etaEdges[0], edge, edge);
    for (let i = 1; i < etaEdges.length; i++) above(`${inBand}.etaEdges[${i}]`, etaEdges[i], etaEdges[i - 1]);
    if (!Number.isInteger(phiCells)) impossible(`${inBand}.phiCells`, phiCells, "a whole number");
    inRange(`${inBand}.phiCells`, phiCells, 1, MOST_CELLS);
    edge = etaEdges.at(-1)!;
    count += 2 * (etaEdges.length - 1) * phiCells;
  });
  inRange(`number of ${place}.cells`, count, 1, MOST_CELLS);
  ascending(`${place}.resolution`, "etaMax", resolution);
  resolution.forEach((band, i) => {
    for (const term of ["constant", "stochastic", "noise"] as const) {
      inRange(`${place}.resolution[${i}].${term}`, band[term], 0, Infinity);
    }
    for (const term of ["offset", "slope", "centre"] as const) {
      inRange(`${place}.resolution[${i}].growth.${term}`, band.growth?.[term] ?? 0, 0, Infinity);
    }
  });
  reaches(`${place}.resolution`, resolution.at(-1)!.etaMax, edge, "the cells");
}

/** A list with at least one entry whose `key` grows from above 0 (|eta|) or from 0 (pT). */
function ascending<Key extends "etaMax" | "ptMin">(
  place: string,
  key: Key,
  rows: readonly Record<Key, number>[],
): void {
  if (rows.length === 0) impossible(place, "nothing", "at least one entry");
  rows.forEach((row, i) => {
    if (i > 0 || key === "etaMax") above(`${place}[${i}].${key}`, row[key], i === 0 ? 0 : rows[i - 1][key]);
    else inRange(`${place}[0].${key}`, row[key], 0, Infinity, "GeV");
  });
}

function inRange(place: string, value: number, least: number, most: number, unit = ""): void {
  if (value >= least && value <= most && Number.isFinite(value)) return;
  const range = least === most ? `${least}` : most === Infinity ? `at least ${least}` : `from ${least} to ${most}`;
  impossible(place, value, `${range} ${unit}`.trim());
}

function above(place: string, value: number, previous: number): void {
  if (!(value > previous && Number.isFinite(value))) impossible(place, value, `above ${previous}`);
}

function reaches(place: string, etaMax: number, needed: number, what: string): void {
  if (etaMax < needed) impossible(`the last etaMax of ${place}`, etaMax, `at least ${needed} (end of ${what})`);
}

function impossible(place: string, found: unknown, expected: string): never {
  throw new GlueballError({
    code: "simulate/impossible-detector",
    what: "no detector can have this card",
    place,
    found,
    expected,
  });
}
