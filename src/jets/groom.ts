/**
 * Groomers by their spec, a line of text as it stands on a command line:
 *
 * | spec | groomer |
 * | --- | --- |
 * | softdrop:zCut,beta[,r0] | soft drop |
 * | mmdt:zCut[,muCut] | modified mass drop tagger |
 * | rsd:zCut,beta,layers[,r0] | recursive soft drop with dynamic R0 |
 * | busd:zCut,beta[,r0] | bottom-up soft drop |
 * | trim:algorithm,radius,fraction | trimming; the algorithm is kt, ca or antikt |
 * | filter:algorithm,radius,hardest | filtering |
 * | prune:zCut,radiusFactor | pruning |
 * | massdrop:mu,y | mass drop tagger |
 */
import { GlueballError, nearestNames } from "../base/index.ts";
import { bottomUpSoftDrop } from "./bottomUpSoftDrop.ts";
import { filtering } from "./filtering.ts";
import type { GroomedJet } from "./groomedJet.ts";
import { requireParameter, type GroomingParameter } from "./groomingParameters.ts";
import type { GroomingInput } from "./jetTree.ts";
import { massDrop } from "./massDrop.ts";
import { pruning } from "./pruning.ts";
import { recursiveSoftDrop } from "./recursiveSoftDrop.ts";
import { modifiedMassDrop, softDrop } from "./softDrop.ts";
import { SUBJET_ALGORITHMS, type SubjetAlgorithm } from "./subjets.ts";
import { trimming } from "./trimming.ts";

/** Takes the constituents of a jet, or their Cambridge/Aachen sequence: `reclusterCambridgeAachen` once for many groomers. */
export type Groomer = (jet: GroomingInput) => GroomedJet;

type Values = Readonly<Record<GroomingParameter, number>> & { readonly algorithm: SubjetAlgorithm };
type Part = keyof Values;

interface Row {
  /** Names of the parts in their order. */
  readonly parts: readonly Part[];
  /** Values of those parts at the end that may be left out. */
  readonly defaults?: Readonly<Partial<Values>>;
  readonly make: (values: Values) => Groomer;
}

const ROWS: Readonly<Record<string, Row>> = {
  softdrop: { parts: ["zCut", "beta", "r0"], defaults: { r0: 1 }, make: (values) => (jet) => softDrop(jet, values) },
  mmdt: {
    parts: ["zCut", "muCut"],
    defaults: { muCut: Infinity },
    make: (values) => (jet) => modifiedMassDrop(jet, values),
  },
  rsd: {
    parts: ["zCut", "beta", "layers", "r0"],
    defaults: { r0: 1 },
    make: (values) => (jet) => recursiveSoftDrop(jet, values),
  },
  busd: {
    parts: ["zCut", "beta", "r0"],
    defaults: { r0: 1 },
    make: (values) => (jet) => bottomUpSoftDrop(jet, values),
  },
  trim: { parts: ["algorithm", "radius", "fraction"], make: (values) => (jet) => trimming(jet, values) },
  filter: { parts: ["algorithm", "radius", "hardest"], make: (values) => (jet) => filtering(jet, values) },
  prune: { parts: ["zCut", "radiusFactor"], make: (values) => (jet) => pruning(jet, values) },
  massdrop: { parts: ["mu", "y"], make: (values) => (jet) => massDrop(jet, values) },
};

/** The groomer of a spec. Throws `jets/unknown-groomer`, and `jets/bad-groomer` with the part that is wrong. */
export function groomer(spec: string): Groomer {
  const colon = spec.indexOf(":");
  const name = colon < 0 ? spec : spec.slice(0, colon);
  const row = Object.hasOwn(ROWS, name) ? ROWS[name] : undefined;
  if (row === undefined) throw unknownGroomer(spec, name);
  const texts = colon < 0 ? [] : spec.slice(colon + 1).split(",");
  const optional = Object.keys(row.defaults ?? {}).length;
  if (texts.length > row.parts.length || texts.length < row.parts.length - optional) {
    throw badGroomer("a groomer has too few or too many parameters", spec, spec, usage(name, row));
  }
  const given = texts.map((text, at) => [row.parts[at], readPart(spec, at, row.parts[at], text)]);
  return row.make({ ...row.defaults, ...Object.fromEntries(given) } as Values);
}

/** The specs there are, one line each, with optional parts in brackets. */
export function groomerUsages(): string[] {
  return Object.entries(ROWS).map(([name, row]) => usage(name, row));
}

function usage(name: string, { parts, defaults = {} }: Row): string {
  const shown = parts.map((part, at) => {
    const separated = at === 0 ? part : `,${part}`;
    return part in defaults ? `[${separated}]` : separated;
  });
  return `${name}:${shown.join("")}`;
}

function readPart(spec: string, at: number, part: Part, text: string): number | SubjetAlgorithm {
  const place = `${spec}, part ${at + 1} (${part})`;
  if (part === "algorithm") {
    const algorithm = SUBJET_ALGORITHMS.find((known) => known === text);
    if (algorithm !== undefined) return algorithm;
    throw badGroomer("subjets are not found with this algorithm", place, text, SUBJET_ALGORITHMS.join(", "));
  }
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (Number.isNaN(value)) throw badGroomer("a parameter of a groomer is not a number", place, text, "a number");
  requireParameter(place, part, value);
  return value;
}

function badGroomer(what: string, place: string, found: string, expected: string): GlueballError {
  return new GlueballError({ code: "jets/bad-groomer", what, place, found, expected });
}

function unknownGroomer(spec: string, name: string): GlueballError {
  const nearest = nearestNames(name, Object.keys(ROWS));
  return new GlueballError({
    code: "jets/unknown-groomer",
    what: "there is no such groomer",
    place: spec,
    found: name,
    expected: groomerUsages().join(" or "),
    hint: nearest.length > 0 ? `Nearest: ${nearest.join(", ")}` : undefined,
  });
}
