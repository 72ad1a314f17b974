/**
 * E2: what the tokenisation of fields contributes. Twins over letters see the quantum numbers of a field, one name for each
 * combination of them (which can be learned by heart), or a fresh random name in each list: with it the quantum numbers are
 * gone but for the canonical order of fields (spinors stand before scalars), and what is reached then is the floor.
 */
import type { CompactStudy } from "../compactStudy.ts";
import type { ArmName } from "../measure.ts";
import { pairedDifference } from "../seeds.ts";
import { comparisonText, percentText } from "../sentences.ts";
import { armMetric, byFieldsFigure, byFieldsTable, overviewTable } from "../studyTables.ts";

const TEST = "2 to 6 fields";
const METRICS = ["lagrangian", "exact", "recall", "precision", "trilinearRecall", "u1"] as const;

export const fieldTokens: CompactStudy = {
  name: "e2",
  question: "What does the tokenisation of fields contribute: numbers, one name a type, or a random name?",
  arms: ["numbers", "types", "opaque"],
  tests: ({ testLists }) => [{ name: TEST, draw: { grid: "plain", smallest: 2, largest: 6, lists: testLists } }],
  judge: (measurements) => {
    const score = (arm: ArmName) => armMetric(measurements, arm, [TEST], "lagrangian")!;
    const values = { numbers: score("numbers"), types: score("types"), opaque: score("opaque") };
    const drops = {
      types: pairedDifference(values.numbers.values, values.types.values),
      opaque: pairedDifference(values.numbers.values, values.opaque.values),
    };
    return {
      answer: [
        `S_Lagrangian: numbers ${percentText(values.numbers)}, one name a type ${percentText(values.types)}, ` +
          `opaque names ${percentText(values.opaque)}.`,
        comparisonText("S_Lagrangian", "numbers", "one name a type", drops.types),
        comparisonText("S_Lagrangian", "numbers", "opaque names", drops.opaque),
      ],
      tables: [
        overviewTable(measurements, { tests: [TEST], metrics: METRICS, caption: "All lists, freely written (L0)." }),
        byFieldsTable(measurements, [TEST], "exact"),
      ],
      figures: [byFieldsFigure(measurements, [TEST], "lagrangian")],
      numbers: { values, drops },
    };
  },
};
