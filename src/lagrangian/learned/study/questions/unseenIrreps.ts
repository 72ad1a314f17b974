/**
 * C3: irreps and charges of no training list: SU(3) 6, 6bar, 8, 10; SU(2) 4, 5, 7; charges k/4 and k/6. The network is
 * measured irrep by irrep; the exact engine is compared with the lists of the oracle, where these are on the machine.
 */
import { isDeepStrictEqual } from "node:util";
import { irrepName } from "../../../../exact/index.ts";
import { exact, findData, table } from "../../../../run/index.ts";
import type { Cell } from "../../../../run/index.ts";
import { allLists, fieldsOfList, typesOfList } from "../../lists/labelledLists.ts";
import { readWordLists } from "../../lists/listSet.ts";
import { COLUMN_NAMES } from "../../measures/report.ts";
import { createTypeCounter } from "../../lists/typeCounts.ts";
import type { CompactStudy } from "../compactStudy.ts";
import type { Measurements } from "../measure.ts";
import { percentText } from "../sentences.ts";
import { armMetric, overviewTable, seedCell } from "../studyTables.ts";
import type { Choice } from "../studyTables.ts";
import { TEST_GRIDS } from "../testLists.ts";
import type { TestGrid, TestDraw } from "../testLists.ts";

const TESTS = {
  "plain lists": "plain",
  "large irreps": "largeIrreps",
  "charges k/4": "quarters",
  "charges k/6": "sixths",
} as const satisfies Record<string, TestGrid>;
const LARGE = "large irreps";
const METRICS = ["exact", "lagrangian", "recall", "precision", "su3", "su2", "u1"] as const;

interface IrrepChoice {
  readonly name: string;
  readonly lists: number;
  readonly choice: Choice;
}

/** Every irrep of the stress grid that training has not seen, and the lists with such a field. */
function irrepChoices({ tests }: Measurements): IrrepChoice[] {
  const { set } = tests.find(({ name }) => name === LARGE)!;
  const lists = allLists(set).map((list) => fieldsOfList(set, list));
  const known = TEST_GRIDS.plain;
  return (["su3", "su2"] as const).flatMap((group) =>
    TEST_GRIDS.largeIrreps[group]
      .filter((labels) => !known[group].some((own) => own.join() === labels.join()))
      .map((labels): IrrepChoice => {
        const has = lists.map((fields) => fields.some((field) => field[group].join() === labels.join()));
        const name = `SU(${labels.length + 1}) ${irrepName(labels)}`;
        return { name, lists: has.filter(Boolean).length, choice: (_, list) => has[list] };
      }),
  );
}

const ORACLE = "lagrangian/random_fieldlists_oracle_ext.json";

/** Lists of the oracle on which the engine has every type and number; undefined where the oracle is not here. */
export function engineAgainstOracle(): { readonly lists: number; readonly right: number } | undefined {
  const path = findData(ORACLE);
  if (path === undefined) return undefined;
  const oracle = readWordLists(path);
  const lists = allLists(oracle);
  const counter = createTypeCounter();
  const right = lists.filter((list) =>
    isDeepStrictEqual(counter.types(fieldsOfList(oracle, list)), typesOfList(oracle, list)),
  );
  return { lists: lists.length, right: right.length };
}

export const unseenIrreps: CompactStudy = {
  name: "c3",
  question: "What happens with irreps and charges of no training list?",
  arms: ["numeric"],
  labels: { numeric: "network" },
  tests: ({ testLists }) =>
    Object.entries(TESTS).map(([name, grid]) => {
      const draw: TestDraw = { grid, smallest: 2, largest: 6, lists: testLists };
      return { name, draw };
    }),
  judge: (measurements) => {
    const engine = engineAgainstOracle();
    const lagrangian = (test: string) => armMetric(measurements, "numeric", [test], "lagrangian")!;
    const rows = irrepChoices(measurements).map(({ name, lists, choice }): Cell[] => {
      const values = METRICS.map((metric) => armMetric(measurements, "numeric", [LARGE], metric, choice));
      return [name, exact(lists), ...values.map(seedCell)];
    });
    return {
      answer: [
        engine === undefined
          ? "The engine was not compared with the oracle, whose lists are not on this machine."
          : `The engine has every type and number of ${engine.right} of ${engine.lists} lists of the oracle with such irreps and charges.`,
        `S_Lagrangian of the network: ${Object.keys(TESTS)
          .map((test) => `${test} ${percentText(lagrangian(test))}`)
          .join(", ")}.`,
      ],
      tables: [
        ...Object.keys(TESTS).map((test) =>
          overviewTable(measurements, {
            tests: [test],
            metrics: METRICS,
            caption: `Test lists: ${test}. Freely written (L0).`,
          }),
        ),
        table(
          "Lists with a field of each irrep.",
          ["irrep", "lists", ...METRICS.map((metric) => `${COLUMN_NAMES[metric]} [%]`)],
          rows,
        ),
      ],
      figures: [],
      numbers: { engine },
    };
  },
};
