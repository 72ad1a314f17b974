/**
 * What a code leaves open: the Gaussian of (ln pT, etaRel, phiRel) of a constituent around what its code decodes to.
 *
 * A learnt code has no cell with a volume, so the model's density of points is defined by these Gaussians: draw a sequence,
 * decode it, move each constituent by the Gaussian of its code. The sequence that the tokeniser gives a jet is one of many
 * that may have made it, hence
 *
 *     ln p(jet) >= ln p(sequence) + sum_i ln N(x_i; decoded_i, Sigma_code(i)) - ln N!
 *
 * Sigma_code is the mean of r r^T over the training constituents of the code; a code with few of them is drawn to the mean
 * over all codes, as if it had PRIOR more constituents of that kind. With several stages the first one names the code.
 */
import type { Execution, NamedArrays } from "../tensor/index.ts";
import { jetCount } from "./features.ts";
import type { RelativeJets } from "./features.ts";
import { keptConstituents } from "./modelRows.ts";
import { emptyCounts } from "./tokens/tokeniser.ts";
import type { QuantisedJets, Tokeniser } from "./tokens/tokeniser.ts";

/** Sigma of each first-stage code: 11, 12, 13, 22, 23, 33. */
export interface CodeResiduals {
  /** [codes, 6] */
  readonly covariances: Float32Array;
}

const PRIOR = 20;
/** Added to the variances, so that a code that is always hit exactly stays a density: (1e-5)^2. */
const SMALLEST_VARIANCE = 1e-10;
const TERMS = 6;

/** Fits the Gaussians on jets; of any tokeniser, for a grid that is the spread inside its cells. */
export async function fitResiduals(
  execution: Execution,
  tokeniser: Tokeniser,
  jets: RelativeJets,
  cap: number,
): Promise<CodeResiduals> {
  const { quantised, residuals } = await residualsOf(execution, tokeniser, jets, cap);
  const codes = tokeniser.codes / tokeniser.stages;
  const [sums, all, counts] = [new Float64Array(codes * TERMS), new Float64Array(TERMS), new Float64Array(codes)];
  for (let i = 0; i < residuals.length / 3; i++) {
    const code = quantised.codes[i * tokeniser.stages];
    counts[code]++;
    products(residuals, 3 * i).forEach((product, k) => {
      sums[code * TERMS + k] += product;
      all[k] += product;
    });
  }
  const total = Math.max(1, residuals.length / 3);
  const covariances = Float32Array.from(sums, (sum, i) => {
    const [code, term] = [Math.floor(i / TERMS), i % TERMS];
    const floor = term === 0 || term === 3 || term === 5 ? SMALLEST_VARIANCE : 0;
    return (sum + (PRIOR * all[term]) / total) / (counts[code] + PRIOR) + floor;
  });
  return { covariances };
}

/** Sum of the ln N(x_i; decoded_i, Sigma) of each jet's constituents. */
export async function logResiduals(
  execution: Execution,
  tokeniser: Tokeniser,
  jets: RelativeJets,
  cap: number,
  { covariances }: CodeResiduals,
): Promise<Float64Array> {
  const { quantised, residuals } = await residualsOf(execution, tokeniser, jets, cap);
  const { stages } = tokeniser;
  return Float64Array.from({ length: jetCount(jets) }, (_, jet) => {
    let sum = 0;
    for (let i = quantised.offsets[jet] / stages; i < quantised.offsets[jet + 1] / stages; i++) {
      sum += logGaussian(residuals, 3 * i, covariances, TERMS * quantised.codes[i * stages]);
    }
    return sum;
  });
}

/** The Gaussians as arrays of a file, and back. */
export function residualArrays({ covariances }: CodeResiduals): NamedArrays {
  return new Map([["covariances", { shape: [covariances.length / TERMS, TERMS], data: covariances }]]);
}

export function residualsFrom(arrays: NamedArrays): CodeResiduals | undefined {
  const covariances = arrays.get("covariances");
  return covariances && { covariances: covariances.data };
}

/** (ln pT, etaRel, phiRel) of each constituent that the tokeniser keeps, minus those of what its codes decode to. */
async function residualsOf(execution: Execution, tokeniser: Tokeniser, jets: RelativeJets, cap: number) {
  const quantised: QuantisedJets = await tokeniser.encode(execution, jets, cap, emptyCounts());
  const decoded = await tokeniser.decode(execution, quantised);
  const kept = keptConstituents(jets, tokeniser.angle, cap);
  const residuals = new Float64Array(3 * kept.pt.length);
  for (let i = 0; i < kept.pt.length; i++) {
    residuals[3 * i] = Math.log(kept.pt[i] / decoded.pt[i]);
    residuals[3 * i + 1] = kept.etaRel[i] - decoded.etaRel[i];
    residuals[3 * i + 2] = kept.phiRel[i] - decoded.phiRel[i];
  }
  return { quantised, residuals };
}

function products(r: Float64Array, at: number): number[] {
  const [x, y, z] = [r[at], r[at + 1], r[at + 2]];
  return [x * x, x * y, x * z, y * y, y * z, z * z];
}

/** ln N(r; 0, Sigma) in three dimensions, by the Cholesky factor of Sigma. */
function logGaussian(r: Float64Array, at: number, sigma: Float32Array, term: number): number {
  const l11 = Math.sqrt(sigma[term]);
  const l21 = sigma[term + 1] / l11;
  const l31 = sigma[term + 2] / l11;
  const l22 = Math.sqrt(sigma[term + 3] - l21 * l21);
  const l32 = (sigma[term + 4] - l31 * l21) / l22;
  const l33 = Math.sqrt(sigma[term + 5] - l31 * l31 - l32 * l32);
  const u = r[at] / l11;
  const v = (r[at + 1] - l21 * u) / l22;
  const w = (r[at + 2] - l31 * u - l32 * v) / l33;
  return -0.5 * (u * u + v * v + w * w) - Math.log(l11 * l22 * l33) - 1.5 * Math.log(2 * Math.PI);
}
