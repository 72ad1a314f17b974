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
import type { Constituents } from "../features.ts";
import { hashParameters, type CodeCounts, type Tokeniser } from "./tokeniser.ts";

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

  function quantise(jet: Constituents, counts: CodeCounts): Int32Array {
    const codes = new Int32Array(jet.pt.length);
    let kept = 0;
    for (let i = 0; i < jet.pt.length; i++) {
      if (!(Math.abs(jet.etaRel[i]) < angle && Math.abs(jet.phiRel[i]) < angle)) continue;
      const lnPt = Math.log(jet.pt[i]);
      if (lnPt < pt.low) counts.belowPt++;
      if (lnPt > pt.high) counts.abovePt++;
      codes[kept++] = (pt.bin(lnPt) * binsEta + eta.bin(jet.etaRel[i])) * binsPhi + phi.bin(jet.phiRel[i]);
    }
    counts.constituents += jet.pt.length;
    counts.outsideAngles += jet.pt.length - kept;
    return codes.subarray(0, kept);
  }

  function reconstruct(codes: Int32Array, rng?: Rng): Constituents {
    const inCell = () => (rng === undefined ? 0.5 : rng.uniform());
    const jet = {
      pt: new Float64Array(codes.length),
      etaRel: new Float64Array(codes.length),
      phiRel: new Float64Array(codes.length),
    };
    codes.forEach((code, i) => {
      const column = Math.floor(code / binsPhi);
      jet.pt[i] = Math.exp(pt.point(Math.floor(column / binsEta), inCell()));
      jet.etaRel[i] = eta.point(column % binsEta, inCell());
      jet.phiRel[i] = phi.point(code % binsPhi, inCell());
    });
    return jet;
  }

  return {
    kind: parameters.kind,
    codes: binsPt * binsEta * binsPhi,
    parameters,
    hash: hashParameters(parameters),
    logCellVolume: Math.log(pt.width) + Math.log(eta.width) + Math.log(phi.width),
    angle,
    quantise,
    reconstruct,
    ptBin: (code) => Math.floor(code / (binsEta * binsPhi)),
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
