/**
 * The binned tokeniser: a grid of a x b x c cells in (ln pT, etaRel, phiRel),
 *
 *     code = (i_pT b + i_eta) c + i_phi
 *
 * Constituents outside the angular range are dropped, pT outside its range goes to the edge bin. All cells have the
 * same volume, so a probability of codes is a density of jets (likelihood.ts). Grids in use: 21^3 in OmniJet-alpha
 * (arXiv:2403.05618), 40 x 30 x 30 in the public GPT-2 on JetClass jets.
 */
import { z } from "zod";
import { GlueballError } from "../../base/index.ts";
import type { Rng } from "../../base/index.ts";
import type { Execution } from "../../tensor/index.ts";
import { constituentsOf, jetCount } from "../features.ts";
import type { Constituents, RelativeJets } from "../features.ts";
import { hashParameters } from "./tokeniser.ts";
import type { CodeCounts, CodedJets, QuantisedJets, Tokeniser } from "./tokeniser.ts";

/** Ids are kept as int32 and two more than the codes are needed. */
const MOST_CODES = 2 ** 31 - 3;

export const binnedOptions = z.strictObject({
  binsPt: z.int().min(1).describe("bins in ln(pT/GeV)"),
  binsEta: z.int().min(1).describe("bins in etaRel"),
  binsPhi: z.int().min(1).describe("bins in phiRel"),
  lnPtRange: z
    .tuple([z.number(), z.number()])
    .default([-0.7603, 6.9063])
    .describe("lowest and highest ln(pT/GeV); what lies outside goes to the edge bin"),
  angle: z
    .number()
    .positive()
    .max(Math.PI)
    .default(0.8)
    .describe("constituents with |etaRel| or |phiRel| of this or more [rad] are dropped"),
});
export type BinnedOptions = z.input<typeof binnedOptions>;

/** @throws GlueballError `jetlm/bad-tokeniser-options`. */
export function binnedTokeniser(options: BinnedOptions): Tokeniser {
  const parsed = checkOptions(options);
  const { binsPt, binsEta, binsPhi, lnPtRange, angle } = parsed;
  const parameters = { kind: "binned", binsPt, binsEta, binsPhi, lnPtRange, angle } as const;
  const pt = gridAxis(lnPtRange[0], lnPtRange[1], binsPt);
  const eta = gridAxis(-angle, angle, binsEta);
  const phi = gridAxis(-angle, angle, binsPhi);

  /** Writes the codes of one jet into `codes` from `at` on; returns their number. */
  function quantise(jet: Constituents, codes: Int32Array, at: number, counts: CodeCounts): number {
    let kept = 0;
    for (let i = 0; i < jet.pt.length; i++) {
      if (!(Math.abs(jet.etaRel[i]) < angle && Math.abs(jet.phiRel[i]) < angle)) continue;
      const lnPt = Math.log(jet.pt[i]);
      if (lnPt < pt.low) counts.belowPt++;
      if (lnPt > pt.high) counts.abovePt++;
      codes[at + kept++] = (pt.bin(lnPt) * binsEta + eta.bin(jet.etaRel[i])) * binsPhi + phi.bin(jet.phiRel[i]);
    }
    counts.constituents += jet.pt.length;
    counts.outsideAngles += jet.pt.length - kept;
    return kept;
  }

  async function encode(_: Execution, jets: RelativeJets, cap: number, counts: CodeCounts): Promise<QuantisedJets> {
    const offsets = new Int32Array(jetCount(jets) + 1);
    const cut = new Uint8Array(jetCount(jets));
    const codes = new Int32Array(jets.pt.length);
    for (let jet = 0; jet < jetCount(jets); jet++) {
      const kept = quantise(constituentsOf(jets, jet), codes, offsets[jet], counts);
      cut[jet] = Number(kept > cap);
      counts.cappedJets += cut[jet];
      counts.beyondCap += Math.max(0, kept - cap);
      offsets[jet + 1] = offsets[jet] + Math.min(kept, cap);
    }
    return { offsets, codes: codes.slice(0, offsets[jetCount(jets)]), cut };
  }

  /** The constituents of codes; a stream of its own for each jet, so that they do not depend on the jets before. */
  async function decode(_: Execution, { offsets, codes }: CodedJets, rng?: Rng): Promise<RelativeJets> {
    const column = () => new Float64Array(codes.length);
    const out = { pt: column(), etaRel: column(), phiRel: column() };
    for (let jet = 0; jet + 1 < offsets.length; jet++) {
      const stream = rng?.fork(jet);
      const inCell = () => stream?.uniform() ?? 0.5;
      for (let i = offsets[jet]; i < offsets[jet + 1]; i++) {
        const column = Math.floor(codes[i] / binsPhi);
        out.pt[i] = Math.exp(pt.point(Math.floor(column / binsEta), inCell()));
        out.etaRel[i] = eta.point(column % binsEta, inCell());
        out.phiRel[i] = phi.point(codes[i] % binsPhi, inCell());
      }
    }
    return { offsets: offsets.slice(), ...out, labels: undefined };
  }

  return {
    kind: parameters.kind,
    codes: binsPt * binsEta * binsPhi,
    stages: 1,
    parameters,
    hash: hashParameters(parameters),
    angle,
    grid: {
      logCellVolume: Math.log(pt.width) + Math.log(eta.width) + Math.log(phi.width),
      ptBin: (code) => Math.floor(code / (binsEta * binsPhi)),
    },
    encode,
    decode,
  };
}

/** `bins` equal bins between `low` and `high`. */
function gridAxis(low: number, high: number, bins: number) {
  const width = (high - low) / bins;
  return {
    low,
    high,
    width,
    /** The bin of x; the edge bin for x outside. */
    bin: (x: number) => Math.min(Math.max(Math.floor((x - low) / width), 0), bins - 1),
    /** The point at `fraction` (0 to 1) of a bin. */
    point: (bin: number, fraction: number) => low + (bin + fraction) * width,
  };
}

function checkOptions(options: BinnedOptions): z.output<typeof binnedOptions> {
  const result = binnedOptions.safeParse(options);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw badOptions(issue.path.join(".") || "options", options, issue.message);
  }
  const { binsPt, binsEta, binsPhi, lnPtRange } = result.data;
  if (!(lnPtRange[0] < lnPtRange[1])) throw badOptions("lnPtRange", lnPtRange, "a lower and a higher ln(pT/GeV)");
  const codes = binsPt * binsEta * binsPhi;
  if (codes > MOST_CODES) throw badOptions("binsPt x binsEta x binsPhi", codes, `at most ${MOST_CODES} cells`);
  return result.data;
}

function badOptions(place: string, found: unknown, expected: string): GlueballError {
  return new GlueballError({
    code: "jetlm/bad-tokeniser-options",
    what: "the grid of the binned tokeniser cannot be made",
    place,
    found: typeof found === "object" ? JSON.stringify(found) : found,
    expected,
  });
}
