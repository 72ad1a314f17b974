/** From logits to what a classifier is judged by, in float64. Rows are examples, columns classes. */

export interface ClassifierScore {
  /** Mean of -ln p(class) in nats. */
  readonly loss: number;
  /** Share of the examples whose class has the largest logit; of equal ones the first counts. */
  readonly accuracy: number;
}

export function scoreLogits(logits: Float32Array, labels: Int32Array): ClassifierScore {
  const { losses, hits } = scoreJets(logits, labels);
  const mean = (values: Float64Array) => values.reduce((a, b) => a + b) / values.length;
  return { loss: mean(losses), accuracy: mean(hits) };
}

/** -ln p(class) of each example, and 1 where its class has the largest logit, else 0. */
export function scoreJets(logits: Float32Array, labels: Int32Array) {
  const classes = logits.length / labels.length;
  const [losses, hits] = [new Float64Array(labels.length), new Float64Array(labels.length)];
  labels.forEach((label, row) => {
    const own = logits.subarray(row * classes, (row + 1) * classes);
    losses[row] = logSumExp(own) - own[label];
    hits[row] = Number(argMax(own) === label);
  });
  return { losses, hits };
}

/** [examples, classes]; each row adds up to 1. */
export function probabilitiesOf(logits: Float32Array, classes: number): Float64Array {
  const out = new Float64Array(logits.length);
  for (let start = 0; start < logits.length; start += classes) {
    const norm = logSumExp(logits.subarray(start, start + classes));
    for (let k = start; k < start + classes; k++) out[k] = Math.exp(logits[k] - norm);
  }
  return out;
}

/** ln p(signal) - ln p(background) of each example: the likelihood ratio that an ideal classifier would give. */
export function logOdds(logits: Float32Array, classes: number, signal: number, background: number): Float64Array {
  return Float64Array.from(
    { length: logits.length / classes },
    (_, row) => logits[row * classes + signal] - logits[row * classes + background],
  );
}

function logSumExp(row: Float32Array): number {
  let top = -Infinity;
  for (const logit of row) top = Math.max(top, logit);
  let sum = 0;
  for (const logit of row) sum += Math.exp(logit - top);
  return top + Math.log(sum);
}

export function argMax(row: Float32Array): number {
  let best = 0;
  for (let k = 1; k < row.length; k++) if (row[k] > row[best]) best = k;
  return best;
}
