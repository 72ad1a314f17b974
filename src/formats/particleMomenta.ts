/** From the columns of a batch to four-momenta in float64: the steps that several layouts share. */
import { GlueballError } from "../base/index.ts";
import { isStrings } from "./columns.ts";
import type { Batch, ColumnData } from "./dataset.ts";
import { ParticleList } from "./particleList.ts";

/** A column's numbers in float64. */
export function numbersOf(batch: Batch, name: string): Float64Array {
  const { values } = batch.columns.get(name)!;
  if (values instanceof Float64Array) return values;
  if (values instanceof BigInt64Array || values instanceof BigUint64Array) return Float64Array.from(values, Number);
  if (!isStrings(values)) return new Float64Array(values);
  throw new GlueballError({
    code: "formats/no-numbers",
    what: "a column of particles holds texts",
    place: `column ${name}`,
  });
}

/** The numbers of the first of these columns that is there. */
export function firstOf(batch: Batch, names: readonly string[]): Float64Array | undefined {
  const name = names.find((one) => batch.columns.has(one));
  return name === undefined ? undefined : numbersOf(batch, name);
}

/** The same batch with these columns in float64, where it has them. */
export function doubles(batch: Batch, names: readonly string[]): Batch {
  const columns = new Map<string, ColumnData>(batch.columns);
  for (const name of names) {
    const column = columns.get(name);
    if (column !== undefined) columns.set(name, { ...column, values: numbersOf(batch, name) });
  }
  return { ...batch, columns };
}

/** Names of columns of lists that give particles by transverse momentum and angles; what is not there is not used. */
export interface PolarLists {
  readonly pt: string;
  readonly eta: string;
  readonly phi: string;
  /** Columns of the jet's direction, to which eta and phi are relative. */
  readonly axis?: { readonly eta: string; readonly phi: string };
  /** Without it the particles are massless. */
  readonly mass: string;
  /** Multiplies the whole four-momentum. */
  readonly factor?: string;
}

/** Particles of such lists; those without momentum (pt or factor 0) are left out. */
export function fromPolarLists(batch: Batch, names: PolarLists) {
  const { offsets } = batch.columns.get(names.pt)!;
  const [pt, eta, phi] = [names.pt, names.eta, names.phi].map((name) => numbersOf(batch, name)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const mass = firstOf(batch, [names.mass]);
  const factor = names.factor === undefined ? undefined : firstOf(batch, [names.factor]);
  const axisEta = names.axis === undefined ? undefined : numbersOf(batch, names.axis.eta);
  const axisPhi = names.axis === undefined ? undefined : numbersOf(batch, names.axis.phi);
  const list = new ParticleList(batch, pt.length);
  for (let row = 0; row < batch.length; row++) {
    for (let i = offsets![row]!; i < offsets![row + 1]!; i++) {
      const size = factor === undefined ? 1 : factor[i]!;
      const scaled = pt[i]! * size;
      if (!(scaled >= 0))
        throw list.refused("a transverse momentum is no number from 0 on", scaled, "pt >= 0 GeV", i - offsets![row]!);
      if (scaled === 0) continue;
      const direction = eta[i]! + (axisEta === undefined ? 0 : axisEta[row]!);
      const azimuth = phi[i]! + (axisPhi === undefined ? 0 : axisPhi[row]!);
      list.addPolar(scaled, direction, azimuth, mass === undefined ? 0 : mass[i]! * size, i);
    }
    list.endRow();
  }
  return list.done();
}

/** Where the numbers of a particle stand in a row of an array of shape [particles, fields] or [fields, particles]. */
export interface ParticleArray {
  readonly name: string;
  readonly shape: readonly number[];
  readonly fieldsLast: boolean;
}

/** A number of every particle: `at(i, field)` is its position in the column for the i-th place of the array. */
function placesOf(batch: Batch, { name, shape, fieldsLast }: ParticleArray) {
  const [rows, columns] = shape as [number, number];
  const [count, step, fieldStep] = fieldsLast ? [rows, columns, 1] : [columns, 1, columns];
  return { values: numbersOf(batch, name), size: rows * columns, count, step, fieldStep };
}

/** How many places of an array are filled: a few of many, so that room for all would be mostly empty. */
function filledPlaces({ values, count, step, size }: ReturnType<typeof placesOf>, first: number, rows: number): number {
  let filled = 0;
  for (let row = 0; row < rows; row++) {
    for (let i = 0, at = row * size + first; i < count; i++, at += step) if (values[at] !== 0) filled++;
  }
  return filled;
}

/**
 * Massless particles of an array with pt, eta, phi. Places with pt = 0 are padding, wherever they stand: no order is
 * assumed, so nothing behind a gap is lost.
 */
export function fromPolarArray(batch: Batch, array: ParticleArray, at: { pt: number; eta: number; phi: number }) {
  const places = placesOf(batch, array);
  const { values, size, count, step, fieldStep } = places;
  const list = new ParticleList(batch, filledPlaces(places, at.pt * fieldStep, batch.length));
  for (let row = 0; row < batch.length; row++) {
    for (let i = 0, place = row * size; i < count; i++, place += step) {
      const pt = values[place + at.pt * fieldStep]!;
      if (!(pt >= 0)) throw list.refused("a transverse momentum is no number from 0 on", pt, "pt >= 0 GeV", i);
      if (pt > 0) list.addPolar(pt, values[place + at.eta * fieldStep]!, values[place + at.phi * fieldStep]!, 0, place);
    }
    list.endRow();
  }
  return list.done();
}

/** The places of an array's fields; `factor` multiplies the four-momentum. */
export interface CartesianFields {
  readonly px: number;
  readonly py: number;
  readonly pz: number;
  readonly energy: number;
  readonly factor?: number;
}

/** Particles of an array with px, py, pz, E. Places with E = 0 are padding; momentum without energy is refused. */
export function fromCartesianArray(batch: Batch, array: ParticleArray, at: CartesianFields) {
  const places = placesOf(batch, array);
  const { values, size, count, step, fieldStep } = places;
  const list = new ParticleList(batch, filledPlaces(places, at.energy * fieldStep, batch.length));
  for (let row = 0; row < batch.length; row++) {
    for (let i = 0, place = row * size; i < count; i++, place += step) {
      const px = values[place + at.px * fieldStep]!;
      const py = values[place + at.py * fieldStep]!;
      const pz = values[place + at.pz * fieldStep]!;
      const energy = values[place + at.energy * fieldStep]!;
      const isPadding = energy === 0 && px === 0 && py === 0 && pz === 0;
      if (!(energy > 0) && !isPadding) throw list.refused("a particle has no positive energy", energy, "E > 0 GeV", i);
      const factor = at.factor === undefined ? 1 : values[place + at.factor * fieldStep]!;
      if (!isPadding && factor !== 0) list.add(px * factor, py * factor, pz * factor, energy * factor, place);
    }
    list.endRow();
  }
  return list.done();
}

/** Integers of a column. @throws GlueballError formats/bad-label */
export function integersOf(values: Float64Array, name: string, first: number): Int32Array {
  const bad = values.findIndex((value) => Math.trunc(value) !== value || Math.abs(value) > 2 ** 31 - 1);
  if (bad === -1) return Int32Array.from(values);
  throw new GlueballError({
    code: "formats/bad-label",
    what: "a label or particle number is no integer",
    place: `${name}, rows from ${first}`,
    found: values[bad],
  });
}

/** The class of each row from one column a class, exactly one of which is 1; undefined without such columns. */
export function classOf(batch: Batch, names: readonly string[]): Int32Array | undefined {
  const there = names.filter((name) => batch.columns.has(name));
  if (there.length === 0) return undefined;
  const columns = there.map((name) => numbersOf(batch, name));
  return Int32Array.from({ length: batch.length }, (_, row) => {
    const marked = there.filter((_name, i) => columns[i]![row] !== 0);
    if (marked.length === 1 && columns[there.indexOf(marked[0]!)]![row] === 1) return names.indexOf(marked[0]!);
    throw new GlueballError({
      code: "formats/bad-label",
      what: "a row does not belong to exactly one class",
      place: `row ${batch.first + row}`,
      found: marked.length === 0 ? "none" : marked.join(", "),
      expected: `one 1 among ${there.join(", ")}`,
    });
  });
}
