/** A preset by name, with what a person changed of it. */
import { GlueballError, nearestNames } from "../../base/index.ts";
import { DETECTOR_CARDS } from "../detectorCards.ts";
import { PRESETS, type Preset, type SamplePart } from "./presets.ts";

export interface PresetChanges {
  /** Of both beams together, in GeV. */
  readonly energy?: number | undefined;
  /** Only these parts, in equal shares where there are more than one. */
  readonly classes?: readonly string[] | undefined;
  /** Share of the signal, 0 to 1. */
  readonly signalFraction?: number | undefined;
  /** Resonance, X and Y, in GeV. */
  readonly masses?: readonly number[] | undefined;
  readonly prongs?: 2 | 3 | undefined;
  /** alpha_s(M_Z) of the final-state shower. */
  readonly alphaS?: number | undefined;
  /** Name of a detector card, or "none". */
  readonly detector?: string | undefined;
  /** Mean number of other collisions. */
  readonly pileup?: number | undefined;
}

/** @throws GlueballError simulate/unknown-preset, -class, -detector, simulate/no-signal, simulate/bad-masses, simulate/bad-option */
export function choosePreset(name: string, changes: PresetChanges = {}): Preset {
  const found = PRESETS.find((candidate) => candidate.name === name);
  if (found === undefined) throw unknown("preset", name, PRESETS);
  const collided = withEnergy(withSignal(found, changes), changes.energy);
  const chosen = withDetector(withCard(collided, changes), changes.detector);
  return changes.classes === undefined ? chosen : withClasses(chosen, changes.classes);
}

function withClasses(preset: Preset, names: readonly string[]): Preset {
  const parts = names.map((name) => {
    const part = preset.parts.find((candidate) => candidate.name === name);
    if (part === undefined) throw unknown("class", name, preset.parts);
    return { ...part, share: 1 };
  });
  return { ...preset, parts };
}

/** Electrons and positrons make all five flavours from the thresholds of the heaviest hadrons on. */
const PAIR_ENERGY = [12, 1000, "the energy of both beams together, from 12 to 1000 GeV"] as const;

function withEnergy(preset: Preset, energy: number | undefined): Preset {
  if (energy === undefined) return preset;
  const parts = preset.parts.map((part): SamplePart => {
    if (!("energy" in part.source)) throw noBeams(preset);
    if (part.source.kind === "electron-positron") requireRange("energy", energy, ...PAIR_ENERGY);
    return { ...part, source: { ...part.source, energy } };
  });
  return { ...preset, parts };
}

function withSignal(preset: Preset, { signalFraction, masses, prongs }: PresetChanges): Preset {
  if (signalFraction === undefined && masses === undefined && prongs === undefined) return preset;
  if (!preset.parts.some(({ source }) => source.kind === "resonance")) throw noSignal(preset);
  if (signalFraction !== undefined) requireRange("signalFraction", signalFraction, 0, 1, "a fraction from 0 to 1");
  const parts = preset.parts.map((part): SamplePart => {
    const share = shareOf(part, signalFraction);
    if (part.source.kind !== "resonance") return { ...part, share };
    const [mass, x, y] = massesOf(masses, part.source);
    const daughters = { x: { mass: x, prongs: prongs ?? 2 }, y: { mass: y, prongs: prongs ?? 2 } };
    return { ...part, share, source: { ...part.source, mass, ...daughters } };
  });
  return { ...preset, parts: parts.filter(({ share }) => share > 0) };
}

function shareOf({ source, share }: SamplePart, signalFraction: number | undefined): number {
  if (signalFraction === undefined) return share;
  return source.kind === "resonance" ? signalFraction : 1 - signalFraction;
}

function massesOf(
  masses: readonly number[] | undefined,
  { mass, x, y }: Extract<SamplePart["source"], { kind: "resonance" }>,
): readonly number[] {
  const [resonance, ...products] = masses ?? [mass, x.mass, y.mass];
  const areMasses = [resonance, ...products].every((value) => value > 0 && Number.isFinite(value));
  if (products.length === 2 && areMasses && products[0] + products[1] < resonance) return [resonance, ...products];
  throw new GlueballError({
    code: "simulate/bad-masses",
    what: "a resonance cannot decay to two products with these masses",
    place: "masses",
    found: [resonance, ...products].join(","),
    expected: "three numbers above 0 in GeV, resonance, X, Y, of which the last two add up to less than the first",
    hint: "3500,500,100 are those of the LHC Olympics",
  });
}

function withCard(preset: Preset, { alphaS, pileup }: PresetChanges): Preset {
  if (alphaS !== undefined) requireRange("alphaS", alphaS, 0.05, 0.2, "alpha_s(M_Z) from 0.05 to 0.2");
  if (pileup !== undefined) requireRange("pileup", pileup, 0, 300, "a mean number of collisions from 0 to 300");
  const { card } = preset;
  return {
    ...preset,
    card: {
      ...card,
      finalState: { ...card.finalState, alphaS: alphaS ?? card.finalState.alphaS },
      pileup: { ...card.pileup, interactions: pileup ?? card.pileup.interactions },
    },
  };
}

function withDetector(preset: Preset, detector: string | undefined): Preset {
  if (detector === undefined) return preset;
  const { detector: _, ...card } = preset.card;
  if (detector === "none") return { ...preset, card };
  if (!Object.hasOwn(DETECTOR_CARDS, detector)) {
    throw unknown(
      "detector",
      detector,
      [...Object.keys(DETECTOR_CARDS), "none"].map((name) => ({ name })),
    );
  }
  return { ...preset, card: { ...card, detector: DETECTOR_CARDS[detector as keyof typeof DETECTOR_CARDS] } };
}

function requireRange(place: string, found: number, least: number, most: number, expected: string): void {
  if (found >= least && found <= most) return;
  throw new GlueballError({
    code: "simulate/bad-option",
    what: "no sample can be made with this",
    place,
    found,
    expected,
  });
}

function unknown(
  kind: "preset" | "class" | "detector",
  found: string,
  known: readonly { readonly name: string }[],
): GlueballError {
  const names = known.map(({ name }) => name);
  const [nearest] = nearestNames(found, names, 1);
  return new GlueballError({
    code: `simulate/unknown-${kind}`,
    what: `there is no such ${kind}`,
    place: PLACES[kind],
    found,
    expected: `one of ${names.join(", ")}`,
    hint: nearest === undefined ? undefined : `Did you mean ${nearest}?`,
  });
}

/** Options in which the names stand. */
const PLACES = { preset: "preset", class: "classes", detector: "detector" } as const;

function noBeams({ name }: Preset): GlueballError {
  const having = PRESETS.filter(({ parts }) => parts.every(({ source }) => "energy" in source));
  return new GlueballError({
    code: "simulate/no-beams",
    what: "jets of this preset come in pairs without beams, whose energy could be set",
    place: "preset",
    found: name,
    expected: `one of ${having.map((preset) => preset.name).join(", ")}`,
  });
}

function noSignal({ name }: Preset): GlueballError {
  const having = PRESETS.filter(({ parts }) => parts.some(({ source }) => source.kind === "resonance"));
  return new GlueballError({
    code: "simulate/no-signal",
    what: "this preset has no resonance whose masses, prongs or fraction could be set",
    place: "preset",
    found: name,
    expected: `one of ${having.map((preset) => preset.name).join(", ")}`,
  });
}
