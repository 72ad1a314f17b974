import { expect, test } from "vitest";
import { createRng } from "../../base/index.ts";
import { DETECTOR_CARDS } from "../detectorCards.ts";
import { cellGrid, cellOf, etaInCell, NO_CELL, phiInCell, ringOf, ringOfCell } from "./cells.ts";

const CALORIMETERS = Object.values(DETECTOR_CARDS).flatMap(({ name, ecal, hcal }) => [
  [`${name} ECAL`, ecal] as const,
  [`${name} HCAL`, hcal] as const,
]);

test.each(CALORIMETERS)("%s: every direction below the last edge has one cell, which lies around it", (_, card) => {
  const grid = cellGrid(card);
  const last = card.cells.at(-1)!.etaEdges.at(-1)!;
  const rng = createRng(1);
  for (let i = 0; i < 3000; i++) {
    const eta = last * (2 * rng.uniform() - 1);
    const phi = 4 * Math.PI * (rng.uniform() - 0.5);
    const cell = cellOf(grid, eta, phi);
    const [low, high] = [etaInCell(grid, cell, 0), etaInCell(grid, cell, 1)];
    expect(Math.abs(eta)).toBeGreaterThanOrEqual(Math.abs(low));
    expect(Math.abs(eta)).toBeLessThanOrEqual(Math.abs(high));
    expect(eta * high).toBeGreaterThanOrEqual(0);
    const width = phiInCell(grid, cell, 1) - phiInCell(grid, cell, 0);
    const turns = (phi - phiInCell(grid, cell, 0)) / (2 * Math.PI);
    expect((turns - Math.floor(turns)) * 2 * Math.PI).toBeLessThanOrEqual(width * (1 + 1e-9));
  }
  expect(cellOf(grid, last, 0)).toBe(NO_CELL);
  expect(cellOf(grid, -Infinity, 0)).toBe(NO_CELL);
  expect(cellOf(grid, Number.NaN, 0)).toBe(NO_CELL);
});

test.each(CALORIMETERS)(
  "%s: cells cover both sides without gap or overlap, and each is found from its middle",
  (_, card) => {
    const grid = cellGrid(card);
    let area = 0;
    for (let cell = 0; cell < 2 * grid.sideCells; cell += 101) {
      const ring = ringOfCell(grid, cell);
      expect(ringOf(grid, Math.abs(etaInCell(grid, cell, 0.5)))).toBe(ring);
      expect(cellOf(grid, etaInCell(grid, cell, 0.5), phiInCell(grid, cell, 0.5))).toBe(cell);
    }
    for (let ring = 0; ring < grid.phiCells.length; ring++) {
      const cell = grid.firstCell[ring];
      const height = etaInCell(grid, cell, 1) - etaInCell(grid, cell, 0);
      area += grid.phiCells[ring] * height * (phiInCell(grid, cell, 1) - phiInCell(grid, cell, 0));
    }
    expect(area).toBeCloseTo(2 * Math.PI * card.cells.at(-1)!.etaEdges.at(-1)!, 9);
  },
);

test("edges belong to the outer ring, and the last azimuth before a full turn to the last cell", () => {
  const grid = cellGrid({ ...DETECTOR_CARDS.cms.hcal, cells: [{ etaEdges: [0, 1, 2], phiCells: 4 }] });
  expect(grid.sideCells).toBe(8);
  expect(cellOf(grid, 1, 0)).toBe(4);
  expect(cellOf(grid, -1, Math.PI)).toBe(8 + 4 + 2);
  expect(cellOf(grid, 0.5, -1e-300)).toBe(0);
  expect(cellOf(grid, 0.5, -1e-9)).toBe(3);
});
