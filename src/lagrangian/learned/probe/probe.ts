/**
 * Probes of a trained set encoder, for letters at its input and behind each layer, beside the features themselves and the
 * same network before training. What features hold, a probe finds whatever the network does: of irreps, spins and charges
 * given as numbers a high accuracy proves nothing. Evidence are
 *
 * - relations: whether a trilinear term has the letter, which no feature of the letter says;
 * - new types: probes tested on letters whose spin, irreps and charge no training letter of the probe had. Names (charges
 *   memorised, fields as types) have nothing in common, unless training gave it to them;
 * - charges with other denominators, offsets and clusters beside chance (geometry.ts).
 *
 * Lists of the part `train` are left out, so the network has seen none of the lists, nor a mirror image.
 */
import type { RunContext } from "../../../run/index.ts";
import { takeFeatureRows } from "../../../stats/index.ts";
import type { Estimate, FeatureRows } from "../../../stats/index.ts";
import type { TrainedNetwork } from "../decoding/decode.ts";
import { allLists } from "../lists/labelledLists.ts";
import type { LabelledLists } from "../lists/labelledLists.ts";
import { conjugateLetter } from "../../words/matterFields.ts";
import { conjugationOffset, neighbourPurity, principalPlane } from "./geometry.ts";
import type { AgainstChance } from "./geometry.ts";
import { chargesOf, labelsOf, placedLetters, TARGETS } from "./letterLabels.ts";
import type { PlacedLetter, Target } from "./letterLabels.ts";
import { letterStates, untrainedTwin } from "./letterStates.ts";
import { trainNumberProbe, whiten, whiteningOf } from "./linearProbe.ts";
import { classScores, explainedVariance, splitRows } from "./probeScores.ts";
import type { ClassScores, Embedding } from "./probeScores.ts";
import { oneLetterAList, splitLetters, unseenCharges } from "./probeSplits.ts";
import type { LetterSplit, SplitName } from "./probeSplits.ts";

export interface ProbeOptions {
  /** Share of lists on which probes are tested. */
  readonly testShare: number;
  /** Denominator of charges that the probe for charges has not seen. */
  readonly denominator: number;
  readonly neighbours: number;
  readonly shuffles: number;
}

export interface ProbeResult {
  readonly lists: number;
  readonly letters: number;
  /** Letters of training and test: new lists, and of these letters of new types. */
  readonly splits: Readonly<Record<SplitName, { readonly train: number; readonly test: number }>>;
  readonly classes: readonly (ClassScores & { readonly target: Target; readonly split: SplitName })[];
  /** R^2 of the charge on new lists of the same charges, and on charges with the other denominator. */
  readonly charges: readonly { readonly name: string; readonly known: Estimate; readonly unseen: Estimate }[];
  readonly offsets: readonly (AgainstChance & { readonly name: string })[];
  /** Of SU(3) x SU(2) irreps. */
  readonly clusters: readonly (AgainstChance & { readonly name: string })[];
  readonly pictures: readonly Picture[];
}

/** Letters in the plane of largest variance, one a list, by irrep of SU(3). */
export interface Picture {
  readonly name: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly irreps: readonly string[];
}

/** Lists that are probed: numbers of lists of the set. */
export interface ProbedLists {
  readonly set: LabelledLists;
  readonly lists: readonly number[];
}

interface Embedded {
  readonly letters: readonly PlacedLetter[];
  /** Features, the untrained and the trained network layer by layer. */
  readonly embeddings: readonly Embedding[];
}

/** `untrained` has the stream from which the training drew its initial values. */
export async function probeNetwork(
  context: RunContext,
  network: TrainedNetwork,
  untrained: Pick<RunContext, "rng">,
  probed: ProbedLists,
  options: ProbeOptions,
): Promise<ProbeResult> {
  const networks = { trained: network, untrained: untrainedTwin(network.config, untrained) };
  const unseenSet = unseenCharges(context, probed.lists.length, options.denominator);
  const known = await embed(context, networks, probed);
  const unseen = await embed(context, networks, { set: unseenSet, lists: allLists(unseenSet) });
  const splits = splitLetters(probed.set, probed.lists, known.letters, options.testShare);
  const sample = oneLetterAList(known.letters, context.rng.fork("sample"));
  return {
    lists: probed.lists.length,
    letters: known.letters.length,
    splits: { lists: sizeOf(splits.lists), types: sizeOf(splits.types) },
    classes: classResults(context, known, splits),
    charges: chargeResults(context, known, unseen, splits.lists),
    offsets: offsetResults(context, known, sample, options),
    clusters: clusterResults(context, known, sample, options),
    pictures: known.embeddings
      .filter(({ name }) => name.startsWith("trained"))
      .map((own) => pictureOf(own, known.letters, sample)),
  };
}

function sizeOf({ train, test }: LetterSplit): { train: number; test: number } {
  return { train: train.length, test: test.length };
}

async function embed(
  context: RunContext,
  networks: Readonly<Record<"trained" | "untrained", TrainedNetwork>>,
  { set, lists }: ProbedLists,
): Promise<Embedded> {
  const trained = await letterStates(context, networks.trained, set, lists);
  const untrained = await letterStates(context, networks.untrained, set, lists);
  const named = (kind: string, layers: readonly FeatureRows[]) =>
    layers.map((rows, layer) => ({ name: `${kind} ${layer}`, rows }));
  const embeddings = [
    { name: "features", rows: trained.features },
    ...named("untrained", untrained.layers),
    ...named("trained", trained.layers),
  ];
  return { letters: placedLetters(set, lists), embeddings };
}

function classResults(
  { rng }: RunContext,
  { embeddings, letters }: Embedded,
  splits: Readonly<Record<SplitName, LetterSplit>>,
): ProbeResult["classes"] {
  const last = embeddings.at(-1)!.name; // the trained network's last layer
  const differences = [
    [last, last.replace("trained", "untrained")],
    [last, "features"],
  ] as const;
  const lists = listsOf(letters);
  return (Object.keys(splits) as SplitName[]).flatMap((name) => {
    const split = splits[name];
    const rows = embeddings.map((own) => splitRows(own, split));
    return (Object.keys(TARGETS) as Target[]).map((target) => {
      const { labels, classes } = labelsOf(letters, TARGETS[target].of);
      const own = { split, labels, classes: classes.length, lists, differences, rng: rng.fork(name).fork(target) };
      return { target, split: name, ...classScores(rows, own) };
    });
  });
}

/** Offsets from a field of each list to its conjugate, as the list has them. */
function offsetResults(
  { rng }: RunContext,
  { embeddings }: Embedded,
  sample: Uint32Array,
  { shuffles }: ProbeOptions,
): ProbeResult["offsets"] {
  const fields = sample.map((letter) => Math.min(letter, conjugateLetter(letter)));
  const conjugates = fields.map(conjugateLetter);
  return embeddings.map(({ name, rows }) => {
    const own = rng.fork("offsets").fork(name);
    const offset = conjugationOffset(takeFeatureRows(rows, fields), takeFeatureRows(rows, conjugates), shuffles, own);
    return { name, ...offset };
  });
}

/** A linear map to the charge, made on training lists: on test lists, and on lists with other charges. */
function chargeResults(
  { rng }: RunContext,
  known: Embedded,
  unseen: Embedded,
  split: LetterSplit,
): ProbeResult["charges"] {
  const at = (numbers: Uint32Array) => Array.from(numbers, (letter) => known.letters[letter]);
  const [train, test] = [at(split.train), at(split.test)];
  return known.embeddings.map(({ name, rows }, k) => {
    const own = takeFeatureRows(rows, split.train);
    const whitening = whiteningOf(own);
    const probe = trainNumberProbe(whiten(own, whitening), chargesOf(train));
    const score = (others: FeatureRows, letters: readonly PlacedLetter[], of: string) =>
      explainedVariance(
        probe(whiten(others, whitening)),
        chargesOf(letters),
        listsOf(letters),
        rng.fork(name).fork(of),
      );
    return {
      name,
      known: score(takeFeatureRows(rows, split.test), test, "known"),
      unseen: score(unseen.embeddings[k].rows, unseen.letters, "unseen"),
    };
  });
}

function listsOf(letters: readonly PlacedLetter[]): number[] {
  return letters.map(({ list }) => list);
}

/** Purity of neighbours by irrep of both groups. */
function clusterResults(
  { rng }: RunContext,
  { embeddings, letters }: Embedded,
  sample: Uint32Array,
  options: ProbeOptions,
): ProbeResult["clusters"] {
  const own = Array.from(sample, (letter) => letters[letter]);
  const { labels } = labelsOf(own, (letter) => `${TARGETS.su3.of(letter)} ${TARGETS.su2.of(letter)}`);
  return embeddings.map(({ name, rows }) => {
    const streams = { ...options, rng: rng.fork("clusters").fork(name) };
    return { name, ...neighbourPurity(takeFeatureRows(rows, sample), labels, streams) };
  });
}

function pictureOf({ name, rows }: Embedding, letters: readonly PlacedLetter[], sample: Uint32Array): Picture {
  const { x, y } = principalPlane(takeFeatureRows(rows, sample));
  return { name, x: [...x], y: [...y], irreps: Array.from(sample, (letter) => TARGETS.su3.of(letters[letter])) };
}
