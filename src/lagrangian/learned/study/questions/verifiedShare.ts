/**
 * C2: every type that the twins wrote freely, through the exact verifier (verifiedTerms.ts) and not through the counter from
 * which their labels come: the shares that are invariant under SU(3), SU(2), U(1), Lorentz, and all of them.
 */
import { exact, table } from "../../../../run/index.ts";
import type { Cell } from "../../../../run/index.ts";
import { allLists, fieldsOfList } from "../../lists/labelledLists.ts";
import type { CompactStudy } from "../compactStudy.ts";
import { armLabel } from "../measure.ts";
import type { Measurements } from "../measure.ts";
import { ALL_SIZES, TRAINED_SIZES } from "./manyFields.ts";
import { seedMean } from "../seeds.ts";
import { percentText } from "../sentences.ts";
import { seedCell } from "../studyTables.ts";
import { createTypeVerifier, summariseVerified } from "./verifiedTerms.ts";
import type { VerifiedShare } from "./verifiedTerms.ts";

const SHARES: Readonly<Partial<Record<VerifiedShare, string>>> = {
  lorentz: "Lorentz",
  su3: "SU(3)",
  su2: "SU(2)",
  u1: "U(1)",
  invariant: "all",
  number: "all, with no more invariants than there are",
};
const NAMES = Object.keys(SHARES) as VerifiedShare[];

/** Of each arm: the shares [%] over its seeds, and how many types were verified in all. */
function verified({ arms, runs, tests }: Measurements) {
  const verify = createTypeVerifier();
  return arms.map((arm) => {
    const { runs: own, test } = runs.find((each) => each.arm === arm)!;
    const { set } = tests.find(({ name }) => name === test)!;
    const fields = allLists(set).map((list) => fieldsOfList(set, list));
    const summaries = own.map(({ written }) =>
      summariseVerified(written.map(({ types }, list) => types.map((type) => verify(fields[list], type)))),
    );
    const shares = Object.fromEntries(
      NAMES.map((name) => [name, seedMean(summaries.map((summary) => 100 * summary.shares[name].value))]),
    );
    return { arm, shares, types: summaries.reduce((sum, { types }) => sum + types, 0) };
  });
}

export const verifiedShare: CompactStudy = {
  name: "c2",
  question: "Which share of freely written terms is truly invariant?",
  ...TRAINED_SIZES,
  judge: (measurements) => {
    const results = verified(measurements);
    const rows = results.map(({ arm, shares, types }): Cell[] => [
      armLabel(measurements, arm),
      exact(types),
      ...NAMES.map((name) => seedCell(shares[name])),
    ]);
    const columns = ["", "types written", ...NAMES.map((name) => `${SHARES[name]} [%]`)];
    return {
      answer: results.map(
        ({ arm, shares, types }) =>
          `${armLabel(measurements, arm)}: of ${types} types written for lists of ${ALL_SIZES}, all verified exactly, ` +
          `${percentText(shares["invariant"])} are invariant (SU(3) ${percentText(shares["su3"])}, SU(2) ${percentText(shares["su2"])}, ` +
          `U(1) ${percentText(shares["u1"])}, Lorentz ${percentText(shares["lorentz"])}).`,
      ),
      tables: [table("Types that each group by itself allows, and all of them.", columns, rows)],
      figures: [],
      numbers: { verified: results },
    };
  },
};
