/**
 * The canonical ragged store: jets or events as lists of particles, in one safetensors file, so that any range of rows of a
 * column is one range of bytes. Particles of row i are [offsets[i], offsets[i + 1]) of every particle column.
 *
 * Particle columns are float32 (pt, eta, phi, or etaRel and phiRel to the jet's axis, and what else is known); columns of
 * whole jets or events begin with `jet.` or `event.`. GeV, radians, mm. What float32 cannot hold exactly is rounded once if it
 * is a float64, and refused if it is an integer; the manifest says which columns were rounded, and from what, with which
 * selection and conventions the store was made.
 */
import { z } from "zod";
import { GlueballError } from "../base/index.ts";
import { isStrings, listed, numbers } from "./columns.ts";
import type { NumberType } from "./columns.ts";
import type { ColumnData, ColumnSchema, ColumnType, Dataset, NumberArray } from "./dataset.ts";
import { MANIFEST_KEY, writeSafetensors } from "./safetensors.ts";
import type { Table } from "./table.ts";

/** Particle columns, with their units; all are float32. */
const PARTICLE_COLUMNS: Readonly<Record<string, string | undefined>> = {
  pt: "GeV",
  eta: undefined,
  phi: "rad",
  etaRel: undefined,
  phiRel: "rad",
  mass: "GeV",
  charge: "e",
  pid: undefined,
  d0: "mm",
  d0Err: "mm",
  dz: "mm",
  dzErr: "mm",
  puppiWeight: undefined,
};

/** Columns of whole jets or events. */
const ROW_COLUMNS: Readonly<Record<string, readonly [type: ColumnType, unit?: string]>> = {
  "jet.pt": ["float32", "GeV"],
  "jet.eta": ["float32"],
  "jet.phi": ["float32", "rad"],
  "jet.mass": ["float32", "GeV"],
  "jet.label": ["int32"],
  "jet.weight": ["float64"],
  "jet.run": ["int64"],
  "jet.lumi": ["int64"],
  "jet.event": ["int64"],
  "event.label": ["int32"],
  "event.weight": ["float64"],
};

const SCHEMA_VERSION = 1;

const manifestSchema = z.object({
  schemaVersion: z.literal(SCHEMA_VERSION),
  sources: z.array(z.object({ path: z.string(), sha256: z.string() })),
  selection: z.string(),
  axis: z.enum(["constituent sum", "stored jet"]).optional(),
  particleMass: z.enum(["massless", "by particle id", "stored"]),
  ordering: z.string(),
  skipped: z.record(z.string(), z.int().nonnegative()),
  version: z.string(),
  rounded: z.array(z.string()),
});

/** How a store came about. */
export type StoreManifest = Readonly<z.infer<typeof manifestSchema>>;

/** What the maker of a store says of it; the rest is known here. `axis` belongs to etaRel and phiRel. */
export type StoreFacts = Omit<StoreManifest, "schemaVersion" | "rounded">;

/**
 * Writes rows of a table as a store. Its list columns must be particle columns and its other columns those of jets or
 * events, of any type that fits. @throws GlueballError formats/not-a-store-column, formats/store-inexact
 */
export async function writeRaggedStore(path: string, table: Table, facts: StoreFacts): Promise<void> {
  const schema = table.schema.map((column) => storeColumn(column, path));
  const rounded = table.schema.filter((column, i) => column.type === "float64" && schema[i]!.type === "float32");
  const manifest = { schemaVersion: SCHEMA_VERSION, ...facts, rounded: rounded.map(({ name }) => name) };
  const metadata = { [MANIFEST_KEY]: JSON.stringify(manifest) };
  await writeSafetensors(path, { schema, metadata, batches: converted(table, schema, path) });
}

/** The manifest of a store that was opened; undefined for another file. */
export function storeManifest({ metadata }: Dataset): StoreManifest | undefined {
  try {
    return manifestSchema.parse(JSON.parse(metadata[MANIFEST_KEY] ?? ""));
  } catch {
    return undefined;
  }
}

function storeColumn(column: ColumnSchema, path: string): ColumnSchema {
  const { name, ragged, shape } = column;
  const [type, unit] = ragged ? (["float32", PARTICLE_COLUMNS[name]] as const) : (ROW_COLUMNS[name] ?? []);
  const isKnown = ragged ? Object.hasOwn(PARTICLE_COLUMNS, name) : type !== undefined;
  if (!isKnown || type === undefined || shape.length > 0) throw notOfStore(column, path);
  if (column.unit !== undefined && unit !== undefined && column.unit !== unit) throw otherUnit(column, unit, path);
  return { name, type, shape, ragged, ...(unit === undefined ? {} : { unit }) };
}

async function* converted({ schema: from, batches }: Table, schema: readonly ColumnSchema[], path: string) {
  for await (const batch of batches) {
    const columns = schema.map(({ name, type }, i) => {
      const { values, offsets } = batch.columns.get(name)!;
      const own = asType(values, from[i]!.type, type, { path, name, first: batch.first });
      return [name, offsets === undefined ? { values: own } : { values: own, offsets }] as const;
    });
    yield { ...batch, columns: new Map<string, ColumnData>(columns) };
  }
}

interface Place {
  readonly path: string;
  readonly name: string;
  readonly first: number;
}

/** Numbers as the store holds them. Only float64 may be rounded: a particle id that changes is another particle. */
function asType(values: ColumnData["values"], from: ColumnType, to: ColumnType, place: Place): NumberArray {
  if (isStrings(values)) throw inexact(place, "texts", to);
  if (from === to) return values;
  const own = numbers(to as NumberType, values.length);
  const isRounded = from === "float64" && to === "float32";
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    own[i] = to === "int64" ? whole(value) : Number(value);
    if (!isRounded && !isSame(own[i]!, value)) throw inexact(place, String(value), to);
  }
  return own;
}

function whole(value: number | bigint): bigint {
  if (typeof value === "bigint") return value;
  return Number.isFinite(value) ? BigInt(Math.trunc(value)) : 0n;
}

/** Whether the number became the very same number of another type. */
function isSame(own: number | bigint, value: number | bigint): boolean {
  if (typeof value === "bigint") return Number.isInteger(Number(own)) && BigInt(own) === value;
  return Number(own) === value || (Number.isNaN(own) && Number.isNaN(value));
}

function inexact({ path, name, first }: Place, found: string, to: ColumnType): GlueballError {
  return new GlueballError({
    code: "formats/store-inexact",
    what: "the store cannot hold this number exactly",
    place: `${path}, column ${name}, rows from ${first}`,
    found,
    expected: `a number that is one of ${to}`,
  });
}

function notOfStore(column: ColumnSchema, path: string): GlueballError {
  const known = column.ragged ? Object.keys(PARTICLE_COLUMNS) : Object.keys(ROW_COLUMNS);
  return new GlueballError({
    code: "formats/not-a-store-column",
    what: `the ragged store has no such ${column.ragged ? "particle column" : "column of jets or events"}`,
    place: path,
    found: column.name,
    expected: `one number a ${column.ragged ? "particle" : "row"} named ${listed(known)}`,
  });
}

function otherUnit({ name, unit }: ColumnSchema, expected: string, path: string): GlueballError {
  return new GlueballError({
    code: "formats/store-unit",
    what: "the ragged store has this column in another unit",
    place: `${path}, column ${name}`,
    found: unit,
    expected,
  });
}
