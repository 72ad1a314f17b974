import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { checkFloors } from "./floors.ts";

const TSCONFIG = {
  compilerOptions: {
    module: "nodenext",
    target: "esnext",
    allowImportingTsExtensions: true,
    noEmit: true,
    types: [],
    noLib: true,
  },
  include: ["src", "bench"],
};
const FLOORS = { rooms: { "src/ground": 0, "src/left": 1, "src/right": 1, "src/cli": 5 }, sameFloor: {} };

/** A house in order: every test below breaks one thing in it. */
const HOUSE = {
  "package.json": '{ "type": "module" }',
  "tsconfig.json": JSON.stringify(TSCONFIG),
  "floors.json": JSON.stringify(FLOORS),
  "src/ground/index.ts": 'export { stone } from "./stone.ts";\nexport type { Stone } from "./stone.ts";\n',
  "src/ground/stone.ts": "export const stone = 1;\nexport type Stone = typeof stone;\n",
  "src/left/index.ts": '/** The door. */\nexport * from "./wall.ts";\n',
  "src/left/wall.ts": 'import { stone } from "../ground/index.ts";\nexport const wall = stone;\n',
  "src/left/wall.test.ts": 'import { wall } from "./wall.ts";\nvoid wall;\n',
  "src/right/index.ts": 'export { beam } from "./beam.ts";\n',
  "src/right/beam.ts": "export const beam = 2;\n",
  "src/right/tasks.ts": "export const tasks = [];\n",
  "src/cli/index.ts": 'export { main } from "./main.ts";\n',
  "src/cli/main.ts": 'export const main = () => import("../right/tasks.ts");\n',
  "bench/roof.ts": 'import { wall } from "../src/left/index.ts";\nvoid wall;\n',
};

let root = "";
beforeEach(() => (root = mkdtempSync(join(tmpdir(), "glueball-floors-"))));
afterEach(() => rmSync(root, { recursive: true }));

/** The findings of the house with these files changed (undefined: absent). */
function findings(changes: Readonly<Record<string, string | undefined>>): string[] {
  for (const [file, text] of Object.entries({ ...HOUSE, ...changes })) {
    if (text === undefined) continue;
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  return checkFloors(root).findings.map(({ code, place, text }) => `${code} ${place}: ${text}`);
}

test("a house in order has no finding, and every module and import is counted", () => {
  expect(findings({})).toEqual([]);
  expect(checkFloors(root)).toEqual({ modules: 11, imports: 9, findings: [] });
});

test.each([
  ['import { wall } from "../left/index.ts";', "a value"],
  ['import type { wall } from "../left/index.ts";', "a type"],
  ['export { wall } from "../left/index.ts";', "a re-export"],
  ['export type Wall = typeof import("../left/index.ts").wall;', "an import type"],
  ['export const late = () => import("../left/index.ts");', "a dynamic import"],
])("an upward import is caught: %s (%s)", (line) => {
  expect(findings({ "src/ground/stone.ts": `${HOUSE["src/ground/stone.ts"]}${line}\n` })).toContain(
    "floors/upward-import src/ground/stone.ts:3: src/ground (floor 0) imports src/left (floor 1), expected a lower floor",
  );
});

test("a test may import a room of its own floor, other code may not", () => {
  const line = 'import { beam } from "../right/index.ts";\nvoid beam;\n';
  expect(findings({ "src/left/wall.test.ts": line })).toEqual([]);
  expect(findings({ "src/left/wall.ts": `${line}export const wall = 1;\n` })).toEqual([
    "floors/upward-import src/left/wall.ts:1: src/left (floor 1) imports src/right (floor 1), expected a lower floor",
  ]);
});

test("an import that stands in a comment or a string is none", () => {
  const text =
    '// import "../left/index.ts";\nexport const stone = \'import "../left/index.ts"\';\nexport type Stone = string;\n';
  expect(findings({ "src/ground/stone.ts": text })).toEqual([]);
});

test("rooms of one floor may import each other only where floors.json says so", () => {
  const beam = 'import { wall } from "../left/index.ts";\nexport const beam = wall;\n';
  expect(findings({ "src/right/beam.ts": beam })).toEqual([
    "floors/upward-import src/right/beam.ts:1: src/right (floor 1) imports src/left (floor 1), expected a lower floor",
  ]);
  const floors = JSON.stringify({ ...FLOORS, sameFloor: { "src/right": ["src/left"] } });
  expect(findings({ "src/right/beam.ts": beam, "floors.json": floors })).toEqual([]);
});

test("nothing in src imports the benches", () => {
  expect(findings({ "src/cli/main.ts": 'export const main = () => import("../../bench/roof.ts");\n' })).toEqual([
    "floors/upward-import src/cli/main.ts:1: src/cli (floor 5) imports bench (floor Infinity), expected a lower floor",
  ]);
});

test("a file behind another room's door is not to be imported, from a test as little; a bench may", () => {
  const line = 'import { stone } from "../ground/stone.ts";\nvoid stone;\n';
  const past = "src/ground/stone.ts is reached past src/ground/index.ts";
  expect(findings({ "src/left/wall.test.ts": line })).toEqual([
    `floors/past-the-door src/left/wall.test.ts:1: ${past}`,
  ]);
  rmSync(join(root, "src/left/wall.test.ts"));
  expect(findings({ "src/left/wall.test.ts": undefined, "bench/roof.ts": line.replace("..", "../src") })).toEqual([]);
});

test("tasks.ts is open to the command line alone", () => {
  const line = 'import { tasks } from "../right/tasks.ts";\nvoid tasks;\n';
  const floors = JSON.stringify({ ...FLOORS, rooms: { ...FLOORS.rooms, "src/upper": 4 } });
  expect(findings({ "src/upper/room.ts": line, "floors.json": floors })).toEqual([
    "floors/past-the-door src/upper/room.ts:1: src/right/tasks.ts is reached past src/right/index.ts",
  ]);
});

test("a circle of value imports is caught, one closed by a type is not", () => {
  const mutual = (line: string) => ({
    "src/right/beam.ts": 'import { bolt } from "./bolt.ts";\nexport const beam = bolt;\n',
    "src/right/bolt.ts": `${line} from "./beam.ts";\nexport const bolt = 3;\n`,
  });
  expect(findings(mutual("import { beam }"))).toEqual([
    "floors/import-circle src/right/beam.ts: src/right/beam.ts -> src/right/bolt.ts -> src/right/beam.ts",
  ]);
  expect(findings(mutual("import { type beam }"))).toHaveLength(1); // loads the module all the same
  expect(findings(mutual("import type { beam }"))).toEqual([]);
  expect(findings(mutual('import type { beam as late } from "./beam.ts";\nexport { beam }'))).toHaveLength(1);
});

test("a door that defines something is caught", () => {
  expect(
    findings({ "src/right/index.ts": 'export { beam } from "./beam.ts"; // fine\nexport const nail = 1;\n' }),
  ).toEqual(['floors/door-defines src/right/index.ts: expected re-exports only, found "export const nail = 1;"']);
});

test("a room that floors.json does not know is caught, and one that it names in vain", () => {
  expect(findings({ "src/attic/attic.ts": "export {};\n" })).toContain(
    "floors/unknown-room src/attic/attic.ts: src/attic is not in floors.json",
  );
  const floors = JSON.stringify({ ...FLOORS, rooms: { ...FLOORS.rooms, "src/attic": 2, "src/cellar": 0 } });
  expect(findings({ "floors.json": floors })).toEqual([
    "floors/empty-room src/cellar: floors.json names this room, but it holds nothing",
  ]);
});

test("files that the compiler did not visit are caught, as is a tree without any", () => {
  const tsconfig = JSON.stringify({ ...TSCONFIG, include: ["src"] });
  expect(findings({ "tsconfig.json": tsconfig })).toEqual([
    "floors/not-visited bench/roof.ts: the compiler did not visit this file",
  ]);
  const blind = findings({ "tsconfig.json": JSON.stringify({ ...TSCONFIG, include: ["nowhere"] }) });
  expect(blind.filter((finding) => finding.startsWith("floors/not-visited"))).toHaveLength(11);

  rmSync(root, { recursive: true });
  mkdirSync(root);
  writeFileSync(join(root, "floors.json"), '{ "rooms": {}, "sameFloor": {} }');
  expect(checkFloors(root).findings).toEqual([
    { code: "floors/empty-visit", place: "src, bench, tools, web", text: "no module was found" },
  ]);
});
