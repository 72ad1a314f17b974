/**
 * Distances of constituents from axes, squared, and the mean direction that belongs to each.
 *
 * | name | squared distance | mean |
 * | --- | --- | --- |
 * | rapidity | DeltaR^2 = dy^2 + dphi^2 | of y and phi |
 * | pseudorapidity | deta^2 + dphi^2, with the pseudorapidity of a massive axis too | of eta and phi |
 * | conical-geometric | 2 n.p / (pt n_t), n the light-like axis | direction of the sum of momenta |
 *
 * The last is that of XCone (Stewart et al., arXiv:1508.01516, equation 11). With m_t and y of the constituent it is
 * 2 (m_t / pt) cosh(dy) - 2 cos(dphi), about DeltaR^2 for small angles, and written below so that nothing cancels.
 */
import { azimuth, deltaPhi, pseudorapidity, rapidity } from "../kinematics/index.ts";
import type { Separations } from "./axesMinimum.ts";
import type { Constituents } from "./constituents.ts";
import { turn, type Axes } from "./nSubjettinessAxes.ts";
import { azimuthDistance } from "./pseudojets.ts";

export type AxisDistance = "rapidity" | "pseudorapidity" | "conical-geometric";

export function separationsOf(constituents: Constituents, distance: AxisDistance): Separations {
  if (distance === "conical-geometric") return fromLightCone(constituents);
  return onCylinder(constituents, distance === "rapidity" ? constituents.rapidity : pseudorapidities(constituents));
}

/** The mean of azimuths is taken around the axis, so that it does not tear at 2 pi. */
function onCylinder({ count, pt, phi }: Constituents, u: Float64Array): Separations {
  return {
    count,
    pt,
    squared: (i, axisU, axisPhi) => {
      const du = u[i] - axisU;
      const dphi = azimuthDistance(phi[i], axisPhi);
      return du * du + dphi * dphi;
    },
    moveToMean: (axes, k, axisOf, weights) => {
      let total = 0;
      let du = 0;
      let dphi = 0;
      for (let i = 0; i < count; i++) {
        if (axisOf[i] !== k) continue;
        total += weights[i];
        du += weights[i] * (u[i] - axes.u[k]);
        dphi += weights[i] * deltaPhi(phi[i], axes.phi[k]);
      }
      return total === 0 ? 0 : moveBy(axes, k, du / total, dphi / total);
    },
  };
}

function fromLightCone(constituents: Constituents): Separations {
  const { count, px, py, pz, energy, pt, rapidity: y, phi } = constituents;
  const massTerm = massTerms(constituents);
  return {
    count,
    pt,
    squared: (i, axisU, axisPhi) => {
      const sinhHalf = Math.sinh((y[i] - axisU) / 2);
      const sinHalf = Math.sin((phi[i] - axisPhi) / 2);
      return 2 * massTerm[i] + 4 * ((1 + massTerm[i]) * sinhHalf * sinhHalf + sinHalf * sinHalf);
    },
    // The weights hold one power of pt, as those of the cylinder do.
    moveToMean: (axes, k, axisOf, weights) => {
      const sum = [0, 0, 0, 0];
      for (let i = 0; i < count; i++) {
        if (axisOf[i] !== k || pt[i] === 0) continue;
        const weight = weights[i] / pt[i];
        sum[0] += weight * px[i];
        sum[1] += weight * py[i];
        sum[2] += weight * pz[i];
        sum[3] += weight * energy[i];
      }
      const [x, y, z, e] = sum;
      return e === 0 ? 0 : moveBy(axes, k, rapidity(x, y, z, e) - axes.u[k], deltaPhi(azimuth(x, y), axes.phi[k]));
    },
  };
}

/** m_t / pt - 1; a constituent along the beam is near no axis. */
function massTerms({ px, py, pz, energy, pt }: Constituents): Float64Array {
  return Float64Array.from(px, (_, i) => {
    if (pt[i] === 0) return Infinity;
    const transverseMass2 = (energy[i] + pz[i]) * (energy[i] - pz[i]);
    const mass2 = Math.max(0, transverseMass2 - px[i] * px[i] - py[i] * py[i]);
    return mass2 / (pt[i] * (Math.sqrt(pt[i] * pt[i] + mass2) + pt[i]));
  });
}

function moveBy(axes: Axes, k: number, du: number, dphi: number): number {
  axes.u[k] += du;
  axes.phi[k] = turn(axes.phi[k] + dphi);
  return Math.sqrt(du * du + dphi * dphi);
}

/** Along the beam it is infinite; there the rapidity, which is finite, stands for it. */
function pseudorapidities({ px, py, pz, pt, rapidity }: Constituents): Float64Array {
  return Float64Array.from(px, (_, i) => (pt[i] === 0 ? rapidity[i] : pseudorapidity(px[i], py[i], pz[i])));
}
