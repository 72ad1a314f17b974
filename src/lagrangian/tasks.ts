/** What a person can ask of this room. */
import type { Task } from "../run/index.ts";
import { anomaliesTask } from "./anomaliesTask.ts";
import { auditTask } from "./audit/auditTask.ts";
import { basisTask } from "./basis/basisTask.ts";
import { breakTask } from "./breaking/breakTask.ts";
import { countTask } from "./count/countTask.ts";
import { exportTask } from "./exports/exportTask.ts";
import { datasetTask } from "./learned/lists/datasetTask.ts";
import { evaluateTask } from "./learned/evaluateTask.ts";
import { generateTask } from "./learned/generateTask.ts";
import { probeTask } from "./learned/probe/probeTask.ts";
import { studyTask } from "./learned/study/studyTask.ts";
import { trainTask } from "./learned/compact/trainTask.ts";
import { trainWordsTask } from "./learned/words/trainWordsTask.ts";
import { mediatorsTask } from "./mediators/mediatorsTask.ts";
import { checkTask } from "./verify/checkTask.ts";
import { workbenchTask } from "./workbench/workbenchTask.ts";

export const tasks: readonly Task[] = [
  countTask,
  anomaliesTask,
  auditTask,
  checkTask,
  basisTask,
  breakTask,
  mediatorsTask,
  exportTask,
  workbenchTask,
  datasetTask,
  trainWordsTask,
  trainTask,
  generateTask,
  evaluateTask,
  probeTask,
  studyTask,
];
