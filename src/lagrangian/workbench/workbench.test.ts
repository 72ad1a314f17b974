import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium, type Page } from "playwright-core";
import { expect, test } from "vitest";
import { builtinTheory } from "../builtin/theories.ts";
import { readTheory } from "../readTheory.ts";
import { workbenchPage } from "./page.ts";

const CHROMIUM = "/usr/bin/chromium";

/** The types of the terms that are shown, once `wanted` of them are. */
async function shownTerms(page: Page, wanted: number): Promise<string[]> {
  await page.waitForFunction(`document.querySelectorAll("#lagrangian [data-term]").length === ${wanted}`);
  return page
    .locator("#lagrangian [data-term]")
    .evaluateAll((items) => items.map((item) => item.getAttribute("data-term") ?? ""));
}

test.skipIf(!existsSync(CHROMIUM))(
  "in a browser: edits, proofs, details, a forgotten term, an error, reload and files (needs Debian's chromium)",
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "glueball-workbench-"));
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
    try {
      const file = join(folder, "workbench.html");
      writeFileSync(
        file,
        await workbenchPage({ theory: builtinTheory("s1"), generations: 3, engine: "glueball test" }),
      );
      const page = await browser.newPage({ viewport: { width: 1500, height: 1200 } });
      const complaints: string[] = [];
      page.on("console", (message) => complaints.push(message.text()));
      page.on("pageerror", (error) => complaints.push(error.message));
      await page.goto(pathToFileURL(file).href);

      expect((await shownTerms(page, 12)).filter((text) => text.includes("S1"))).toHaveLength(7);
      await page.waitForSelector("#certificate .proved");
      expect(await page.locator("#lagrangian .proof.proved").count()).toBe(12);
      expect(await page.locator("#anomalies .wrong").count()).toBe(0);

      // A term opens: formulas, contraction graph, quantum numbers.
      await page.locator("#lagrangian summary", { hasText: "proved" }).nth(2).click();
      await page.waitForSelector(".detail .graph");
      expect(await page.locator(".detail math").count()).toBeGreaterThan(2);

      // The leptoquark of charge 4/3 loses all couplings but those to uc uc and dc ec.
      await page.getByLabel("Y charge of S1").fill("4/3");
      const other = await shownTerms(page, 10);
      expect(
        other.filter((text) => text.includes("Lorentz") && text.includes("S1")).map((text) => text.split(" |")[0]),
      ).toEqual(["uc uc S1", "dc ec S1+"]);

      await page.getByLabel("Y charge of S1").fill("4/");
      await page.waitForSelector("#message .wrong");
      expect(await page.locator("#message").textContent()).toMatch(/^.*S1.*\[exact\/[a-z-]+\]/);
      await page.getByLabel("Y charge of S1").fill("1/3");
      await shownTerms(page, 12);

      await page.locator("#forgotten-panel > summary").click();
      await page.locator("#lines").fill("Q dc H");
      await page.waitForSelector("#forgotten .wrong");
      expect(await page.locator("#forgotten").textContent()).toContain("charge Y sums to 1");

      await page.locator("#operators-panel > summary").click();
      await page.waitForSelector("#operators li");
      expect(await page.locator("#operators").textContent()).toContain("L^2 H^2");

      // A reload keeps the theory; what is saved is a theory file.
      await page.getByLabel("copies of S1").fill("2");
      await page.reload();
      expect(await page.getByLabel("copies of S1").inputValue()).toBe("2");
      const [download] = await Promise.all([page.waitForEvent("download"), page.click("#save")]);
      const saved = join(folder, "saved.json");
      await download.saveAs(saved);
      expect(readTheory(saved).theory.fields[6]).toMatchObject({ name: "S1", copies: 2 });

      writeFileSync(saved, readFileSync(saved, "utf8").replaceAll('"S1"', '"Sx"'));
      await page.setInputFiles("#open", saved);
      await page.waitForFunction(`document.querySelector('[aria-label="copies of Sx"]') !== null`);
      await page.locator("#model").selectOption("SM");
      await shownTerms(page, 5);
      expect(complaints).toEqual([]);
    } finally {
      await browser.close();
      rmSync(folder, { recursive: true });
    }
  },
  120_000,
);
