/** Complex numbers as pairs, for the numeric checks and the coefficients of exports. */
export type Complex = readonly [re: number, im: number];

export function addComplex(a: Complex, b: Complex): Complex {
  return [a[0] + b[0], a[1] + b[1]];
}

export function subtractComplex(a: Complex, b: Complex): Complex {
  return [a[0] - b[0], a[1] - b[1]];
}

export function multiplyComplex(a: Complex, b: Complex): Complex {
  return [a[0] * b[0] - a[1] * b[1], a[0] * b[1] + a[1] * b[0]];
}

export function scaleComplex(a: Complex, factor: number): Complex {
  return [a[0] * factor, a[1] * factor];
}

export function conjugateComplex(a: Complex): Complex {
  return [a[0], -a[1]];
}

export function complexSize(a: Complex): number {
  return Math.hypot(a[0], a[1]);
}

export function sumComplex(values: readonly Complex[]): Complex {
  let [re, im] = [0, 0];
  for (const value of values) {
    re += value[0];
    im += value[1];
  }
  return [re, im];
}
