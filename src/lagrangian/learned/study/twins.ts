/**
 * Trained models that several studies compare, in a folder that all studies share. A twin is known by the hash of
 * everything that makes it: network, recipe, the lists it learns from, seed. Its folder is that of a run:
 *
 *     TWINS/HASH/checkpoints/   while it trains; whoever asks again goes on from the last one
 *     TWINS/HASH/twin.json      what the hash stands for
 *     TWINS/HASH/model/         the trained network
 *     TWINS/HASH/manifest.json  written last: only with it the twin is trained
 *
 * The seed drives initial values and the order of lists, so twins of one seed differ in nothing but what they are to show.
 */
import { createHash } from "node:crypto";
import { existsSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import type { Device } from "../../../base/index.ts";
import {
  createContext,
  createRecord,
  createRunFolder,
  lockRun,
  openRunFolder,
  readManifest,
} from "../../../run/index.ts";
import type { RunFolder } from "../../../run/index.ts";
import { listsOfPart } from "../lists/labelledLists.ts";
import type { LabelledLists, TrainingLists } from "../lists/labelledLists.ts";
import type { Part } from "../lists/isomorphism.ts";
import { loadModel, saveModel } from "../compact/modelFolder.ts";
import type { LagrangianModel } from "../compact/modelFolder.ts";
import type { LagrangianModelConfig } from "../compact/model.ts";
import { trainLagrangianModel } from "../compact/train.ts";
import type { TrainingRecipe } from "../compact/train.ts";

/** What makes a twin, beside the lists themselves. */
export interface TwinPlan {
  readonly config: LagrangianModelConfig;
  readonly recipe: TrainingRecipe;
  /** Lists of up to so many fields. */
  readonly largest: number;
  /** All lists of the set, or those that were drawn field by field (fieldLists.ts). */
  readonly draws: "balanced" | "uniform";
  readonly seed: number;
}

export interface Twin extends LagrangianModel {
  readonly folder: string;
}

/** What a training needs of the machine. */
export interface TwinWork {
  readonly threads: number;
  readonly device: Device;
  readonly signal: AbortSignal;
  /** Share of the steps that are done, 0 to 1. */
  readonly progress: (share: number) => void;
}

/** Changes when a twin of the same plan would come out otherwise. */
const VERSION = 1;

/** The name of a twin's folder. Lists count by their content, wherever they lie. */
export function twinHash(plan: TwinPlan, listsHash: string): string {
  return shortHash(JSON.stringify([VERSION, sorted(plan), listsHash]));
}

/** Of the fields of all lists and their parts. */
export function hashOfLists({ fields, fieldEnds, parts, rich }: LabelledLists): string {
  const hash = createHash("sha256");
  for (const { buffer, byteOffset, byteLength } of [fields, fieldEnds, parts, rich]) {
    hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  }
  return hash.digest("hex").slice(0, 16);
}

export function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}

/** With keys in alphabetical order, so that the order of writing does not matter. */
function sorted(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, own]) => [key, sorted(own)]));
}

/** Where the lists of a plan come from. */
export interface TwinLists {
  readonly set: LabelledLists;
  readonly hash: string;
}

/** Enough for a learning curve; the study measures on test lists. */
const VALIDATION_LISTS = 1000;

/** The lists of a plan. */
export function twinLists({ set }: TwinLists, { largest, draws }: Pick<TwinPlan, "largest" | "draws">): TrainingLists {
  const own = (part: Part) =>
    listsOfPart(set, part, largest).filter((list) => draws === "balanced" || set.rich[list] === 0);
  return { set, train: own("train"), validation: own("validation").slice(0, VALIDATION_LISTS) };
}

/** Whether nothing is left to do. */
export function isTrained(twins: string, plan: TwinPlan, listsHash: string): boolean {
  return readManifest(join(twins, twinHash(plan, listsHash)))?.status === "done";
}

/**
 * The model of a plan: found, trained to its end, or trained.
 * @throws GlueballError run/in-use while another process trains it; those of `trainLagrangianModel`
 */
export async function trainedTwin(twins: string, plan: TwinPlan, lists: TwinLists, work: TwinWork): Promise<Twin> {
  const path = join(twins, twinHash(plan, lists.hash));
  if (!isTrained(twins, plan, lists.hash)) {
    const folder = existsSync(path) ? openRunFolder(path) : begin(path, plan, lists.hash, work);
    const unlock = lockRun(path);
    try {
      await train(folder, plan, lists, work);
    } finally {
      unlock();
    }
    folder.finish("done", "trained");
  }
  return { ...loadModel(path), folder: path };
}

function begin(path: string, plan: TwinPlan, lists: string, { threads, device }: TwinWork): RunFolder {
  const task = { room: "lagrangian", name: "train" };
  const resolved = { options: { ...plan, lists }, origins: {} };
  const record = createRecord({ id: basename(path), task, resolved, seed: plan.seed, threads, device });
  return createRunFolder(path, record);
}

async function train(folder: RunFolder, plan: TwinPlan, lists: TwinLists, work: TwinWork): Promise<void> {
  const { config, recipe, seed } = plan;
  const { threads, device, signal } = work;
  const context = createContext({ seed, threads, device, signal, folder, resume: folder.rewind() });
  const unsubscribe = context.subscribe((event) => {
    if (event.type === "progress" && event.stage === "train") work.progress(event.done / recipe.steps);
    if (event.type === "metrics") folder.metrics.append(event.step, event.metrics);
  });
  const data = twinLists(lists, plan);
  const { parameters, curve, tokens, tooLong } = await trainLagrangianModel(context, data, config, recipe);
  unsubscribe();
  folder.write("twin.json", `${JSON.stringify({ ...plan, lists: lists.hash }, undefined, 2)}\n`);
  const training = { trained: data.train.length, tooLong, tokens, curve, seed, steps: recipe.steps };
  saveModel(folder.file("model"), { config, parameters, training });
  rmSync(folder.file("checkpoints"), { recursive: true, force: true });
}
