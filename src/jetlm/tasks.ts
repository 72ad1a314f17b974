/** What a person can ask of this room. */
import type { Task } from "../run/index.ts";
import { evaluateTask } from "./compare/evaluateTask.ts";
import { exportTask } from "./exportTask.ts";
import { finetuneTask } from "./finetune/finetuneTask.ts";
import { shiftTask } from "./finetune/shiftTask.ts";
import { generateTask } from "./generateTask.ts";
import { judgeTask } from "./judge/judgeTask.ts";
import { likelihoodTask } from "./likelihoodTask.ts";
import { scaleTask } from "./scaling/scaleTask.ts";
import { tagTask } from "./tagging/tagTask.ts";
import { tokeniseTasks } from "./tokenise/tasks.ts";
import { trainTask } from "./trainTask.ts";

export const tasks: readonly Task[] = [
  ...tokeniseTasks,
  trainTask,
  generateTask,
  evaluateTask,
  judgeTask,
  likelihoodTask,
  finetuneTask,
  shiftTask,
  tagTask,
  scaleTask,
  exportTask,
];
