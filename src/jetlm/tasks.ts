/** What a person can ask of this room. */
import type { Task } from "../run/index.ts";
import { evaluateTask } from "./evaluateTask.ts";
import { generateTask } from "./generateTask.ts";
import { tokeniseTasks } from "./tokenise/tasks.ts";
import { trainTask } from "./trainTask.ts";

export const tasks: readonly Task[] = [...tokeniseTasks, trainTask, generateTask, evaluateTask];
