/**
 * Generation of jets of a class that is asked for. A model with K classes has K ids more than its tokeniser, behind the
 * end: a sequence of class k starts with V + 2 + k instead of 0 when it enters the network. They are no target, so nothing
 * learns to draw them, and sequences that are stored or checked start with 0 as those of any model.
 */
import { GlueballError, nearestNames } from "../base/index.ts";
import type { Rng } from "../base/index.ts";
import { JET_SETS, simulatedName } from "./jetSets.ts";
import type { JetModelConfig } from "./model.ts";
import { START } from "./tokens.ts";
import type { EncodedJets, TokenSequences } from "./tokens.ts";

/** The classes that a model knows, and the share of each in the training jets. */
export interface JetClasses {
  readonly names: readonly string[];
  readonly fractions: readonly number[];
}

/**
 * The classes of labelled jets, with the names of the set that they come from (`top2000`, `simulated:top-tagging`), else
 * named by their labels. @throws GlueballError jetlm/labels-missing, jetlm/label-without-class
 */
export function classesOf(source: string, labels: Int32Array | undefined): JetClasses {
  const set = Object.entries(JET_SETS).find(([name, known]) => {
    return name === source || source.split(":", 2).join(":") === simulatedName(known);
  });
  const highest = Math.max(0, ...new Set(labels ?? []));
  const names = set?.[1].classes ?? Array.from({ length: highest + 1 }, (_, label) => `${label}`);
  return { names, fractions: classFractions(labels, names.length) };
}

/** The id that starts a sequence of a class; without one, the start of all. */
export function startId({ vocabulary }: Pick<JetModelConfig, "vocabulary">, jetClass?: number): number {
  return jetClass === undefined ? START : vocabulary + jetClass;
}

/** Sequences that start with the class of their jet. @throws GlueballError jetlm/labels-missing, jetlm/label-without-class */
export function startWithClasses(
  sequences: EncodedJets,
  labels: Int32Array | undefined,
  config: JetModelConfig,
): TokenSequences {
  const found = requireLabels(labels, config.classes ?? 0);
  const ids = sequences.ids.slice();
  sequences.jets.forEach((jet, i) => (ids[sequences.offsets[i]] = startId(config, found[jet])));
  return { offsets: sequences.offsets, ids };
}

/** The share of each class. @throws GlueballError jetlm/labels-missing, jetlm/label-without-class */
export function classFractions(labels: Int32Array | undefined, classes: number): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const label of requireLabels(labels, classes)) counts[label]++;
  return counts.map((count) => count / labels!.length);
}

/** Labels from 0 to `classes` - 1, one a jet. */
function requireLabels(labels: Int32Array | undefined, classes: number): Int32Array {
  if (labels === undefined) {
    throw new GlueballError({
      code: "jetlm/labels-missing",
      what: "a model with classes learns from jets with labels",
      found: "jets without labels",
      expected: `a label from 0 to ${classes - 1} for each jet`,
      hint: "A file <name>_vectors.npy has its labels in <name>_labels.npy beside it",
    });
  }
  const wrong = labels.findIndex((label) => !(label >= 0 && label < classes));
  if (wrong === -1) return labels;
  throw new GlueballError({
    code: "jetlm/label-without-class",
    what: "a label stands for no class of the model",
    place: `jet ${wrong}`,
    found: labels[wrong],
    expected: `labels from 0 to ${classes - 1}`,
  });
}

/**
 * The index of a class that is given by name or by index. @throws GlueballError jetlm/no-classes, jetlm/unknown-class
 */
export function classIndex(classes: JetClasses | undefined, asked: string): number {
  if (classes === undefined) {
    throw new GlueballError({
      code: "jetlm/no-classes",
      what: "this model was trained without classes",
      found: `class ${asked}`,
      hint: "Leave the class out, or train a model with classes",
    });
  }
  const { names } = classes;
  const index = names.includes(asked) ? names.indexOf(asked) : /^\d+$/.test(asked) ? Number(asked) : names.length;
  if (index < names.length) return index;
  throw new GlueballError({
    code: "jetlm/unknown-class",
    what: "the model knows no class of this name",
    found: asked,
    expected: `${names.join(", ")}, or an index from 0 to ${names.length - 1}`,
    hint: `Nearest: ${nearestNames(asked, names).join(", ")}`,
  });
}

/** A class drawn with the shares that it had in training. */
export function drawClass({ fractions }: JetClasses, rng: Rng): number {
  let left = rng.uniform();
  const drawn = fractions.findIndex((fraction) => (left -= fraction) < 0);
  return drawn === -1 ? fractions.findLastIndex((fraction) => fraction > 0) : drawn; // rounding left a remainder
}
