export { readNpy, readNpyFile, writeNpy, writeNpyFile } from "./numpy.ts";
export type { NpyArray, NpyData, NpyType } from "./numpy.ts";
export { readNpz, readNpzFile, writeNpz, writeNpzFile } from "./npz.ts";
export { readSource } from "./source.ts";
export type { Source } from "./source.ts";
