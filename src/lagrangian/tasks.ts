/** What a person can ask of this room. */
import type { Task } from "../run/index.ts";
import { countTask } from "./count/countTask.ts";

export const tasks: readonly Task[] = [countTask];
