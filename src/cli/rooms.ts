/**
 * All commands, one line each: what `glueball --help` prints without loading any room. A room's tasks are imported when
 * one of its verbs is used; a test checks that names and help here are those of the tasks.
 */
import type { Task } from "../run/index.ts";

export interface Verb {
  readonly name: string;
  readonly help: string;
}

/** A command: a room with verbs, or one without (its single task has an empty name). */
export interface Room {
  readonly name: string;
  readonly help: string;
  readonly verbs: readonly Verb[];
  load(): Promise<readonly Task[]>;
}

export const ROOMS: readonly Room[] = [
  {
    name: "runs",
    help: "The runs on this machine",
    verbs: [
      { name: "list", help: "List all runs of a folder" },
      { name: "show", help: "Show one run: verdict, options, last metrics, files" },
      { name: "compare", help: "Compare runs: options that differ and last metrics" },
      { name: "resume", help: "Go on with an unfinished or failed run at its last checkpoint" },
    ],
    load: async () => (await import("./runs.ts")).runTasks,
  },
  {
    name: "doctor",
    help: "Check this machine: Node, packages, devices, disk, load, data",
    verbs: [],
    load: async () => [(await import("./doctor.ts")).doctorTask({})],
  },
];
