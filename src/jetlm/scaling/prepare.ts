/**
 * The token sets that models learn from, each a folder with `train` and `validation`: jets, sequences of the grammar, jets of
 * a trained teacher. Each is made once; a resumed study finds it in the run folder.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { GlueballError, writeFileAtomic } from "../../base/index.ts";
import type { RunContext } from "../../run/index.ts";
import { jetCount, selectJets } from "../features.ts";
import { openJets } from "../jetSource.ts";
import type { JetSource } from "../jetSource.ts";
import { encodeJets, vocabularySize } from "../tokens.ts";
import type { TokenSequences } from "../tokens.ts";
import { binnedTokeniser } from "../tokens/binned.ts";
import { loadTokeniser } from "../tokens/tokeniserFolder.ts";
import type { Tokeniser } from "../tokens/tokeniser.ts";
import { BRANCHING_GRAMMAR, drawGrammar, grammarFigures } from "./grammar.ts";
import type { TokenSet } from "./grid.ts";
import { ratioOfSums } from "./losses.ts";
import type { MeanLoss } from "./losses.ts";
import type { ScaleOptions } from "./scaleOptions.ts";
import {
  findSurprise,
  loadSequences,
  saveSurprise,
  saveSequences,
  sequenceCount,
  sliceSequences,
  targetCount,
} from "./tokenFiles.ts";

/** Beside the token files, written last: the set is complete. */
const DESCRIPTION = "set.json";

export interface JetTokens {
  readonly set: TokenSet;
  readonly tokeniser: Tokeniser;
  readonly source: JetSource;
  readonly warnings: readonly string[];
}

/** Jets in a random order, the validation set first cut off. @throws GlueballError jetlm/too-few-jets, and of `openJets` */
export async function prepareJets(context: RunContext, folder: string, options: ScaleOptions): Promise<JetTokens> {
  const tokeniser = chooseTokeniser(options);
  const stored = await once(folder, async () => {
    const { jets, source } = await openJets(context, options.jets);
    const count = jetCount(jets);
    if (count < 2 * options.validation) throw tooFew(count, options.validation, source.name);
    const order = context.rng.fork("split").shuffle(Int32Array.from({ length: count }, (_, jet) => jet));
    const { warnings, ...sequences } = await encodeJets(context, tokeniser, selectJets(jets, order), options.cap);
    for (const warning of warnings) context.warn(warning);
    saveParts(folder, sequences, options.validation);
    return { source, warnings };
  });
  return { set: openSet(folder, vocabularySize(tokeniser), options.cap), tokeniser, ...stored };
}

export function chooseTokeniser({ tokeniser, binsPt, binsEta, binsPhi }: ScaleOptions): Tokeniser {
  return tokeniser === undefined ? binnedTokeniser({ binsPt, binsEta, binsPhi }) : loadTokeniser(tokeniser).tokeniser;
}

export interface TeacherTokens {
  readonly set: TokenSet;
  /** The teacher's own loss on the validation set: what no student can beat but by the chance of this set. */
  readonly teacher: MeanLoss;
  /** Entropy in nats per sequence where it is known from theory. */
  readonly exact: number | undefined;
  /** Share of the sequences that were cut at the cap. */
  readonly cut: number;
}

/** Sequences of the grammar, and what they cost under the grammar itself. */
export async function prepareGrammar(
  context: RunContext,
  folder: string,
  options: ScaleOptions,
): Promise<TeacherTokens> {
  const { sentences, validation, cap } = options;
  const { teacher, cut } = await once(folder, () => {
    const rng = context.rng.fork("grammar");
    const { sequences, surprise, cut } = drawGrammar(BRANCHING_GRAMMAR, sentences + validation, cap, rng);
    saveParts(folder, sequences, validation);
    return {
      teacher: keepTeacher(folder, sequences, surprise.subarray(0, validation)),
      cut: cut / (sentences + validation),
    };
  });
  const set = openSet(folder, BRANCHING_GRAMMAR.letters + 2, cap);
  return { set, teacher, exact: grammarFigures(BRANCHING_GRAMMAR).entropy, cut };
}

/** The jets that a trained model has drawn (the sample in its cell's folder), as a set for students. */
export async function prepareTeacherJets(
  folder: string,
  cell: string,
  jets: TokenSet,
  validation: number,
): Promise<TeacherTokens> {
  const { teacher, cut } = await once(folder, () => {
    const sequences = loadSequences(cell, "sample");
    saveParts(folder, sequences, validation);
    const { offsets, ids } = sequences;
    const uncut = offsets.subarray(1).reduce((count, end) => count + Number(ids[end - 1] === jets.vocabulary - 1), 0);
    const cut = 1 - uncut / sequenceCount(sequences);
    return { teacher: keepTeacher(folder, sequences, findSurprise(cell, "sample")!.subarray(0, validation)), cut };
  });
  return { set: openSet(folder, jets.vocabulary, jets.cap), teacher, exact: undefined, cut };
}

/** The teacher's own loss on the validation set; the parts of it are kept beside the tokens, for the students' cells. */
function keepTeacher(folder: string, { offsets }: TokenSequences, surprise: Float64Array): MeanLoss {
  saveSurprise(folder, "validation", surprise);
  return ratioOfSums(Array.from(surprise, (sum, i) => ({ sum, count: offsets[i + 1] - offsets[i] - 1 })));
}

/** The first sequences are for validation. */
function saveParts(folder: string, sequences: TokenSequences, validation: number): void {
  saveSequences(folder, "validation", sliceSequences(sequences, 0, validation));
  saveSequences(folder, "train", sliceSequences(sequences, validation, sequenceCount(sequences)));
}

function openSet(folder: string, vocabulary: number, cap: number): TokenSet {
  const train = loadSequences(folder, "train");
  return { folder, vocabulary, cap, sequences: sequenceCount(train), tokens: targetCount(train) };
}

/** What `make` returns, from the description in the folder where that is complete already. */
async function once<Stored>(folder: string, make: () => Stored | Promise<Stored>): Promise<Stored> {
  const path = join(folder, DESCRIPTION);
  if (existsSync(path)) return JSON.parse(readFileSync(path, "utf8")) as Stored;
  const stored = await make();
  writeFileAtomic(path, JSON.stringify(stored));
  return stored;
}

function tooFew(found: number, validation: number, place: string): GlueballError {
  return new GlueballError({
    code: "jetlm/too-few-jets",
    what: "most of the jets would go into the validation set",
    place,
    found: `${found} jets, ${validation} of them for validation`,
    expected: `at least ${2 * validation}`,
    hint: "Take more jets (simulated:top-tagging:60000) or a smaller --validation",
  });
}
