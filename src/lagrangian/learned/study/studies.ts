import { compactStudy } from "./compactStudy.ts";
import { chargeSpellings } from "./questions/chargeSpellings.ts";
import { countingThreshold } from "./questions/countingThreshold.ts";
import { fieldTokens } from "./questions/fieldTokens.ts";
import { inDistribution } from "./questions/inDistribution.ts";
import { manyFields } from "./questions/manyFields.ts";
import { redundantTargets } from "./questions/redundantTargets.ts";
import { unseenDenominators } from "./questions/unseenDenominators.ts";
import { unseenIrreps } from "./questions/unseenIrreps.ts";
import { verifiedShare } from "./questions/verifiedShare.ts";
import type { Study, StudyName } from "./study.ts";

/** Every study that there is, in the order of the specification. */
export const RUNNERS: Readonly<Record<StudyName, Study>> = {
  q1: compactStudy(unseenDenominators),
  q2: compactStudy(manyFields),
  q3: redundantTargets,
  e1: inDistribution,
  e2: compactStudy(fieldTokens),
  e3: compactStudy(chargeSpellings),
  c1: compactStudy(countingThreshold),
  c2: compactStudy(verifiedShare),
  c3: compactStudy(unseenIrreps),
};
