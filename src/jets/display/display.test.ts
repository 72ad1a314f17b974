import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium, type Page } from "playwright-core";
import { expect, test } from "vitest";
import { createRng } from "../../base/index.ts";
import { fromPtEtaPhiMassColumns } from "../../kinematics/index.ts";
import { jetDefinition } from "../definition.ts";
import { displayData } from "./data.ts";
import { displayPage } from "./page.ts";

const CHROMIUM = "/usr/bin/chromium";
const RADIUS = 0.6;

/** Two hard sprays back to back and some soft particles; the sprays lie apart from each other and from the edge. */
function twoSprays() {
  const rng = createRng(4);
  const spray = (y: number, phi: number, pt: number) =>
    Array.from({ length: 8 }, () => [pt * rng.uniform(), y + 0.1 * rng.normal(), phi + 0.1 * rng.normal()]);
  const soft = Array.from({ length: 30 }, () => [
    0.3 * rng.uniform(),
    4 * rng.uniform() - 2,
    2 * Math.PI * rng.uniform(),
  ]);
  const rows = [...spray(-0.6, 1.5, 80), ...spray(0.5, 4.6, 80), ...soft];
  const column = (k: number) => Float64Array.from(rows, (row) => row[k]);
  const particles = fromPtEtaPhiMassColumns(column(0), column(1), column(2), new Float64Array(rows.length));
  return displayData({
    title: "Two sprays </script><b>",
    particles,
    definition: jetDefinition({ algorithm: "antikt", radius: RADIUS }),
    minPt: 20,
  });
}

const data = twoSprays();

test("the document holds the event: every particle, two jets, one step a particle", () => {
  expect(data.particles).toHaveLength(46);
  expect(data.jets).toHaveLength(2);
  expect(data.steps).toHaveLength(46); // each step takes one pseudojet away
  data.jets.forEach(({ constituents }, place) => {
    expect(data.particles.flatMap(({ jet }, index) => (jet === place ? [index] : []))).toEqual(constituents);
  });
  const made = data.steps.flatMap((step) => (step.made === undefined ? [] : [step.made.pt]));
  expect(Math.max(...made)).toBe(data.jets[0].pt);
});

test("a hard isolated anti-kt jet catches soft particles in a circle of its radius", () => {
  for (const { area } of data.jets) expect(Math.abs(area / (Math.PI * RADIUS ** 2) - 1)).toBeLessThan(0.06);
});

test("emissions name particles of their jet, and z is at most a half", () => {
  for (const { lund, constituents } of data.jets) {
    expect(lund.length).toBeGreaterThan(0);
    for (const { softer, z } of lund) {
      expect(softer.every((particle) => constituents.includes(particle))).toBe(true);
      expect(z).toBeLessThanOrEqual(0.5);
    }
  }
});

test("a title cannot end the script that holds it", () => {
  const page = displayPage(data);
  expect(page.match(/<\/script>/g)).toHaveLength(3);
  expect(page).toContain("<h1>Two sprays &lt;/script&gt;&lt;b&gt;</h1>");
});

test.skipIf(!existsSync(CHROMIUM))("the page draws, follows clicks and steps (needs Debian's chromium)", async () => {
  const folder = mkdtempSync(join(tmpdir(), "glueball-display-"));
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
  try {
    writeFileSync(join(folder, "event.html"), displayPage(data));
    const page = await browser.newPage({ viewport: { width: 1300, height: 1200 } });
    const complaints: string[] = [];
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    await page.goto(pathToFileURL(join(folder, "event.html")).href);
    expect(await page.locator("#jets tr").count()).toBe(2);
    for (const id of ["plane", "cylinder"]) expect(await inkOf(page, id)).toBeGreaterThan(2000);

    await page.locator("#lund circle").first().click({ force: true });
    expect(await page.locator("#inspector tr").count()).toBeGreaterThan(0);

    await page.locator("#jets tr").nth(1).click();
    expect(await page.locator("#lund-title").textContent()).toBe("Lund plane of jet 2");
    expect(await page.locator("#lund circle").count()).toBe(data.jets[1].lund.length);

    const finished = await page.locator("#step-text").textContent();
    expect(finished).toBe("finished: 2 jets");
    await page.click("#back");
    expect(await page.locator("#step-text").textContent()).toMatch(/^step 46 of 46: beam takes \d+ at d = /);
    expect(complaints).toEqual([]);
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true });
  }
});

/** Pixels of a canvas that are not blank. */
function inkOf(page: Page, id: string): Promise<number> {
  return page.evaluate(
    `(() => { const c = document.getElementById(${JSON.stringify(id)});
      const d = c.getContext("2d").getImageData(0, 0, c.width, c.height).data;
      let n = 0; for (let i = 3; i < d.length; i += 4) if (d[i] > 0) n++; return n; })()`,
  );
}
