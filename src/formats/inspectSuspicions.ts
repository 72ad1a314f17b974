/**
 * What looks wrong in the first rows of a file. Units are suspected from sizes that no experiment has in GeV: the particles
 * of an event at the LHC carry at most its 14 TeV, and a jet that was worth recording has more than a few GeV.
 */
import { quantile } from "../stats/index.ts";
import type { Dataset } from "./dataset.ts";
import type { ColumnInspection } from "./inspect.ts";
import { particleEvents, particleLayout } from "./particleEvents.ts";

const MOST_EVENT_ENERGY = 1e5; // GeV
const LEAST_EVENT_ENERGY = 1; // GeV
const MOST_JET_PT = 1e5; // GeV, of a median
const LEAST_FAT_JET_PT = 20; // GeV, of a median
const FULL_TURN = 2 * Math.PI;
const MOST_ETA = 10;

/** One sentence each, naming the numbers. */
export async function suspicions(
  dataset: Dataset,
  columns: readonly ColumnInspection[],
  rows: number,
): Promise<string[]> {
  const found = columns.flatMap((column) => [notFinite(column), jetUnit(column), angle(column)]);
  if (particleLayout(dataset) !== undefined && rows > 0) found.push(await particleUnit(dataset, rows));
  return found.filter((text) => text !== undefined);
}

function notFinite({ name, notFinite: bad, count }: ColumnInspection): string | undefined {
  return bad === 0 ? undefined : `column ${name}: ${bad} of ${count} numbers in the first rows are NaN or infinite`;
}

/** The median pT of jets in a column that says by its name that it is one, and has no unit. */
function jetUnit({ name, unit, range }: ColumnInspection): string | undefined {
  if (range === undefined || (unit !== undefined && unit !== "GeV") || !/jet.*(^|[._])pt$/iu.test(name))
    return undefined;
  const { median } = range;
  if (median > MOST_JET_PT)
    return `column ${name}: the median pT is ${median.toPrecision(3)}, which looks like MeV and is taken for GeV`;
  if (/fat|ak8|ak10|large/iu.test(name) && median < LEAST_FAT_JET_PT && median > 0) {
    return `column ${name}: the median pT of fat jets is ${median.toPrecision(3)}, which looks like TeV and is taken for GeV`;
  }
  return undefined;
}

function angle({ name, range }: ColumnInspection): string | undefined {
  if (range === undefined) return undefined;
  const most = Math.max(Math.abs(range.min), Math.abs(range.max));
  if (/(^|[._])phi$/iu.test(name) && most > FULL_TURN) {
    return `column ${name}: angles up to ${most.toPrecision(4)} look like degrees and are taken for radians`;
  }
  if (/(^|[._])eta$/iu.test(name) && most > MOST_ETA) {
    return `column ${name}: |eta| up to ${most.toPrecision(4)}, beyond every detector`;
  }
  return undefined;
}

/** The median energy of all particles of a row; bad momenta are named as they would be on reading. */
async function particleUnit(dataset: Dataset, rows: number): Promise<string | undefined> {
  const energies: number[] = [];
  try {
    for await (const { length, offsets, energy } of particleEvents(dataset, { size: rows })) {
      for (let row = 0; row < length; row++) {
        if (offsets[row] === offsets[row + 1]) continue;
        energies.push(energy.subarray(offsets[row], offsets[row + 1]).reduce((sum, value) => sum + value, 0));
      }
      if (energies.length >= rows) break;
    }
  } catch (error) {
    return (error as Error).message;
  }
  if (energies.length === 0) return undefined;
  const median = quantile(energies, 0.5);
  if (median > MOST_EVENT_ENERGY)
    return `the particles of a row have ${median.toPrecision(3)} in all, which looks like MeV and is taken for GeV`;
  if (median < LEAST_EVENT_ENERGY)
    return `the particles of a row have ${median.toPrecision(3)} in all, which looks like TeV and is taken for GeV`;
  return undefined;
}
