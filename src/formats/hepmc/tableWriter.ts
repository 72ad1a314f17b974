/** Tables of particles as HepMC3, so that events of any file go to programs that read HepMC. */
import { mass } from "../../kinematics/index.ts";
import type { Batch, ColumnSchema } from "../dataset.ts";
import { floatsOfRow, integersOfRow, numberNotWritable } from "../rowNumbers.ts";
import type { Table } from "../table.ts";
import { notWritable } from "../table.ts";
import type { HepMCAttribute, HepMCEvent, HepMCParticles, HepMCRun, HepMCVertex } from "./event.ts";
import { FINAL_STATE } from "./event.ts";
import { NO_RUN } from "./parser.ts";
import { HEPMC_SCHEMA } from "./table.ts";
import { writeHepMC3 } from "./writer.ts";

const MOMENTA = ["px", "py", "pz", "energy"] as const;
const CHOOSE = "Choose the columns px, py, pz, energy, and mass, pdgId, status, number and weight where needed";

/**
 * Writes a table with lists px, py, pz, energy in GeV. What it lacks is filled in: the mass from the momentum, status 1, PDG
 * number 0, weight 1, the row as number, no parents. With all columns of a HepMC dataset the event comes out whole.
 * @throws GlueballError formats/not-writable for columns that HepMC has no place for
 */
export async function writeHepMC3Table(path: string, table: Table): Promise<void> {
  requireColumns(path, table.schema);
  await writeHepMC3(path, eventsOf(table));
}

async function* eventsOf({ metadata, batches }: Table): AsyncGenerator<HepMCEvent> {
  const weightNames = metadata["weights"]?.split(", ") ?? [];
  const run: HepMCRun = { weightNames, tools: [], attributes: [] };
  for await (const batch of batches) for (let row = 0; row < batch.length; row++) yield eventOf(batch, row, run);
}

function eventOf(batch: Batch, row: number, run: HepMCRun): HepMCEvent {
  const weights = floatsOfRow(batch, "weight", row) ?? Float64Array.of(1);
  const position = floatsOfRow(batch, "eventPosition", row, 4);
  const number = batch.columns.get("number")?.values[row];
  return {
    number: number === undefined ? batch.first + row : Number(number),
    momentumUnit: "GEV",
    lengthUnit: "MM",
    ...(position === undefined || position.length === 0 ? {} : { position }),
    weights,
    attributes: attributesOf(batch, row),
    particles: particlesOf(batch, row),
    vertices: verticesOf(batch, row),
    run: run.weightNames.length === weights.length ? run : NO_RUN,
  };
}

function particlesOf(batch: Batch, row: number): HepMCParticles {
  const [px, py, pz, energy] = MOMENTA.map((name) => floatsOfRow(batch, name, row)!);
  const { length } = px!;
  const momenta = { px: px!, py: py!, pz: pz!, energy: energy! };
  return {
    ...momenta,
    mass: floatsOfRow(batch, "mass", row) ?? massesOf(momenta),
    pdgId: integersOfRow(batch, "pdgId", row, "HepMC") ?? new Int32Array(length),
    status: integersOfRow(batch, "status", row, "HepMC") ?? new Int32Array(length).fill(FINAL_STATE),
    parent: integersOfRow(batch, "parent", row, "HepMC") ?? new Int32Array(length),
  };
}

function massesOf({ px, py, pz, energy }: Pick<HepMCParticles, "px" | "py" | "pz" | "energy">): Float64Array {
  return px.map((x, i) => mass(x, py[i]!, pz[i]!, energy[i]!));
}

function verticesOf(batch: Batch, row: number): HepMCVertex[] {
  const ids = integersOfRow(batch, "vertexId", row, "HepMC") ?? new Int32Array(0);
  const status = integersOfRow(batch, "vertexStatus", row, "HepMC");
  const placed = integersOfRow(batch, "vertexPlaced", row, "HepMC");
  const places = floatsOfRow(batch, "vertexPosition", row, 4);
  const vertexOf = integersOfRow(batch, "incomingVertex", row, "HepMC") ?? new Int32Array(0);
  const particleOf = integersOfRow(batch, "incomingParticle", row, "HepMC") ?? new Int32Array(0);
  const incoming = new Map(Array.from(ids, (id): [number, number[]] => [id, []]));
  for (const [k, id] of vertexOf.entries()) {
    const particles = incoming.get(id);
    if (particles === undefined)
      throw numberNotWritable("HepMC", { name: "incomingVertex", row: batch.first + row }, id, "a vertex of the row");
    particles.push(particleOf[k]!);
  }
  return Array.from(ids, (id, k) => {
    const hasPlace = places !== undefined && placed?.[k] === 1;
    const position = hasPlace ? { position: places.subarray(4 * k, 4 * k + 4) } : {};
    return { id, status: status?.[k] ?? 0, incoming: incoming.get(id)!, ...position };
  });
}

function attributesOf({ columns }: Batch, row: number): HepMCAttribute[] {
  const names = columns.get("attributeName");
  const values = columns.get("attributeValue");
  const objects = columns.get("attributeObject");
  if (names?.offsets === undefined || values === undefined || objects === undefined) return [];
  const attributes: HepMCAttribute[] = [];
  for (let k = names.offsets[row]!; k < names.offsets[row + 1]!; k++) {
    const [name, value] = [String(names.values[k]), String(values.values[k])];
    attributes.push({ object: Number(objects.values[k]), name, value });
  }
  return attributes;
}

function requireColumns(path: string, schema: readonly ColumnSchema[]): void {
  for (const name of MOMENTA) {
    const column = schema.find((candidate) => candidate.name === name);
    if (column === undefined) throw notWritable(path, "HepMC needs a column", { name }, CHOOSE);
  }
  for (const column of schema) {
    const known = HEPMC_SCHEMA.find(({ name }) => name === column.name);
    const mayBeSingle = column.name === "weight"; // one weight an event, or a list
    const fits = known !== undefined && (known.ragged === column.ragged || mayBeSingle);
    const isText = (column.type === "string") === (known?.type === "string");
    if (!fits || !isText || `${known.shape}` !== `${column.shape}`) {
      throw notWritable(path, "HepMC has no place for a column", column, CHOOSE);
    }
  }
}
