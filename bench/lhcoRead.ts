/**
 * The claim: LHC Olympics events, packed with blosc in HDF5, are decoded at 20,000 events a second on one core.
 *
 *     node bench/lhcoRead.ts [--rounds 30]
 *
 * The 1000 events of the shared data (2101 float64 each, 143 chunks) are read in two ways, in turn: as the rows of the
 * file, and as the columns `particles` and `label` that a program sees. Prints the best of the rounds of each, and of the
 * mean, and the best by processor time, which other programs on the machine disturb less. The file is in the disk cache
 * after the first round.
 */
import { parseArgs } from "node:util";
import { hdf5Reader } from "../src/formats/hdf5.ts";
import { readRows, requireDataset } from "../src/formats/hdf5/file.ts";
import { openHdf5 } from "../src/formats/hdf5/open.ts";
import { conditions, describeMachine, requireData } from "../src/run/index.ts";

const EVENTS = 1000;
const { values } = parseArgs({ options: { rounds: { type: "string", default: "30" } } });
const path = requireData("jets-lhco/lhco/events_anomalydetection_tiny.h5");

async function rows(): Promise<number> {
  const file = await openHdf5(path);
  const numbers = readRows(requireDataset(file, "/df/block0_values"), 0, EVENTS);
  file.close();
  return numbers.length;
}

async function columns(): Promise<number> {
  const events = await hdf5Reader.open(path);
  let numbers = 0;
  for await (const batch of events.batches()) {
    for (const column of batch.columns.values()) numbers += column.values.length;
  }
  await events.close();
  return numbers;
}

const cases = [
  { name: "rows of the file", read: rows, wall: [] as number[], processor: [] as number[] },
  { name: "particles and labels", read: columns, wall: [] as number[], processor: [] as number[] },
];
for (let round = 0; round < Number(values.rounds); round++) {
  for (const { read, wall, processor } of cases) {
    const [begin, before] = [performance.now(), process.cpuUsage()];
    const numbers = await read();
    if (numbers !== EVENTS * 2101) throw new Error(`${numbers} numbers instead of ${EVENTS * 2101}`);
    const used = process.cpuUsage(before);
    wall.push((EVENTS / (performance.now() - begin)) * 1e3);
    processor.push((EVENTS / (used.user + used.system)) * 1e6);
  }
}
console.log(conditions(describeMachine()));
for (const { name, wall, processor } of cases) {
  const mean = wall.reduce((sum, rate) => sum + rate, 0) / wall.length;
  const figures = [Math.max(...wall), mean, Math.max(...processor)].map((rate) => rate.toFixed(0));
  console.log(`${name}: best ${figures[0]} events/s, mean ${figures[1]}, best by processor time ${figures[2]}`);
}
