export { deltaPhi, deltaR, wrapPhi } from "./angles.ts";
export { boost, boostFromRestFrame, boostToRestFrame } from "./boost.ts";
export type { Velocity } from "./boost.ts";
export { fromPtEtaPhiMassColumns, jetKinematics, toPtEtaPhiMassColumns } from "./columns.ts";
export type { Column, FourMomentumColumns, JetKinematics, MomentumColumns, PtEtaPhiMassColumns } from "./columns.ts";
export {
  azimuth,
  fromPtEtaPhiMass,
  invariantMass,
  mass,
  massSquare,
  pseudorapidity,
  rapidity,
  sum,
  toPtEtaPhiMass,
  transverseMass,
  transverseMomentum,
} from "./fourMomentum.ts";
export type { FourMomentum, PtEtaPhiMass } from "./fourMomentum.ts";
