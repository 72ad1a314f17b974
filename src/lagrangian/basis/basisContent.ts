/** Proved terms with their certificate. */
import type { Theory } from "../theory.ts";
import type { Certificate } from "../verify/certificate.ts";
import { certificateOf } from "../verify/certificate.ts";
import { engineName } from "../verify/checkTask.ts";
import type { BasisRequest, ProvedTerms } from "./provedTerms.ts";
import { provedTerms } from "./provedTerms.ts";

export interface BasisContent extends ProvedTerms {
  readonly certificate: Certificate;
}

/** @throws GlueballError as `provedTerms`. */
export function basisContent(model: Theory, request: BasisRequest): BasisContent {
  const proved = provedTerms(model, request);
  const { style, generations } = request;
  const { verdicts, completeness } = proved;
  return {
    ...proved,
    certificate: certificateOf({ engine: engineName(), theory: model, generations, verdicts, completeness, style }),
  };
}
