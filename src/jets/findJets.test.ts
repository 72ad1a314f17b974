import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { createRng } from "../base/index.ts";
import { mapEvents, open } from "../formats/index.ts";
import { findJets } from "./findJets.ts";
import type { JetRequest, JetTable } from "./jetTable.ts";

const REQUEST: JetRequest = {
  jets: { algorithm: "antikt", radius: 0.7 },
  select: { minPt: 10 },
  groom: ["softdrop:0.1,0"],
  observables: ["tau21", "girth"],
  skipBad: false,
};

/** Events of 5 to 24 massless particles as text: event index, px, py, pz, E. */
function writeEvents(path: string): void {
  const rng = createRng(5).fork("events");
  const lines: string[] = [];
  for (let event = 0; event < 400; event++) {
    for (let left = 5 + rng.integer(20); left > 0; left--) {
      const [pt, y, phi] = [50 * rng.uniform(), 3 * rng.normal(), 2 * Math.PI * rng.uniform()];
      lines.push([event, pt * Math.cos(phi), pt * Math.sin(phi), pt * Math.sinh(y), pt * Math.cosh(y)].join(" "));
    }
  }
  writeFileSync(path, `${lines.join("\n")}\n`);
}

/** The work of `findJets`; this thread waits until a worker has some as well, and says who did it. */
function writeWork(path: string): void {
  writeFileSync(
    path,
    `import { isMainThread } from "node:worker_threads";
     import { createWork as jetWork } from ${JSON.stringify(new URL("./jetWork.ts", import.meta.url).href)};
     export const createWork = ({ request, stage }) => {
       const work = jetWork(request);
       const reach = (value) => { if (stage[0] < value) { stage[0] = value; Atomics.notify(stage, 0); } };
       const wait = async (value, most) => { if (stage[0] === value) await Atomics.waitAsync(stage, 0, value, most).value; };
       if (!isMainThread) reach(1);
       return async (batch) => {
         if (!isMainThread) reach(2);
         else await wait(0, 10_000).then(() => wait(1, 100));
         return { table: work(batch), isMainThread };
       };
     };`,
  );
}

test("a worker finds the jets that this thread finds", async () => {
  const folder = mkdtempSync(join(tmpdir(), "glueball-find-"));
  const [file, module] = [join(folder, "events.txt"), join(folder, "work.mjs")];
  writeEvents(file);
  writeWork(module);
  const dataset = await open(file);
  const warn = (): void => {};
  const alone = await Array.fromAsync(findJets(REQUEST, { dataset }, { threads: 1, warn }));
  const stage = new Int32Array(new SharedArrayBuffer(4));
  const job = { module: pathToFileURL(module).href, setup: { request: REQUEST, stage } };
  const settings = { threads: 2, warn };
  const both = await Array.fromAsync(mapEvents<{ table: JetTable; isMainThread: boolean }>(job, { dataset }, settings));
  await dataset.close();
  rmSync(folder, { recursive: true });
  expect(new Set(both.map(({ isMainThread }) => isMainThread))).toEqual(new Set([true, false]));
  const untimed = (table: JetTable) => ({ ...table, milliseconds: 0 });
  expect(both.map(({ table }) => untimed(table))).toEqual(alone.map(untimed));
});
