/**
 * The step program of a decoder-only model. Its keys and values lie in pages, of 32 positions up to a context of 256, and a step
 * reads only the pages that some slot has filled: a program for one page, for two, and so on, each compiled when a sequence
 * first grows so long, all of them over the same weights and the same pages. A position that a slot has not reached weighs
 * exactly 0, so that only the order of a sum tells one program from another.
 *
 * Of a step of OmniJet-alpha's size with 64 slots, 11 ms for 129 positions in one piece, the first two pages take 9.5.
 */
import { input, Program } from "../tensor/index.ts";
import type { Execution, NamedArrays, Scope, Tensor } from "../tensor/index.ts";
import { cacheInputs, cacheNames, stepOutputs } from "./steppers.ts";
import type { Stepper } from "./steppers.ts";
import { cacheShape, decoderStep } from "./transformer.ts";
import type { Cache, DecoderConfig, DecoderStep, TransformerConfig } from "./transformer.ts";

const SMALLEST_PAGE = 32;
const MOST_PAGES = 8;

/** Token, position and cache of a step, by the names under which a program has them. */
export interface StepInputs {
  /** int32 [B] */
  readonly token: Tensor;
  readonly position: Tensor;
  /** Pages of the cache, one behind the other. */
  readonly pages: readonly Cache[];
}

/** The step program of a decoder-only model with the given parameters. */
export function decoderStepper(
  scope: Scope,
  config: DecoderConfig,
  values: NamedArrays,
  batch: number,
  execution: Execution,
): Promise<Stepper> {
  const network = ({ token, position, pages }: StepInputs) => decoderStep(scope, token, position, pages, config);
  return compileStepper(network, config, values, batch, execution);
}

/** The same for a step of any network. `values`: parameters, and other inputs that stay; they are shared, not copied. */
export async function compileStepper(
  network: (inputs: StepInputs) => DecoderStep,
  config: DecoderConfig,
  values: NamedArrays,
  batch: number,
  execution: Execution,
): Promise<Stepper> {
  const { layers, vocabulary, context } = config;
  const shapes = pageShapes(batch, config);
  const pages = shapes.map((shape, page) => pageMemory(shape, page, layers));
  const memory = Object.assign({}, ...[...values].map(([name, { data }]) => ({ [name]: data })), ...pages);
  const programs = new Map<number, Promise<Program>>();
  const programFor = (count: number): Promise<Program> => {
    const known = programs.get(count);
    if (known !== undefined) return known;
    const outputs = stepOutputs(network(pagedInputs(shapes.slice(0, count), layers)));
    const program = Program.compile({ outputs, memory }, execution);
    programs.set(count, program);
    return program;
  };
  await programFor(1);
  return {
    batch,
    vocabulary,
    context,
    step: async (token, position) => {
      const earlier = Math.max(0, Math.max(...position) - 1); // the last position that some slot sees in its cache
      const program = await programFor(pageOf(earlier, shapes) + 1);
      const out = await program.run({ token, position });
      for (const name of cacheNames(layers)) {
        const own = pages.map((page, k) => page[`${pageName(k)}.${name}`]);
        writeInPages(own, out[`now.${name}`] as Float32Array, position, shapes);
      }
      return { logits: out.logits as Float32Array, weights: out.weights as Float32Array };
    },
    release: async () => {
      for (const program of programs.values()) await (await program).release();
    },
  };
}

type CacheShape = ReturnType<typeof cacheShape>;

/** [B, G, T, E] of each page; what is left goes to the last one, which has half as many positions more or less. */
function pageShapes(batch: number, config: TransformerConfig): CacheShape[] {
  const [, groups, context, width] = cacheShape(batch, config);
  const page = Math.max(SMALLEST_PAGE, Math.ceil(context / MOST_PAGES));
  const count = Math.max(1, Math.round(context / page));
  return Array.from({ length: count }, (_, k) => {
    const size = k === count - 1 ? context - page * k : page;
    return [batch, groups, size, width];
  });
}

/** The page in which a position lies, all but the last being as large as the first. */
function pageOf(position: number, shapes: readonly CacheShape[]): number {
  return Math.min(Math.floor(position / shapes[0][2]), shapes.length - 1);
}

function pageName(page: number): string {
  return `page.${page}`;
}

/** The keys and values of a page by the names of a program's inputs. */
function pageMemory(shape: CacheShape, page: number, layers: number): Record<string, Float32Array> {
  const size = shape.reduce((product, length) => product * length);
  return Object.fromEntries(cacheNames(layers).map((name) => [`${pageName(page)}.${name}`, new Float32Array(size)]));
}

function pagedInputs(shapes: readonly CacheShape[], layers: number): StepInputs {
  const [batch] = shapes[0];
  return {
    token: input("token", [batch], "int32"),
    position: input("position", [batch], "int32"),
    pages: shapes.map((shape, page) => cacheInputs(pageName(page), shape, layers)),
  };
}

/** Writes keys or values of one position [B, G, 1, E] into the page in which each row's position lies. */
function writeInPages(
  pages: readonly Float32Array[],
  now: Float32Array,
  positions: Int32Array,
  shapes: readonly CacheShape[],
): void {
  const [batch, groups, , width] = shapes[0];
  for (let b = 0; b < batch; b++) {
    const page = pageOf(positions[b], shapes);
    const [, , capacity] = shapes[page];
    const place = positions[b] - shapes[0][2] * page;
    for (let g = 0; g < groups; g++) {
      const row = b * groups + g;
      pages[page].set(now.subarray(row * width, (row + 1) * width), (row * capacity + place) * width);
    }
  }
}
