/**
 * `glueball <room> <verb> [inputs] [--options]`. The first words choose a task from the table of rooms; only then is
 * its room imported, so that `--help` starts fast. Results go to stdout, everything else to stderr.
 */
import { Command } from "commander";
import { EXIT, GlueballError, nearestNames } from "../base/index.ts";
import { reportError } from "./failure.ts";
import { loadTask, ROOMS } from "./rooms.ts";
import type { Room, Verb } from "./rooms.ts";

export interface Streams {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown; readonly columns?: number | undefined; readonly isTTY?: boolean };
}

const HELP_WORDS = ["--help", "-h", "help"];

/** Runs one command line and returns its exit code. */
export async function commandLine(words: readonly string[], streams: Streams): Promise<number> {
  try {
    return await dispatch(words, streams);
  } catch (error) {
    return reportError(error, { json: words.includes("--json"), debug: words.includes("--debug") }, streams);
  }
}

async function dispatch(words: readonly string[], streams: Streams): Promise<number> {
  const [first, second] = words;
  if (first === undefined || HELP_WORDS.includes(first)) return print(houseHelp(), streams);
  if (first === "--version" || first === "-V") {
    const { describeProduct } = await import("../run/index.ts");
    return print(`${describeProduct().version}\n`, streams);
  }
  const room = ROOMS.find(({ name }) => name === first);
  if (room === undefined) throw unknownWord("room", first, "glueball", ROOMS);
  if (room.verbs.length === 0) return runVerb("", first, words.slice(1), streams);
  if (second === undefined || HELP_WORDS.includes(second)) return print(roomHelp(room), streams);
  const verb = findVerb(room, words.slice(1));
  return runVerb(first, verb.name, words.slice(1 + verb.name.split(" ").length), streams);
}

/** The verb that the words begin with; a verb may have two, as `tokenise fit`. */
function findVerb({ name: room, verbs }: Room, words: readonly string[]): Verb {
  const found = verbs.find(({ name }) => name.split(" ").every((word, i) => word === words[i]));
  if (found !== undefined) return found;
  const [first, second = ""] = words;
  const seconds = verbs.flatMap(({ name, help }) => {
    const [own, rest] = name.split(" ");
    return own === first && rest !== undefined ? [{ name: rest, help }] : [];
  });
  if (seconds.length > 0) throw unknownWord("verb", second, `glueball ${room} ${first}`, seconds);
  throw unknownWord("verb", first, `glueball ${room}`, verbs);
}

async function runVerb(room: string, verb: string, words: readonly string[], streams: Streams): Promise<number> {
  const { runTask } = await import("./taskCommand.ts");
  const task = await loadTask(room, verb);
  if (task === undefined) throw new Error(`the table lists ${room} ${verb}, but there is no such task`);
  return runTask(task, words, streams);
}

function print(text: string, { stdout }: Streams): number {
  stdout.write(text);
  return EXIT.done;
}

function houseHelp(): string {
  const program = new Command("glueball")
    .description("AI for particle physics: networks propose, exact physics decides.")
    .usage("<room> <verb> [inputs] [--options]")
    .option("-V, --version", "print the version")
    .helpCommand(false);
  for (const { name, help, verbs } of ROOMS) {
    program
      .command(name)
      .description(verbs.length === 0 ? help : `${help}: ${verbs.map((verb) => verb.name).join(", ")}`);
  }
  program.addHelpText("after", "\nMore about a command: glueball <room> [verb] --help\n\nExample:\n  glueball doctor");
  return helpOf(program);
}

function roomHelp(room: Room): string {
  const program = new Command(`glueball ${room.name}`)
    .description(room.help)
    .usage("<verb> [inputs] [--options]")
    .helpCommand(false);
  // Not `command(name)`, which reads words after the first as arguments, and then finds `tokenise` twice.
  for (const { name, help } of room.verbs) program.addCommand(new Command(name).description(help).helpOption(false));
  program.addHelpText("after", `\nMore about a verb:\n  glueball ${room.name} ${room.verbs[0]!.name} --help`);
  return helpOf(program);
}

/** The help text with what `addHelpText` added. */
function helpOf(program: Command): string {
  let text = "";
  program.configureOutput({ writeOut: (part) => void (text += part) });
  program.outputHelp();
  return text;
}

function unknownWord(
  kind: "room" | "verb",
  found: string,
  place: string,
  known: readonly { name: string }[],
): GlueballError {
  const names = known.map(({ name }) => name);
  const near = nearestNames(found, names);
  return new GlueballError({
    code: `cli/unknown-${kind}`,
    what: `there is no such ${kind}`,
    place,
    found,
    expected: `one of ${names.join(", ")}`,
    hint: near.length > 0 ? `Did you mean ${near.join(" or ")}?` : undefined,
  });
}
