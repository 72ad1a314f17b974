/** `glueball jetlm tokenise fit|apply|report`. */
import { z } from "zod";
import { GlueballError } from "../../base/index.ts";
import { open } from "../../formats/index.ts";
import { task, writeReport } from "../../run/index.ts";
import type { RunContext } from "../../run/index.ts";
import { splitJets } from "../data.ts";
import { jetCount, selectJets } from "../features.ts";
import type { RelativeJets } from "../features.ts";
import { openJets } from "../jetSource.ts";
import { capField, gridFields, jetsField } from "../taskFields.ts";
import { decodeJets, encodeJets } from "../tokens.ts";
import { binnedTokeniser } from "../tokens/binned.ts";
import { reconstructionReport } from "../tokens/reconstruction.ts";
import type { Tokeniser } from "../tokens/tokeniser.ts";
import { loadTokeniser, saveTokeniser } from "../tokens/tokeniserFolder.ts";
import { writeJets } from "../vectors.ts";
import { fitTokeniser, TOKENISER_NAMES } from "./fitTokeniser.ts";
import { reconstructionSection, tokeniserFigures, trainingSection } from "./report.ts";
import type { TokeniserFigures } from "./report.ts";
import { throughTokeniser } from "./throughTokeniser.ts";
import { holdsTokens, readTokens, writeTokens } from "./tokensFile.ts";

/** Split before anything is looked at; what is reported is measured on the second part. */
const FRACTIONS = { train: 0.8, validation: 0.1, test: 0.1 };

const fit = task({
  room: "jetlm",
  name: "tokenise fit",
  help: "Make a tokeniser of jets: a grid, or a network trained on them",
  inputs: ["jets"],
  options: z.object({
    jets: jetsField,
    tokens: z.enum(TOKENISER_NAMES).default("vq-s").describe("kind of tokeniser"),
    ...gridFields,
    codes: z.int().min(2).optional().describe("codes of each stage, instead of the preset's"),
    steps: z.int().min(1).optional().describe("training steps, instead of the preset's"),
    cap: capField,
  }),
  presets: { study: {}, smoke: { steps: 30, codes: 64 } },
  example: "glueball jetlm tokenise fit top2000 --preset smoke",
  long: true,
  run: async (context, options) => {
    const { jets, source } = await openJets(context, options.jets);
    const split = splitJets(jetCount(jets), context.rng.fork("split"), FRACTIONS);
    const [train, validation, test] = [split.train, split.validation, split.test].map((part) => selectJets(jets, part));
    const { tokeniser, training, record } = await fitTokeniser(context, { train, validation }, options);
    const figures = await figuresOf(context, options.tokens, tokeniser, test, options.cap);
    const folder = context.folder?.file("tokeniser") ?? "";
    if (context.folder !== undefined) saveTokeniser(folder, { tokeniser, fit: { ...record, jets: source.name } });
    writeReport(context, {
      title: `Tokeniser ${options.tokens} of ${source.name}`,
      lead: `Made from ${source.text}; what it keeps was measured on ${jetCount(test)} jets that it never saw.`,
      sections: [
        reconstructionSection([figures], `${jetCount(test)} jets`),
        ...(training === undefined ? [] : [trainingSection(training)]),
      ],
    });
    return { source, ...figures, hash: tokeniser.hash, tokeniser: folder, summary: sentence(figures) };
  },
});

const apply = task({
  room: "jetlm",
  name: "tokenise apply",
  help: "Jets to a file of tokens, or tokens back to jets",
  inputs: ["tokeniser", "input"],
  options: z.object({
    tokeniser: z.string().describe("folder of a tokeniser or model, or of the run that made it"),
    input: z.string().describe("jets, as for the other commands, or a file of tokens"),
    cap: capField,
  }),
  example: "glueball jetlm tokenise apply runs/quickstart top2000 --out tokens.parquet",
  writesOut: true,
  run: async (context, { tokeniser: folder, input, cap }) => {
    const { tokeniser } = loadTokeniser(folder);
    const out = requireOut(context);
    if (!(await isTokensFile(input))) return encodeToFile(context, tokeniser, { input, out, cap });
    const { sequences, labels } = await readTokens(input, tokeniser);
    const jets = await decodeJets(context, tokeniser, sequences);
    writeJets(out, { ...jets, labels });
    return {
      jets: jetCount(jets),
      constituents: jets.pt.length,
      file: out,
      summary: `${jetCount(jets)} jets in ${out}`,
    };
  },
});

async function encodeToFile(
  context: RunContext,
  tokeniser: Tokeniser,
  { input, out, cap }: { readonly input: string; readonly out: string; readonly cap: number },
) {
  const { jets, source } = await openJets(context, input);
  const encoded = await encodeJets(context, tokeniser, jets, cap);
  for (const warning of encoded.warnings) context.warn(warning);
  const { labels } = jets;
  await writeTokens(out, tokeniser, encoded, labels && encoded.jets.map((jet) => labels[jet]));
  const count = jetCount(encoded);
  return {
    source,
    jets: count,
    constituents: encoded.counts.kept,
    counts: encoded.counts,
    vocabulary: tokeniser.codes + 2,
    hash: tokeniser.hash,
    file: out,
    summary: `${count} jets as sequences of ids 0 to ${tokeniser.codes + 1} in ${out}`,
  };
}

/** The grids of the field, to compare with. */
const GRIDS = [
  [16, 16, 16],
  [21, 21, 21],
  [40, 30, 30],
  [64, 64, 64],
] as const;

const report = task({
  room: "jetlm",
  name: "tokenise report",
  help: "Compare what tokenisers keep of jets: mass, pT, tau21, tau32, soft-drop mass, beside the grids of the field",
  inputs: ["jets", "tokenisers"],
  options: z.object({
    jets: jetsField,
    tokenisers: z.array(z.string()).default([]).describe("folders of tokenisers or models, or of runs that made them"),
    grids: z.boolean().default(true).describe("also the grids 16^3, 21^3, 40 x 30 x 30 and 64^3"),
    first: z.int().min(1).optional().describe("only the first jets"),
    cap: capField,
  }),
  example: "glueball jetlm tokenise report top2000 --first 200",
  long: true,
  run: async (context, options) => {
    const { jets: all, source } = await openJets(context, options.jets);
    const count = Math.min(options.first ?? Infinity, jetCount(all));
    const jets = selectJets(
      all,
      Array.from({ length: count }, (_, jet) => jet),
    );
    const grids = GRIDS.map(([binsPt, binsEta, binsPhi]) => {
      return [`${binsPt} x ${binsEta} x ${binsPhi}`, binnedTokeniser({ binsPt, binsEta, binsPhi })] as const;
    });
    const own = options.tokenisers.map((folder) => [folder, loadTokeniser(folder).tokeniser] as const);
    const figures: TokeniserFigures[] = [];
    for (const [name, tokeniser] of [...(options.grids ? grids : []), ...own]) {
      figures.push(await figuresOf(context, name, tokeniser, jets, options.cap));
    }
    const title = `Tokenisers on ${source.name}`;
    const sections = [reconstructionSection(figures, `${count} jets of ${source.name}`)];
    writeReport(context, { title, lead: `Measured on ${count} of ${source.text}.`, sections });
    return { source, jets: count, tokenisers: figures, summary: figures.map(sentence).join("\n") };
  },
});

export const tokeniseTasks = [fit, apply, report] as const;

async function figuresOf(
  context: RunContext,
  name: string,
  tokeniser: Tokeniser,
  jets: RelativeJets,
  cap: number,
): Promise<TokeniserFigures> {
  const through = await throughTokeniser(context, tokeniser, jets, cap);
  return tokeniserFigures(name, tokeniser, through, reconstructionReport(through.original, through.reconstructed));
}

function sentence({ name, codes, codesUsed, use, reconstruction: { shifts } }: TokeniserFigures): string {
  const widths = `mass ${shifts.mass.width.toFixed(1)} GeV, tau21 ${shifts.tau21.width.toFixed(3)}, tau32 ${shifts.tau32.width.toFixed(3)}`;
  const share = use.map((part) => `${(100 * part).toFixed(0)} %`).join(", ");
  return `${name}: 68 % widths ${widths}; ${codesUsed} of ${codes} codes used, perplexity ${share}`;
}

async function isTokensFile(input: string): Promise<boolean> {
  if (!/\.(parquet|h5|hdf5|jsonl)(\.gz)?$/.test(input)) return false;
  const dataset = await open(input);
  try {
    return holdsTokens(dataset);
  } finally {
    await dataset.close();
  }
}

function requireOut({ out }: RunContext): string {
  if (out !== undefined) return out;
  throw new GlueballError({
    code: "jetlm/no-file",
    what: "nobody said where the tokens or jets are to go",
    place: "--out",
    expected: "tokens.parquet for tokens, jets_vectors.npy for jets",
  });
}
