import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { dataFolders, findData, requireData } from "./data.ts";

let root = "";
beforeEach(() => (root = mkdtempSync(join(tmpdir(), "glueball-data-"))));
afterEach(() => rmSync(root, { recursive: true }));

test("the folders of GLUEBALL_DATA are searched in their order; missing ones are passed over", () => {
  const [a, b] = [join(root, "a"), join(root, "b")];
  mkdirSync(join(b, "jets"), { recursive: true });
  const environment = { GLUEBALL_DATA: [a, b].join(delimiter) };
  expect(dataFolders(environment)[0]).toBe(b);
  expect(findData("jets", environment)).toBe(join(b, "jets"));
  mkdirSync(join(a, "jets"), { recursive: true });
  expect(findData("jets", environment)).toBe(join(a, "jets"));
});

test("a data set that is not there: the error says where was looked", () => {
  const environment = { GLUEBALL_DATA: join(root, "a") };
  expect(findData("no-such-set", environment)).toBeUndefined();
  expect(() => requireData("no-such-set", environment)).toThrow(
    new RegExp(
      `at no-such-set: expected it in one of ${root}/a, .*shared/data \\[run/data-not-found\\]. Set GLUEBALL_DATA`,
    ),
  );
});
