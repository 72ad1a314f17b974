/**
 * From the probability of a token sequence to the density of the jet as a set of points, which can be compared between
 * tokenisers although their losses cannot.
 *
 * Let the sequence be ordered by pT bin, n_k of its N particles in pT bin k, and dV the volume of a cell in
 * (ln pT, etaRel, phiRel). The points that encode to it fill a fraction 1 / prod n_k! of the product of its cells,
 * because inside a bin they are ordered by pT too. Spread evenly over them and over the N! orders of a set,
 *
 *     ln p(jet) = ln p(sequence) - ln N! + sum_k ln n_k! - N ln dV.
 *
 * It integrates to 1 over all jets in the range of the tokeniser, as far as the model keeps the bins falling: sequences
 * whose pT bins rise have no jet, and the probability they take is lost.
 */
import { GlueballError } from "../base/index.ts";
import { codesOf } from "./tokens.ts";
import type { Grid, Tokeniser } from "./tokens/tokeniser.ts";

/**
 * ln of the symmetric density in (ln pT, etaRel, phiRel) of the jets that encode to `ids`; subtract sum ln pT_i for the
 * density in pT. `logProbability` is ln p(sequence) in nats, end token included.
 * @throws GlueballError `jetlm/bad-sequence`; `jetlm/no-jet-of-sequence` when a pT bin rises; `jetlm/no-cells` of a learnt
 *   tokeniser.
 */
export function logSetDensity(tokeniser: Tokeniser, ids: Int32Array, logProbability: number): number {
  const { logCellVolume, ptBin } = gridOf(tokeniser);
  const bins = Array.from(codesOf(ids, tokeniser, "the sequence"), (code) => ptBin(code));
  let orderings = 0; // ln N! - sum_k ln n_k!, one factor a particle
  let sameBin = 0;
  bins.forEach((bin, i) => {
    if (i > 0 && bin > bins[i - 1]) throw risingBin(i + 1, bin, bins[i - 1]);
    sameBin = i > 0 && bin === bins[i - 1] ? sameBin + 1 : 1;
    orderings += Math.log((i + 1) / sameBin);
  });
  return logProbability - orderings - bins.length * logCellVolume;
}

function gridOf({ grid, kind }: Tokeniser): Grid {
  if (grid !== undefined) return grid;
  throw new GlueballError({
    code: "jetlm/no-cells",
    what: "the density of a jet needs the volume of the cells that its codes stand for",
    found: `a tokeniser of kind ${kind}`,
    expected: "a binned tokeniser",
  });
}

function risingBin(position: number, bin: number, before: number): GlueballError {
  return new GlueballError({
    code: "jetlm/no-jet-of-sequence",
    what: "no jet has this sequence, so it has no density",
    place: `the sequence, position ${position}`,
    found: `pT bin ${bin}`,
    expected: `at most ${before}, the bin before`,
    hint: "Constrain generation to falling pT bins",
  });
}
