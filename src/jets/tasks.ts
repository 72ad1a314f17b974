/** What a person can ask of this room. */
import type { Task } from "../run/index.ts";
import { clusterTask } from "./clusterTask.ts";
import { displayTask } from "./displayTask.ts";
import { observablesTask } from "./observablesTask.ts";

export const tasks: readonly Task[] = [clusterTask, displayTask, observablesTask];
