/**
 * The claim: in a browser, fields become their renormalisable Lagrangian in less than 50 ms.
 *
 *     node bench/lagrangianWorkbench.ts [--fields 10] [--browser /usr/bin/chromium]
 *
 * The lists of so many fields among the oracle's are put into the page of `glueball lagrangian workbench` one after the
 * other, as a person's edits would be. `engine` is the time of the terms in the worker, `shown` that from the edit to the
 * formulas on the page; the first list of a page that was just opened stands for itself.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { chromium, type Page } from "playwright-core";
import { theoryFromTokens } from "../src/lagrangian/tokenList.ts";
import type { EditorTheory } from "../src/lagrangian/workbench/editorTheory.ts";
import { editorTheory } from "../src/lagrangian/workbench/editorTheory.ts";
import { workbenchPage } from "../src/lagrangian/workbench/page.ts";
import { conditions, describeMachine, requireData } from "../src/run/index.ts";

const { values } = parseArgs({
  options: {
    fields: { type: "string", default: "10" },
    browser: { type: "string", default: "/usr/bin/chromium" },
  },
});

interface Times {
  readonly engine: number;
  readonly shown: number;
  readonly terms: number;
}

/** Puts a theory into the address of the page, as a link to it would. */
async function timesOf(page: Page, theory: EditorTheory): Promise<Times> {
  const state = Buffer.from(JSON.stringify({ theory, generations: 3, dimension: 5, lines: "" })).toString("base64url");
  const before = await page.evaluate<string>(`document.getElementById("time").dataset.round ?? ""`);
  await page.evaluate(`location.hash = ${JSON.stringify(state)}`);
  await page.waitForFunction(`(document.getElementById("time").dataset.round ?? "") !== ${JSON.stringify(before)}`);
  return page.evaluate<Times>(`(() => { const { engine, shown } = document.getElementById("time").dataset;
    return { engine: Number(engine), shown: Number(shown), terms: document.querySelectorAll("#lagrangian [data-term]").length }; })()`);
}

function summary(times: readonly number[]): string {
  const sorted = [...times].sort((a, b) => a - b);
  return `median ${sorted[sorted.length >> 1].toFixed(1)} ms, longest ${sorted.at(-1)!.toFixed(1)} ms`;
}

const lists = JSON.parse(readFileSync(requireData("lagrangian/random_fieldlists_oracle.json"), "utf8")) as {
  readonly n: number;
  readonly input: string;
}[];
const theories = lists
  .filter(({ n }) => n === Number(values.fields))
  .map(({ input }) => editorTheory(theoryFromTokens(input)));
const folder = mkdtempSync(join(tmpdir(), "glueball-workbench-"));
const browser = await chromium.launch({ executablePath: values.browser, args: ["--no-sandbox"] });
try {
  const file = join(folder, "workbench.html");
  writeFileSync(
    file,
    await workbenchPage({ theory: theoryFromTokens(lists[0].input), generations: 3, engine: "bench" }),
  );
  const page = await browser.newPage();
  await page.goto(pathToFileURL(file).href);
  await page.waitForFunction(`document.getElementById("time").dataset.round !== undefined`);
  const first = await page.evaluate<string>(`document.getElementById("time").textContent`);
  console.log(`the first list of an opened page: ${first}`);
  for (const round of ["structures new to the page", "structures known"]) {
    const times: Times[] = [];
    for (const theory of theories) times.push(await timesOf(page, theory));
    const terms = times.reduce((sum, own) => sum + own.terms, 0) / times.length;
    console.log(
      `${values.fields} fields, ${times.length} lists, ${terms.toFixed(1)} terms on average, ${round}: engine ` +
        `${summary(times.map(({ engine }) => engine))}; shown ${summary(times.map(({ shown }) => shown))}`,
    );
  }
  console.log(conditions(describeMachine()));
} finally {
  await browser.close();
  rmSync(folder, { recursive: true });
}
