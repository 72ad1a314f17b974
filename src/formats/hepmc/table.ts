/** The columns of a HepMC dataset and how each is cut from a block of events. Momenta in GeV, places in mm. */
import type { Batch, ColumnData, ColumnSchema, ColumnType, NumberArray } from "../dataset.ts";
import type { HepMCBlock } from "./columns.ts";
import type { HepMCParticles } from "./event.ts";

const MEV_PER_GEV = 1000;
const MM_PER_CM = 10;

interface HepMCColumn {
  readonly schema: ColumnSchema;
  readonly data: (block: HepMCBlock) => ColumnData;
}

/** A list of values an event; vertices have a vector of four as one value. */
function list(
  name: string,
  type: ColumnType,
  data: HepMCColumn["data"],
  more: { readonly unit?: string; readonly shape?: readonly number[] } = {},
): HepMCColumn {
  return { schema: { name, type, shape: [], ragged: true, ...more }, data };
}

function particle(name: keyof HepMCParticles, type: ColumnType, unit?: string): HepMCColumn {
  const data = (block: HepMCBlock) => ({ values: block.particles[name], offsets: block.particleOffsets });
  return list(name, type, data, unit === undefined ? {} : { unit });
}

function vertex(name: string, type: ColumnType, values: (block: HepMCBlock) => NumberArray): HepMCColumn {
  return list(name, type, (block) => ({ values: values(block), offsets: block.vertexOffsets }));
}

function incoming(name: "incomingVertex" | "incomingParticle"): HepMCColumn {
  return list(name, "int32", (block) => ({ values: block[name], offsets: block.incomingOffsets }));
}

const GEV = "GeV";
const POSITION = { unit: "mm", shape: [4] } as const;

const COLUMNS: readonly HepMCColumn[] = [
  {
    schema: { name: "number", type: "int32", shape: [], ragged: false },
    data: ({ events }) => ({ values: Int32Array.from(events, (event) => event.number) }),
  },
  list("weight", "float64", (block) => ({ values: block.weights, offsets: block.weightOffsets })),
  particle("pdgId", "int32"),
  particle("status", "int32"),
  particle("px", "float64", GEV),
  particle("py", "float64", GEV),
  particle("pz", "float64", GEV),
  particle("energy", "float64", GEV),
  particle("mass", "float64", GEV),
  particle("parent", "int32"),
  vertex("vertexId", "int32", (block) => block.vertexId),
  vertex("vertexStatus", "int32", (block) => block.vertexStatus),
  vertex("vertexPlaced", "bool", (block) => Uint8Array.from(block.vertexPlaced)),
  list(
    "vertexPosition",
    "float64",
    (block) => ({ values: block.vertexPosition, offsets: block.vertexOffsets }),
    POSITION,
  ),
  incoming("incomingVertex"),
  incoming("incomingParticle"),
  list("eventPosition", "float64", eventPositions, POSITION), // one where the file has it, else none
  list("attributeObject", "int32", (block) =>
    attributes(
      block,
      Int32Array.from(block.attributes, (one) => one.object),
    ),
  ),
  list("attributeName", "string", (block) =>
    attributes(
      block,
      block.attributes.map((one) => one.name),
    ),
  ),
  list("attributeValue", "string", (block) =>
    attributes(
      block,
      block.attributes.map((one) => one.value),
    ),
  ),
];

export const HEPMC_SCHEMA: readonly ColumnSchema[] = COLUMNS.map((column) => column.schema);

/** Columns that only a whole reading of the text gives. */
export const POSITION_COLUMNS: readonly string[] = ["vertexPlaced", "vertexPosition"];
export const ATTRIBUTE_COLUMNS: readonly string[] = ["attributeObject", "attributeName", "attributeValue"];

function attributes(block: HepMCBlock, values: ColumnData["values"]): ColumnData {
  return { values, offsets: block.attributeOffsets };
}

function eventPositions({ events }: HepMCBlock): ColumnData {
  const offsets = new Uint32Array(events.length + 1);
  const values: number[] = [];
  for (const [row, event] of events.entries()) {
    if (event.position !== undefined) values.push(...event.position);
    offsets[row + 1] = values.length / 4;
  }
  return { values: Float64Array.from(values), offsets };
}

/** The named columns of a block whose first event is row `first` of the file; converts the block to GeV and mm. */
export function hepmcBatch(block: HepMCBlock, first: number, names: readonly ColumnSchema[]): Batch {
  convertUnits(block);
  const columns = names.map(({ name }) => {
    return [name, COLUMNS.find((column) => column.schema.name === name)!.data(block)] as const;
  });
  return { first, length: block.events.length, columns: new Map(columns) };
}

function convertUnits(block: HepMCBlock): void {
  const { px, py, pz, energy, mass } = block.particles;
  for (const [row, { momentumUnit, lengthUnit, position }] of block.events.entries()) {
    if (momentumUnit === "MEV") {
      const [from, to] = [block.particleOffsets[row]!, block.particleOffsets[row + 1]!];
      // A division is correctly rounded, a product with 0.001 is not.
      for (const column of [px, py, pz, energy, mass]) for (let i = from; i < to; i++) column[i]! /= MEV_PER_GEV;
    }
    if (lengthUnit === "CM") {
      const [from, to] = [block.vertexOffsets[row]!, block.vertexOffsets[row + 1]!];
      const places = block.vertexPosition;
      for (let i = 4 * from; i < Math.min(4 * to, places.length); i++) places[i]! *= MM_PER_CM;
      position?.forEach((x, k) => (position[k] = x * MM_PER_CM));
    }
  }
}
