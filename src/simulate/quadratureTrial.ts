/** Numerical integration for tests of cross-sections. */

/** Nodes and weights on (0, 1), by Newton's method on the Legendre polynomial. */
export function gaussLegendre(n: number): { x: number; weight: number }[] {
  return Array.from({ length: n }, (_, i) => {
    let z = Math.cos((Math.PI * (i + 0.75)) / (n + 0.5));
    let slope = 0;
    for (let step = 0; step < 20; step++) {
      let [previous, value] = [1, z];
      for (let k = 2; k <= n; k++) [previous, value] = [value, ((2 * k - 1) * z * value - (k - 1) * previous) / k];
      slope = (n * (z * value - previous)) / (z * z - 1);
      z -= value / slope;
    }
    return { x: (1 + z) / 2, weight: 1 / ((1 - z * z) * slope * slope) };
  });
}
