/** What a person can ask of this room. */
import type { Task } from "../run/index.ts";
import { evaluateTask } from "./compare/evaluateTask.ts";
import { finetuneTask } from "./finetune/finetuneTask.ts";
import { generateTask } from "./generateTask.ts";
import { scaleTask } from "./scaling/scaleTask.ts";
import { tokeniseTasks } from "./tokenise/tasks.ts";
import { trainTask } from "./trainTask.ts";

export const tasks: readonly Task[] = [
  ...tokeniseTasks,
  trainTask,
  generateTask,
  evaluateTask,
  finetuneTask,
  scaleTask,
];
