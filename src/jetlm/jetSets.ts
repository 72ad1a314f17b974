import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { GlueballError, nearestNames } from "../base/index.ts";

/** A public set of jets that the room knows by name. */
export interface JetSet {
  readonly title: string;
  /** Class names by label. */
  readonly classes: readonly string[];
  /** Where the full set comes from. */
  readonly doi: string;
  readonly licence: string;
  /** The preset of src/simulate that makes jets of this kind. */
  readonly simulatedBy: string;
}

/** The extracts under `jet-foundation/jets`, one row a file pair `<name>_vectors`, `<name>_labels`. */
export const JET_SETS: Readonly<Record<string, JetSet>> = {
  top2000: {
    title: "first 2000 jets of the top-tagging reference set (anti-kt R = 0.8, 550-650 GeV)",
    classes: ["QCD", "top"],
    doi: "10.5281/zenodo.2603256",
    licence: "CC-BY-4.0",
    simulatedBy: "top-tagging",
  },
  qg2000: {
    title: "2000 Pythia 8 quark and gluon jets (R = 0.4, 500-550 GeV)",
    classes: ["gluon", "quark"],
    doi: "10.5281/zenodo.3164691",
    licence: "CC-BY-4.0",
    simulatedBy: "quark-gluon",
  },
  jetclass500: {
    title: "500 JetClass jets of ten classes",
    classes: ["QCD", "Hbb", "Hcc", "Hgg", "H4q", "Hqql", "Zqq", "Wqq", "Tbqq", "Tbl"],
    doi: "10.5281/zenodo.6619768",
    licence: "CC-BY-4.0",
    simulatedBy: "jetclass",
  },
};

/** How self-made jets of the kind of a public set are asked for. */
export function simulatedName({ simulatedBy }: JetSet): string {
  return `simulated:${simulatedBy}`;
}

/** Names of jets, public and self-made. */
export const KNOWN_NAMES: readonly string[] = [...Object.keys(JET_SETS), ...Object.values(JET_SETS).map(simulatedName)];

/**
 * The file with the four-vectors of a named set, looked for in each folder in turn.
 * @throws GlueballError `jetlm/unknown-jet-set` with the nearest names; `jetlm/jets-not-found` with every path that was
 *   tried and where the set comes from.
 */
export function findJets(dataFolders: readonly string[], name: string): string {
  const set = Object.hasOwn(JET_SETS, name) ? JET_SETS[name] : undefined;
  if (set === undefined) throw unknownSet(name);
  const path = foundJets(dataFolders, name);
  if (path !== undefined) return path;
  const candidates = candidatePaths(dataFolders, name);
  throw new GlueballError({
    code: "jetlm/jets-not-found",
    what: `no file holds the ${set.title}`,
    place: candidates.length === 0 ? "no data folder" : candidates.join(", "),
    expected: `${name}_vectors.npy(.gz), (jets, 4, slots) = px, py, pz, E in GeV, and ${name}_labels.npy(.gz) beside it`,
    hint: `${whereaboutsOf(name)}, or take self-made jets of this kind: ${simulatedName(set)}`,
  });
}

/** Where a known set comes from, and where it has to be. */
export function whereaboutsOf(name: string): string {
  const { doi, licence } = JET_SETS[name];
  return (
    `The set is public (doi:${doi}, ${licence}); set GLUEBALL_DATA to the folder that holds ` +
    `jet-foundation/jets/${name}_vectors.npy.gz`
  );
}

function unknownSet(name: string): GlueballError {
  return new GlueballError({
    code: "jetlm/unknown-jet-set",
    what: "there is no set of jets of this name",
    found: name,
    expected: nearestNames(name, KNOWN_NAMES).join(", ") || KNOWN_NAMES.join(", "),
  });
}

/** As `findJets`, but undefined where no folder has the file of a known set. */
export function foundJets(dataFolders: readonly string[], name: string): string | undefined {
  return candidatePaths(dataFolders, name).find((candidate) => existsSync(candidate));
}

function candidatePaths(dataFolders: readonly string[], name: string): string[] {
  const files = ["jet-foundation/jets", "jets", "."].flatMap((inside) =>
    [".npy.gz", ".npy"].map((suffix) => join(inside, `${name}_vectors${suffix}`)),
  );
  return dataFolders.flatMap((folder) => files.map((file) => join(folder, file)));
}

/** `top2000` for `.../top2000_vectors.npy.gz`. */
export function jetSetName(path: string): string {
  return basename(path).replace(/(_vectors)?(\.npy)?(\.gz)?$/, "");
}

/** The labels file that belongs to a vectors file, or undefined where the name has no `_vectors` or no file is there. */
export function labelsBeside(path: string): string | undefined {
  const name = basename(path);
  const stem = name.replace(/_vectors\.npy(\.gz)?$/, "_labels.npy");
  if (stem === name) return undefined;
  return [`${stem}.gz`, stem].map((file) => join(path, "..", file)).find((file) => existsSync(file));
}
