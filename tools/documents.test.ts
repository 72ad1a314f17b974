/** What the documents say of the repository is true. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const REPOSITORY = join(import.meta.dirname, "..");
const read = (file: string): string => readFileSync(join(REPOSITORY, file), "utf8");
const json = <T>(file: string): T => JSON.parse(read(file)) as T;

type Versions = Readonly<Record<string, string>>;

/** The cells of all table rows of a document that begin as `start` says. */
function rows(file: string, start: RegExp): string[][] {
  return read(file)
    .split("\n")
    .filter((line) => start.test(line))
    .map((line) =>
      line
        .split("|")
        .map((cell) => cell.trim())
        .slice(1, -1),
    );
}

test("docs/dependencies.md lists every dependency with its version and licence, and no other", () => {
  const { dependencies, optionalDependencies, devDependencies } = json<Record<string, Versions>>("package.json");
  const expected = Object.entries({ ...dependencies, ...optionalDependencies, ...devDependencies }).map(
    ([name, version]) => {
      const installed = json<{ version: string; license: string }>(`node_modules/${name}/package.json`);
      expect(installed.version, `installed ${name}`).toBe(version);
      return [`\`${name}\``, version, installed.license];
    },
  );
  expect(rows("docs/dependencies.md", /^\| `/).map((cells) => cells.slice(0, 3))).toEqual(expected);
});

test("the lock file names no address, and every licence in it may be used in an MIT product", () => {
  const { packages } = json<{ packages: Record<string, { resolved?: string; license?: string }> }>("package-lock.json");
  const allowed =
    /^\(?(MIT|ISC|0BSD|BSD-[23]-Clause|Apache-2\.0|MPL-2\.0|CC0-1\.0)( (AND|OR) (BSD-3-Clause|CC0-1\.0))?\)?$/;
  for (const [path, { resolved, license }] of Object.entries(packages)) {
    expect(resolved, path).toBeUndefined();
    // h5wasm's licence is a text of NIST's: free use with its notice (docs/dependencies.md).
    if (path !== "node_modules/h5wasm") expect(license, path).toMatch(allowed);
  }
});

test("docs/architecture.md shows the rooms and floors of floors.json", () => {
  const { rooms } = json<{ rooms: Readonly<Record<string, number>> }>("floors.json");
  const shown = rows("docs/architecture.md", /^\| \d+ \|/).map(([floor, room]) => [
    room!.replaceAll("`", ""),
    Number(floor),
  ]);
  expect(Object.fromEntries(shown)).toEqual(rooms);
});
