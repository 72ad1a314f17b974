import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { sizesReport } from "./sizes.ts";

test("counts lines by room and names what is too large", () => {
  const root = mkdtempSync(join(tmpdir(), "glueball-sizes-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const write = (path: string, text: string) => {
    mkdirSync(join(root, path, ".."), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const names = Array.from({ length: 26 }, (_, i) => `name${i}`).join(", ");
  write("src/ground/index.ts", `export { ${names} } from "./stone.ts";\n`);
  write("src/ground/stone.ts", "void 0;\n".repeat(410));
  write("src/ground/sand.ts", `import "./stone.ts";\n\n/**\n * Sand.\n */\n${"void 0;\n".repeat(85)}`);
  write("src/ground/sand.test.ts", "void 0;\n".repeat(500));
  const deep = "if (a) { if (a) { if (a) {\nif (a) {} }}}";
  write("bench/run.ts", `function short() {\n}\nfunction long(a: number) {\n${deep}\n${"void 0;\n".repeat(50)}}\n`);
  expect(sizesReport(root)).toEqual([
    "room              files  lines  median  longest   test lines",
    "bench                 1     56      56       56            0",
    "src/ground            3    501      90      410          500",
    "all                   4    557      56      410          500",
    "functions: 2, median 2, 90 % 54, longest 54 lines",
    "files over 400 lines (600 is a fault): 1",
    "  src/ground/stone.ts: 410",
    "functions over 40 lines: 1",
    "  bench/run.ts:3 long: 54",
    "blocks nested more than 3 deep: 1",
    "  bench/run.ts:5",
    "files over 80 lines without an opening block: 1",
    "  src/ground/stone.ts",
    "doors of more than 25 names: 1",
    "  src/ground/index.ts: 26",
  ]);
});
