/** A judge of jets: the published ParticleNet of JetClass, or a tagger that was trained here. */
import { existsSync } from "node:fs";
import { GlueballError } from "../../base/index.ts";
import { loadParticleNetKin } from "../../nets/index.ts";
import { findData } from "../../run/index.ts";
import type { RunContext } from "../../run/index.ts";
import { jetRows, type JetRows } from "../compare/jetRows.ts";
import type { Jets } from "../data.ts";
import { relativeJets } from "../features.ts";
import { tagJets } from "../tagging/tagger.ts";
import { loadTagger } from "../tagging/taggerFolder.ts";
import { logitsOf } from "./embedding.ts";

export interface Judgement {
  /** Names of the classes, in the order of the logits. */
  readonly classes: readonly string[];
  /** [jets, classes] */
  readonly logits: Float64Array;
  /** What the published network knows of each jet, [jets, 256]; a tagger shows none. */
  readonly embeddings: JetRows | undefined;
}

export interface JetJudge {
  /** For people. */
  readonly text: string;
  readonly classes: readonly string[];
  judge(context: RunContext, jets: Jets): Promise<Judgement>;
}

const PUBLISHED = "published";
const WEIGHTS = "jet-foundation/particlenet-kin";

/**
 * `published`, or the folder of published weights, of a tagger, or of the run that trained it.
 * @throws GlueballError jetlm/judge-absent, those of the weights, jetlm/not-a-tagger
 */
export function openJudge(name: string): JetJudge {
  if (name !== PUBLISHED) return existsSync(`${name}/weights.f32`) ? publishedJudge(name) : trainedJudge(name);
  return publishedJudge(requirePublished(findData(WEIGHTS)));
}

/** The folder of the published weights, where there is one. */
export function requirePublished(folder: string | undefined): string {
  if (folder !== undefined) return folder;
  throw new GlueballError({
    code: "jetlm/judge-absent",
    what: "no data folder has the published ParticleNet of JetClass",
    place: WEIGHTS,
    expected: "manifest.json and weights.f32 there, in a folder of GLUEBALL_DATA",
    hint: "Train a judge here with: glueball jetlm tag simulated:jetclass:20000, and give its run folder as --judge",
  });
}

/** It sees the constituents where they stand in the detector, with their energies. */
function publishedJudge(folder: string): JetJudge {
  const net = loadParticleNetKin(folder);
  return {
    text: "ParticleNet of JetClass (kinematics), published",
    classes: net.classes,
    judge: async (context, jets) => {
      const embeddings = await jetRows(context, jets, "ParticleNet", { kind: "particleNet", folder });
      return { classes: net.classes, logits: logitsOf(net, embeddings.values), embeddings };
    },
  };
}

/** It sees relative coordinates, as it was trained with. */
function trainedJudge(folder: string): JetJudge {
  const tagger = loadTagger(folder);
  return {
    text: `${tagger.architecture.network} trained here (${folder})`,
    classes: tagger.classes,
    judge: async (context, jets) => ({
      classes: tagger.classes,
      logits: Float64Array.from(await tagJets(tagger, relativeJets(jets), context)),
      embeddings: undefined,
    }),
  };
}
