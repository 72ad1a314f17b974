/** What a person can ask of this room. */
import type { Task } from "../run/index.ts";
import { anomaliesTask } from "./anomaliesTask.ts";
import { auditTask } from "./audit/auditTask.ts";
import { countTask } from "./count/countTask.ts";
import { checkTask } from "./verify/checkTask.ts";

export const tasks: readonly Task[] = [countTask, anomaliesTask, auditTask, checkTask];
