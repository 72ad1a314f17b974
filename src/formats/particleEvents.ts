/**
 * The particles of each row of a file, event or jet, whatever the file: its layout is recognised by its columns
 * (particleLayouts.ts), and every momentum is seen to be a number.
 */
import { GlueballError } from "../base/index.ts";
import { listed, selectColumns, typeText } from "./columns.ts";
import type { Batch, ColumnSchema, Dataset } from "./dataset.ts";
import { LAYOUTS } from "./particleLayouts.ts";
import type { Layout } from "./particleLayouts.ts";
import type { ParticleBatch } from "./particles.ts";
import { rowsUntil } from "./table.ts";

export interface ParticleEventsOptions {
  /** First row; default 0. */
  readonly start?: number;
  /** The row behind the last; by default the end of the file. */
  readonly end?: number;
  /** Most rows of a batch; by default the format's own. */
  readonly size?: number;
}

/**
 * Reads particles of the rows [start, end).
 * @throws GlueballError formats/no-particles when no layout fits, formats/unequal-lengths, formats/bad-particle,
 * formats/bad-label
 */
export async function* particleEvents(
  dataset: Dataset,
  { start = 0, end = Infinity, size }: ParticleEventsOptions = {},
): AsyncGenerator<ParticleBatch> {
  const { layout, columns, array } = chooseLayout(dataset);
  const schema = selectColumns(dataset.schema, columns, dataset.path);
  for await (const batch of rowsUntil(dataset, schema, { start, end, size })) {
    requireEqualLists(batch, dataset.path);
    const particles = layout.read(batch, array);
    requireFinite(particles, dataset.path);
    yield particles;
  }
}

/** The layout's name, or undefined when the file holds no particles as far as is known here. */
export function particleLayout({ schema }: Dataset): string | undefined {
  return LAYOUTS.find((layout) => columnsFor(layout, schema) !== undefined)?.name;
}

interface Chosen {
  readonly layout: Layout;
  readonly columns: readonly string[];
  readonly array: ColumnSchema | undefined;
}

function chooseLayout({ schema, path }: Dataset): Chosen {
  for (const layout of LAYOUTS) {
    const found = columnsFor(layout, schema);
    if (found !== undefined) return { layout, ...found };
  }
  throw new GlueballError({
    code: "formats/no-particles",
    what: "there are no particles in these columns",
    place: path,
    found: listed(schema.map((column) => `${column.name} (${typeText(column)})`)),
    expected: LAYOUTS.map(({ name }) => name).join("; or "),
  });
}

/** The columns to read if the schema has the layout. */
function columnsFor(layout: Layout, schema: readonly ColumnSchema[]): Omit<Chosen, "layout"> | undefined {
  const { lists = [], singles = [], isArray, also = [] } = layout;
  const isThere = (name: string, ragged: boolean): boolean => {
    return schema.some((column) => column.name === name && column.ragged === ragged && column.shape.length === 0);
  };
  if (!lists.every((name) => isThere(name, true)) || !singles.every((name) => isThere(name, false))) return undefined;
  const arrays = isArray === undefined ? [] : schema.filter(isArray);
  if (isArray !== undefined && arrays.length !== 1) return undefined;
  const optional = also.filter((name) => schema.some((column) => column.name === name));
  return {
    columns: [...new Set([...lists, ...singles, ...arrays.map(({ name }) => name), ...optional])],
    array: arrays[0],
  };
}

/** The list that a row has for its event and not for its particles. */
const OF_EVENT = "weight";

/** Particle i of a row is entry i of every list: with lists of other lengths it would get the numbers of another one. */
function requireEqualLists({ first, length, columns }: Batch, path: string): void {
  const lists = [...columns].filter(([name, { offsets }]) => offsets !== undefined && name !== OF_EVENT);
  for (const [name, { offsets }] of lists.slice(1)) {
    const [ofFirst, own] = [lists[0]![1].offsets!, offsets!];
    for (let row = 0; row < length; row++) {
      if (own[row + 1] === ofFirst[row + 1]) continue;
      throw new GlueballError({
        code: "formats/unequal-lengths",
        what: "the lists of the particles of one row differ in length",
        place: `${path}, row ${first + row}, column ${name}`,
        found: own[row + 1]! - own[row]!,
        expected: `${ofFirst[row + 1]! - ofFirst[row]!}, as ${lists[0]![0]} has`,
      });
    }
  }
}

function requireFinite({ first, length, offsets, px, py, pz, energy }: ParticleBatch, path: string): void {
  for (let i = 0; i < px.length; i++) {
    if (Number.isFinite(px[i]! + py[i]! + pz[i]! + energy[i]!)) continue;
    let row = 0;
    while (row + 1 < length && offsets[row + 1]! <= i) row++;
    throw new GlueballError({
      code: "formats/bad-particle",
      what: "the momentum of a particle is not finite",
      place: `${path}, row ${first + row}, particle ${i - offsets[row]!}`,
      found: `px ${px[i]}, py ${py[i]}, pz ${pz[i]}, E ${energy[i]}`,
      expected: "numbers in GeV",
    });
  }
}
