/**
 * Kinetic terms with their derivatives in all places:
 *
 *     scalars  (D^2 X+) X, (D X+)(D X), X+ (D^2 X)     spinors  (D X+) sigma X, X+ sigma D X
 *
 * Up to total derivatives one of each line is independent: moving a derivative to the other field changes the sign. An
 * antisymmetric pair of derivatives on one field is a field strength, which two fields of one type cannot absorb.
 */
import type { IndexPlace } from "../explicit/contractions.ts";
import type { KineticTerm } from "../explicit/kineticTerms.ts";
import type { SpinorStructure, Term } from "../terms/term.ts";
import type { OperatorType } from "../theory.ts";
import type { RawType } from "./rawTerms.ts";

/** The placements of one kinetic term; of two equal fields those that differ are listed. */
export function rawKinetic(type: OperatorType, { kind, letters, gauge }: KineticTerm): RawType {
  const placements = kind === "spinor" ? SPINOR_PLACEMENTS : scalarPlacements(letters[0] === letters[1]);
  const terms = placements.map((structure): Term => ({
    slots: letters,
    lorentz: [structure],
    gauge: gauge.map((own) => [own]),
    vector: [1],
  }));
  // The sum of each placement and the next one is a total derivative.
  const relations = terms.slice(1).map((_, k) => terms.map((__, t) => (t === k || t === k + 1 ? 1n : 0n)));
  return { type, terms, vanishing: [], relations, upToTotalDerivatives: true };
}

const place = (slot: number, index: number): IndexPlace => ({ slot, index });

/** D_aa' D^aa' on one scalar. */
function boxOn(slot: number): SpinorStructure {
  const pair = [place(slot, 0), place(slot, 1)] as const;
  return { angle: [pair], square: [pair] };
}

const SCALAR_GRADIENTS: SpinorStructure = {
  angle: [[place(0, 0), place(1, 0)]],
  square: [[place(0, 0), place(1, 0)]],
};

function scalarPlacements(equal: boolean): SpinorStructure[] {
  return equal ? [boxOn(0), SCALAR_GRADIENTS] : [boxOn(0), SCALAR_GRADIENTS, boxOn(1)];
}

/** Slot 0 holds the right-handed spinor; derivatives come after a spinor's own index. */
const SPINOR_PLACEMENTS: readonly SpinorStructure[] = [
  { angle: [[place(1, 0), place(0, 0)]], square: [[place(0, 0), place(0, 1)]] },
  { angle: [[place(1, 0), place(1, 1)]], square: [[place(0, 0), place(1, 0)]] },
];
