/** The launchers on machines with a Node, an npm and an installation of our making. */
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

const REPOSITORY = join(import.meta.dirname, "..");
/** All that the launchers may use besides sh, node and npm. */
const TOOLS = ["sh", "find", "dirname", "readlink", "date", "rm", "mkdir", "ln", "touch"];

/** Installs as npm does, its record last; stopped before, it leaves an older record behind. */
const NPM = `#!/bin/sh
echo "$* ONNXRUNTIME_NODE_INSTALL=$ONNXRUNTIME_NODE_INSTALL" >> "$CALLS"
rm -rf node_modules/node && mkdir -p node_modules/node/bin
[ "$NPM_DOES" = fail ] && echo "npm error: no network" >&2 && exit 1
ln -s "$PINNED" node_modules/node/bin/node
[ "$NPM_DOES" = die ] && kill -9 $PPID && exit 1
echo "added 105 packages"
touch node_modules/.package-lock.json
`;

let home = "";
let root = "";
beforeEach(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), "glueball launcher ")));
  root = join(home, "clone");
  mkdirSync(join(home, "bin"));
  for (const tool of TOOLS) {
    symlinkSync(execFileSync("sh", ["-c", `command -v ${tool}`], { encoding: "utf8" }).trim(), join(home, "bin", tool));
  }
  script(join(home, "bin/node"), "#!/bin/sh\necho ${MACHINE_NODE-v20.1.0}\n");
  script(join(home, "bin/npm"), NPM);
  for (const file of ["glueball", "test", "tools/install.sh"]) cpSync(join(REPOSITORY, file), join(root, file));
  mkdirSync(join(root, "src/cli"), { recursive: true });
  const report = "console.log(JSON.stringify([process.version, process.cwd(), ...process.argv.slice(2)]));\n";
  writeFileSync(join(root, "src/cli/main.ts"), report);
  writeFileSync(join(root, "tools/test.ts"), report);
  writeFileSync(join(root, "package-lock.json"), "{}\n");
});
afterEach(() => rmSync(home, { recursive: true }));

function script(path: string, text: string): void {
  writeFileSync(path, text);
  chmodSync(path, 0o755);
}

interface Start {
  readonly launcher?: string;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

function start(args: readonly string[], { launcher = join(root, "glueball"), cwd = home, env = {} }: Start = {}) {
  const environment = { PATH: join(home, "bin"), CALLS: join(home, "calls"), PINNED: process.execPath, ...env };
  const { status, stdout, stderr } = spawnSync(launcher, args, { cwd, env: environment, encoding: "utf8" });
  return { status, stdout, stderr };
}

const calls = (): string[] => readFileSync(join(home, "calls"), "utf8").trim().split("\n");
const reported = (...args: string[]): string => `${JSON.stringify([process.version, ...args])}\n`;

test("the first start installs and says so on stderr; the second does not", () => {
  const first = start(["runs", "a b"]);
  expect(first).toMatchObject({ status: 0, stdout: reported(home, "runs", "a b") });
  expect(first.stderr).toMatch(/^glueball: installing .*\nglueball: installed in \d+ s\n$/);
  expect(start([])).toEqual({ status: 0, stdout: reported(home), stderr: "" });
  expect(calls()).toEqual([
    "ci --prefer-offline --no-audit --no-fund --no-progress --loglevel=error ONNXRUNTIME_NODE_INSTALL=skip",
  ]);
});

test("packages that are a link to another tree's are used as they are: npm ci would empty that tree", () => {
  const other = join(home, "other/node_modules");
  mkdirSync(join(other, "node/bin"), { recursive: true });
  symlinkSync(process.execPath, join(other, "node/bin/node"));
  symlinkSync(other, join(root, "node_modules"));
  expect(start(["x"])).toEqual({ status: 0, stdout: reported(home, "x"), stderr: "" });
  expect(existsSync(join(home, "calls"))).toBe(false);
});

test("it starts through links, relative ones too, and stays in the caller's folder", () => {
  symlinkSync("clone/glueball", join(home, "relative"));
  mkdirSync(join(home, "elsewhere"));
  symlinkSync(join(home, "relative"), join(home, "elsewhere/absolute"));
  const cwd = join(home, "elsewhere");
  expect(start(["x"], { launcher: "./absolute", cwd })).toMatchObject({ status: 0, stdout: reported(cwd, "x") });
});

test("a newer package-lock.json is installed", () => {
  start([]);
  const later = Date.now() / 1000 + 10;
  utimesSync(join(root, "package-lock.json"), later, later);
  start([]);
  expect(calls()).toHaveLength(2);
});

test.each([
  ["fails", "fail"],
  ["is killed", "die"],
])("an install that %s is not taken for complete", (_, npmDoes) => {
  start([]);
  const later = Date.now() / 1000 + 10;
  utimesSync(join(root, "package-lock.json"), later, later);
  expect(start([], { env: { NPM_DOES: npmDoes } }).status).not.toBe(0);
  expect(existsSync(join(root, "node_modules/.package-lock.json"))).toBe(false);
  utimesSync(join(root, "package-lock.json"), 0, 0);
  expect(start([])).toMatchObject({ status: 0, stdout: reported(home) });
  expect(calls()).toHaveLength(3);
});

test.each([
  [
    "an old Node",
    { MACHINE_NODE: "v18.20.1" },
    "this machine's Node is v18.20.1, 20 or newer expected [launcher/node-too-old]",
  ],
  ["no Node", { MACHINE_NODE: "" }, "no Node on this machine, 20 or newer expected [launcher/node-missing]"],
  ["no network", { NPM_DOES: "fail" }, "npm error: no network\nglueball: npm ci failed in "],
  [
    "a pinned Node that was not unpacked",
    { PINNED: "/absent" },
    "node_modules/node should hold Node 24, found none [launcher/pinned-node]",
  ],
])("with %s it says what is wrong, with exit code 2", (_, env, message) => {
  const { status, stdout, stderr } = start([], { env });
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr).toContain(message);
});

test("without npm it says so", () => {
  rmSync(join(home, "bin/npm"));
  expect(start([])).toMatchObject({ status: 2, stderr: expect.stringContaining("[launcher/npm-missing]") });
});

test("./test runs in the repository, and closes with the plain line when nothing can be installed", () => {
  const launcher = join(root, "test");
  expect(start(["nets"], { launcher })).toMatchObject({ status: 0, stdout: reported(root, "nets") });
  rmSync(join(root, "node_modules"), { recursive: true });
  const env = { NPM_DOES: "fail" };
  expect(start([], { launcher, env })).toMatchObject({ status: 1, stdout: "0 passed, 1 failed, 0 skipped\n" });
});
