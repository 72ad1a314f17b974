/** Writes events in the layout of the LHC Olympics files: a fixed frame `df` of 2100 columns, or 2101 with labels. */
import { GlueballError } from "../base/index.ts";
import type { Batch, NumberArray } from "./dataset.ts";
import { LHCO } from "./lhco.ts";
import { writeFixedFrame } from "./pandasWriter.ts";
import type { Table } from "./table.ts";

/**
 * Takes the columns `particles` (shape [700, 3]: pt, eta, phi) and, where it is there, `label`; float64 as published.
 * @throws GlueballError formats/lhco-not-events.
 */
export async function writeLhco(path: string, table: Table): Promise<void> {
  const particles = table.schema.find(({ name }) => name === "particles");
  if (particles?.shape.join() !== `${LHCO.particles},3` || particles.type === "string") {
    throw new GlueballError({
      code: "formats/lhco-not-events",
      what: "these are not events of the LHC Olympics",
      place: path,
      found: table.schema.map(({ name, shape }) => `${name} [${shape.join(", ")}]`).join(", "),
      expected: `particles [${LHCO.particles}, 3]`,
    });
  }
  const labelled = table.schema.some(({ name }) => name === "label");
  const columns = LHCO.columns + (labelled ? 1 : 0);
  const attributes = { ...table.metadata };
  await writeFixedFrame(path, { key: "df", type: "float64", columns, attributes }, rows(table.batches, labelled));
}

async function* rows(batches: AsyncIterable<Batch>, labelled: boolean): AsyncGenerator<Float64Array> {
  for await (const { columns, length } of batches) {
    const particles = columns.get("particles")!.values as NumberArray;
    const labels = columns.get("label")?.values as NumberArray | undefined;
    const width = LHCO.columns + (labelled ? 1 : 0);
    const out = new Float64Array(length * width);
    for (let row = 0; row < length; row++) {
      const from = row * LHCO.columns;
      for (let i = 0; i < LHCO.columns; i++) out[row * width + i] = Number(particles[from + i]);
      if (labels !== undefined) out[row * width + LHCO.columns] = Number(labels[row]);
    }
    yield out;
  }
}
