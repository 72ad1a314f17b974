/**
 * E3: charges written 2/2, 3/6, 4/8, and charges with unseen denominators: how often U(1) is conserved, and accuracy. A
 * spelling cannot matter here, since the reader makes of each fraction one number before a network sees it; every list of
 * the test is written with common factors and read back to show it.
 */
import type { CompactStudy } from "../compactStudy.ts";
import { armLabel } from "../measure.ts";
import type { Measurements } from "../measure.ts";
import { allLists, fieldsOfList } from "../../lists/labelledLists.ts";
import type { FieldList } from "../../../words/matterFields.ts";
import { compareFields } from "../../../words/matterFields.ts";
import { chargeDrop, chargeTables, chargeTests, KNOWN } from "./unseenDenominators.ts";
import { respelled } from "../chargeSpelling.ts";
import { percentText, pointsText } from "../sentences.ts";

const FACTORS = [2, 3, 4] as const;

/** Lists that come back as the same fields in each spelling, and how many there are. */
function spellings({ tests }: Measurements) {
  const { set } = tests.find(({ name }) => name === KNOWN)!;
  const lists = allLists(set).map((list) => fieldsOfList(set, list));
  const same = (a: FieldList, b: FieldList) =>
    a.length === b.length && a.every((field, k) => compareFields(field, b[k]) === 0);
  const equal = lists.filter((fields) => FACTORS.every((factor) => same(fields, respelled(fields, factor)))).length;
  return { lists: lists.length, equal };
}

export const chargeSpellings: CompactStudy = {
  name: "e3",
  question: "Is U(1) conserved for charges in another spelling and for unseen denominators?",
  arms: ["numeric", "rescaled", "memorised"],
  tests: chargeTests,
  judge: (measurements) => {
    const { lists, equal } = spellings(measurements);
    const arms = (["numeric", "rescaled", "memorised"] as const).map((arm) => ({
      arm,
      u1: chargeDrop(measurements, arm, "u1"),
      exact: chargeDrop(measurements, arm, "exact"),
    }));
    return {
      answer: [
        `${equal} of ${lists} lists with charges written times 2/2, 3/3 and 4/4 are read as the same fields, so their Lagrangians are the same.`,
        ...arms.map(
          ({ arm, u1, exact }) =>
            `${armLabel(measurements, arm)}: of the written types ${percentText(u1.known)} conserve U(1) on known ` +
            `denominators, ${percentText(u1.unseen)} on unseen ones (${pointsText(u1.drop)}); exact Lagrangians ` +
            `${percentText(exact.known)} and ${percentText(exact.unseen)} (${pointsText(exact.drop)}).`,
        ),
      ],
      tables: chargeTables(measurements, ["u1", "exact", "lagrangian", "precision", "recall"]),
      figures: [],
      numbers: { spellings: { lists, equal }, arms },
    };
  },
};
