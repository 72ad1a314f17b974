/**
 * The floors rule (docs/architecture.md): a room imports only from floors below it, and only the other room's index.ts.
 *
 * Which file imports which is asked of the compiler itself (`tsc --explainFiles`): TypeScript 7 has no JavaScript API,
 * and tools that were written for the older one visit no module at all and still report success. For the same reason
 * every file found on the disk must be among those that the compiler visited; otherwise the check fails.
 *
 * Also found here: value imports in a circle (`import type` is erased and may close one), files outside every room,
 * an index.ts that defines something, and rooms of floors.json that are empty. Exceptions: src/cli may import a
 * room's tasks.ts, which it loads on demand; a test may import rooms of its own floor (src/run finds the reference data);
 * `bench`, `tools` and `web` stand above all floors unless floors.json lists
 * them, and `bench` and `tools` may look behind doors.
 */
import { spawnSync } from "node:child_process";
import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";

export interface Finding {
  readonly code: string;
  /** File with line, or the room. */
  readonly place: string;
  readonly text: string;
}

export interface FloorsReport {
  /** Number of modules that the compiler visited and of imports between them. */
  readonly modules: number;
  readonly imports: number;
  readonly findings: readonly Finding[];
}

interface Import {
  readonly from: string;
  readonly to: string;
  readonly specifier: string;
}

interface Floors {
  readonly rooms: Readonly<Record<string, number>>;
  /** Rooms of its own floor that a room may import. */
  readonly sameFloor: Readonly<Record<string, readonly string[]>>;
}

const TSC = join(import.meta.dirname, "../node_modules/typescript/bin/tsc");

/** Folders that hold code; in `src` each folder is a room, the others are one room each. */
const CODE = ["src", "bench", "tools", "web"];

/** Checks the tree at `root`, which holds floors.json and tsconfig.json. */
export function checkFloors(root: string): FloorsReport {
  const floors = JSON.parse(readFileSync(join(root, "floors.json"), "utf8")) as Floors;
  const files = globSync(`{${CODE.join(",")}}/**/*.ts`, {
    cwd: root,
    exclude: (path) => path.includes("node_modules"),
  });
  const { visited, imports } = askCompiler(root);
  const findings = [
    ...unvisited(files, visited),
    ...roomFindings(files, floors),
    ...imports.flatMap((one) => importFinding(root, one, floors)),
    ...files.filter(isDoor).flatMap((file) => doorFinding(root, file)),
    ...cycleFindings(imports.filter((one) => !isTypeOnly(root, one))),
  ];
  return { modules: visited.size, imports: imports.length, findings };
}

/** The compiler's projects: the product, and what runs in a browser. */
const PROJECTS = ["tsconfig.json", "tsconfig.client.json"];

/** The modules below `root` that the compiler visits, and their imports of each other, as paths relative to `root`. */
function askCompiler(root: string): { visited: Set<string>; imports: Import[] } {
  const visited = new Set<string>();
  const imports: Import[] = [];
  for (const project of PROJECTS.filter((name) => existsSync(join(root, name)))) {
    let file = "";
    for (const line of explainFiles(root, project).split("\n")) {
      if (/^\S/.test(line)) {
        file = line;
        if (CODE.includes(file.split("/")[0]!)) visited.add(file);
      }
      const [, specifier, from] = /^ +Imported via ["'](.+)["'] from file '(.+?)'/.exec(line) ?? [];
      if (specifier === undefined || from === undefined || !visited.has(file)) continue;
      imports.push({ from, to: file, specifier });
    }
  }
  return { visited, imports };
}

function explainFiles(root: string, project: string): string {
  const options = { cwd: root, encoding: "utf8", maxBuffer: 2 ** 28 } as const;
  const run = spawnSync(process.execPath, [TSC, "-p", project, "--noEmit", "--explainFiles"], options);
  if (run.error !== undefined) throw run.error;
  return run.stdout;
}

function unvisited(files: readonly string[], visited: ReadonlySet<string>): Finding[] {
  if (files.length === 0) return [{ code: "floors/empty-visit", place: CODE.join(", "), text: "no module was found" }];
  return files
    .filter((file) => !visited.has(file))
    .map((file) => ({ code: "floors/not-visited", place: file, text: "the compiler did not visit this file" }));
}

/** The room of a file: `src/<folder>`, or the top folder elsewhere. */
function roomOf(file: string): string {
  const parts = file.split("/");
  return parts[0] === "src" ? parts.slice(0, 2).join("/") : parts[0]!;
}

function roomFindings(files: readonly string[], floors: Floors): Finding[] {
  const unknown = files
    .filter((file) => file.startsWith("src/") && floors.rooms[roomOf(file)] === undefined)
    .map((file) => ({ code: "floors/unknown-room", place: file, text: `${roomOf(file)} is not in floors.json` }));
  const inhabited = new Set(files.map(roomOf));
  const empty = Object.keys(floors.rooms)
    .filter((room) => !inhabited.has(room))
    .map((room) => ({
      code: "floors/empty-room",
      place: room,
      text: "floors.json names this room, but it holds nothing",
    }));
  return [...unknown, ...empty];
}

/** Where parts are timed and broken one by one: they may look behind a door, and nothing imports them. */
const WORKSHOPS = ["bench", "tools"];

function importFinding(root: string, one: Import, floors: Floors): Finding[] {
  const [from, to] = [roomOf(one.from), roomOf(one.to)];
  if (from === to) return [];
  const place = `${one.from}:${lineOf(root, one)}`;
  const floorOf = (room: string) => floors.rooms[room] ?? Infinity;
  const beside = one.from.endsWith(".test.ts") && floorOf(from) === floorOf(to);
  if (floorOf(from) <= floorOf(to) && !beside && !floors.sameFloor[from]?.includes(to)) {
    const text = `${from} (floor ${floorOf(from)}) imports ${to} (floor ${floorOf(to)}), expected a lower floor`;
    return [{ code: "floors/upward-import", place, text }];
  }
  if (isDoor(one.to) || (from === "src/cli" && one.to === `${to}/tasks.ts`)) return [];
  if (WORKSHOPS.includes(from)) return [];
  return [{ code: "floors/past-the-door", place, text: `${one.to} is reached past ${to}/index.ts` }];
}

const isDoor = (file: string): boolean => /^(src\/)?[^/]+\/index\.ts$/.test(file);

/** A door re-exports; it defines nothing. */
function doorFinding(root: string, file: string): Finding[] {
  const rest = readFileSync(join(root, file), "utf8")
    .replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "")
    .replace(/export\s+(type\s+)?(\*(\s+as\s+\w+)?|\{[^}]*\})\s+from\s+"[^"]+"\s*;?/g, "")
    .trim();
  if (rest === "") return [];
  return [
    {
      code: "floors/door-defines",
      place: file,
      text: `expected re-exports only, found ${JSON.stringify(rest.slice(0, 60))}`,
    },
  ];
}

/** Import circles, each named once, by depth-first search. */
function cycleFindings(imports: readonly Import[]): Finding[] {
  const next = Map.groupBy(imports, ({ from }) => from);
  const done = new Set<string>();
  const findings: Finding[] = [];
  const visit = (file: string, path: readonly string[]): void => {
    const start = path.indexOf(file);
    if (start !== -1) {
      const circle = [...path.slice(start), file].join(" -> ");
      findings.push({ code: "floors/import-circle", place: file, text: circle });
    } else if (!done.has(file)) {
      for (const to of new Set(next.get(file)?.map((one) => one.to))) visit(to, [...path, file]);
      done.add(file);
    }
  };
  for (const file of next.keys()) visit(file, []);
  return findings;
}

/** Whether every statement of the file that names this module is erased (`import type`, `export type`). */
function isTypeOnly(root: string, { from, specifier }: Import): boolean {
  const statement = new RegExp(
    `\\b(?:import|export)\\b(\\s+type\\b)?[^"';]*\\bfrom\\s*["']${RegExp.escape(specifier)}["']`,
    "g",
  );
  const found = [...readFileSync(join(root, from), "utf8").matchAll(statement)];
  return found.length > 0 && found.every((match) => match[1] !== undefined);
}

function lineOf(root: string, { from, specifier }: Import): number {
  const lines = readFileSync(join(root, from), "utf8").split("\n");
  return 1 + lines.findIndex((line) => line.includes(`"${specifier}"`));
}

if (import.meta.main) {
  const root = process.cwd();
  if (!existsSync(join(root, "floors.json"))) throw new Error(`no floors.json in ${root}`);
  const { modules, imports, findings } = checkFloors(root);
  for (const { code, place, text } of findings) console.log(`${place}: ${text} [${code}]`);
  console.log(`${modules} modules, ${imports} imports, ${findings.length} findings`);
  if (findings.length > 0) process.exitCode = 1;
}
