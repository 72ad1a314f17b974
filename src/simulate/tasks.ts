/** What a person can ask of this room. */
import type { Task } from "../run/index.ts";
import { eventsTask } from "./eventsTask.ts";
import { jetsTask } from "./jetsTask.ts";
import { validateTask } from "./validateTask.ts";

export const tasks: readonly Task[] = [eventsTask, jetsTask, validateTask];
