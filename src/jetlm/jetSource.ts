/** Jets by name, whatever they come from: a public set, a file, or the simulation of this program. */
import { existsSync, statSync } from "node:fs";
import { basename } from "node:path";
import { GlueballError } from "../base/index.ts";
import { dataFolders } from "../run/index.ts";
import type { RunContext } from "../run/index.ts";
import { open } from "../formats/index.ts";
import { readJets } from "./data.ts";
import type { Jets } from "./data.ts";
import { jetCount, relativeJets } from "./features.ts";
import type { RelativeJets } from "./features.ts";
import { collectJets } from "./jetBatches.ts";
import { findJets, foundJets, JET_SETS, KNOWN_NAMES, simulatedName, whereaboutsOf } from "./jetSets.ts";
import { isSimulated, simulateJets } from "./simulatedJets.ts";

export interface NamedJets {
  readonly source: JetSource;
  readonly jets: RelativeJets;
}

/** Where jets come from, for reports and JSON documents. */
export interface JetSource {
  readonly name: string;
  /** Simulated by this program; otherwise they were read from a file. */
  readonly selfMade: boolean;
  readonly jets: number;
  readonly sha256: string;
  /** The same for people: a few words. */
  readonly text: string;
}

/** Jets of a public set by name, of a file in its layout, or self-made ones (`simulated:top-tagging`). */
export async function openJets(context: RunContext, name: string): Promise<NamedJets> {
  const { source, store } = await openMomenta(context, name);
  return { source, jets: relativeJets(store) };
}

/** The same as they stand in the detector, with the energies of the constituents. */
export async function openMomenta(
  context: RunContext,
  name: string,
): Promise<{ readonly source: JetSource; readonly store: Jets }> {
  const selfMade = isSimulated(name);
  const store = selfMade ? await simulateJets(context, name) : await readJetsFile(context, name);
  for (const warning of store.warnings) context.warn(warning);
  const jets = jetCount(store);
  const text = selfMade
    ? `${jets} self-made jets (${store.name}), simulated by this program`
    : `${jets} jets of ${store.name}`;
  return { source: { name: store.name, selfMade, jets, sha256: store.sha256, text }, store };
}

async function readJetsFile(context: RunContext, nameOrPath: string): Promise<Jets> {
  const path = jetsPath(nameOrPath);
  const store = isVectors(path) ? readJets(path) : await readRows(path);
  context.input({ path, entries: jetCount(store) });
  return store;
}

/** The layout of the public sets, which has its labels in a file beside it. */
function isVectors(path: string): boolean {
  return /\.npy(\.gz)?$/.test(path);
}

/** Any other file whose rows are jets. */
async function readRows(path: string): Promise<Jets> {
  const rows = await open(path);
  try {
    return await collectJets(basename(path), rows);
  } finally {
    await rows.close();
  }
}

function jetsPath(nameOrPath: string): string {
  if (Object.hasOwn(JET_SETS, nameOrPath)) return findJets(dataFolders(), nameOrPath);
  if (existsSync(nameOrPath) && statSync(nameOrPath).isFile()) return nameOrPath;
  if (!/[/\\.]/.test(nameOrPath)) return findJets(dataFolders(), nameOrPath);
  throw new GlueballError({
    code: "jetlm/no-jets-file",
    what: existsSync(nameOrPath) ? "this is a folder and no file of jets" : "there is no file of jets",
    place: nameOrPath,
    expected: `a file of jets (four-vectors in .npy or .npy.gz, JetClass, Aspen Open Jets, Parquet, HDF5), or jets by name: ${KNOWN_NAMES.join(", ")}`,
  });
}

export interface JetChoice {
  readonly name: string;
  /** A sentence for people. */
  readonly reason: string;
}

const PREFERRED = "top2000";

/** For those who named no jets: a public set where it is there, else self-made jets of the same kind. */
export function chooseJets(folders: readonly string[]): JetChoice {
  const set = JET_SETS[PREFERRED];
  const path = foundJets(folders, PREFERRED);
  if (path !== undefined)
    return { name: PREFERRED, reason: `A data folder has ${PREFERRED}, the ${set.title}: ${path}` };
  const absence = `No data folder has ${PREFERRED}, the ${set.title}, which are taken where they are there`;
  return { name: simulatedName(set), reason: `${absence}. ${whereaboutsOf(PREFERRED)}` };
}
