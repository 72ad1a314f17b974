/**
 * The published weights of ParticleNet "kin" (jet-universe/particle_transformer, MIT): the tensors of weaver's network in
 * the layout of `publishedWeights.ts`, which reads them strictly.
 */
import { GlueballError } from "../base/index.ts";
import { Scope } from "../tensor/index.ts";
import type { NamedArrays } from "../tensor/index.ts";
import { kinInputs, PARTICLE_NET_KIN, particleNet } from "./particleNet.ts";
import type { ParticleNetConfig } from "./particleNet.ts";
import { readPublishedWeights } from "./publishedWeights.ts";

export interface TrainedParticleNet {
  readonly config: ParticleNetConfig;
  readonly parameters: NamedArrays;
  /** Names of the classes, in the order of the logits. */
  readonly classes: readonly string[];
}

/** The network in `folder`. @throws GlueballError of `readPublishedWeights`, nets/particle-net-classes */
export function loadParticleNetKin(folder: string): TrainedParticleNet {
  const { parameters, classes } = readPublishedWeights(folder, kinScope(), publishedName);
  requireClasses(classes, folder);
  return { config: PARTICLE_NET_KIN, parameters, classes };
}

function requireClasses(classes: readonly string[], place: string): void {
  if (classes.length === PARTICLE_NET_KIN.classes) return;
  throw new GlueballError({
    code: "nets/particle-net-classes",
    what: "the manifest does not name one class for each logit",
    place,
    found: classes.length,
    expected: `${PARTICLE_NET_KIN.classes}`,
  });
}

/** The parameter tree of the preset. */
function kinScope(): Scope {
  const scope = Scope.create();
  particleNet(scope, kinInputs(1, PARTICLE_NET_KIN.neighbours + 1), PARTICLE_NET_KIN);
  return scope;
}

/** weaver's name of a parameter, by rules in order; what stands behind each is a part of the name. */
const NAMES: readonly (readonly [ours: RegExp, published: string])[] = [
  [/^norm\./, "bn_fts."],
  [/^block\.(\d)\.convolution\.(\d)\.norm\./, "edge_convs.$1.bns.$2."],
  [/^block\.(\d)\.convolution\.(\d)\./, "edge_convs.$1.convs.$2."],
  [/^block\.(\d)\.shortcut\.norm\./, "edge_convs.$1.sc_bn."],
  [/^block\.(\d)\.shortcut\./, "edge_convs.$1.sc."],
  [/^head\.0\./, "fc.0.0."],
  [/^head\.1\./, "fc.1."],
  [/gain$/, "weight"],
  [/runningMean$/, "running_mean"],
  [/runningVariance$/, "running_var"],
];

function publishedName(name: string): string {
  return NAMES.reduce((text, [ours, published]) => text.replace(ours, published), name);
}
