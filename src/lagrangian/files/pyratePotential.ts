/** The block `Potential` of PyR@TE files: definitions, and blocks of terms by kind. */
import type { Group } from "../theory.ts";
import type { Entry } from "./flowBlocks.ts";
import { isBlock, readList, refuseDuplicates, unknownConstruct } from "./flowBlocks.ts";
import type { Definition, GroupTensor, ListedTerm } from "./modelFile.ts";
import { TERM_BLOCKS } from "./termBlocks.ts";
import { parseExpression } from "./termExpression.ts";

export const DEFINITIONS = "Definitions";

/** A block with its entries, which themselves may be blocks. */
export interface EntryBlock {
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly entries: readonly Entry[];
}

/** `zero` names the couplings that the file sets to 0. @throws GlueballError lagrangian/unknown-construct. */
export function readPotential(
  blocks: readonly EntryBlock[],
  zero: ReadonlySet<string>,
  groups: readonly Group[],
): { definitions: Definition[]; groupTensors: GroupTensor[]; terms: ListedTerm[] } {
  const known = [DEFINITIONS, ...TERM_BLOCKS.map(({ name }) => name)];
  for (const { name, file, line } of blocks) {
    if (!known.includes(name)) throw unknownConstruct({ file, text: name, line }, `one of ${known.join(", ")}`);
  }
  const defined = blocks.filter(({ name }) => name === DEFINITIONS).flatMap(({ entries }) => entries);
  const listed = blocks.filter(({ name }) => name !== DEFINITIONS);
  for (const { file } of listed.slice(0, 1))
    refuseDuplicates(
      file,
      listed.flatMap(({ entries }) => entries),
    );
  return {
    definitions: defined.filter((entry) => !isGroupTensor(entry)).map(readDefinition),
    groupTensors: defined.filter(isGroupTensor).map((entry) => readGroupTensor(entry, groups)),
    terms: listed.flatMap(({ name, entries }) => entries.map((entry) => readTerm(name, entry, zero))),
  };
}

function readTerm(block: string, { key, value, line }: Entry, zero: ReadonlySet<string>): ListedTerm {
  const [piece, attribute, ...more] = isBlock(value) ? readList(value) : [value];
  const flavour = attribute?.text ?? "general";
  const known = flavour === "general" || flavour === "symmetric" || flavour === "antisymmetric";
  if (piece === undefined || more.length > 0 || !known) {
    throw unknownConstruct(value, "a term, or {term, symmetric} or {term, antisymmetric}");
  }
  const { text } = piece;
  return { coupling: key, block, expression: parseExpression(piece), text, line, flavour, setToZero: zero.has(key) };
}

function readDefinition({ key, value, line }: Entry): Definition {
  const [, name, indices] = /^([A-Za-z]\w*)\s*(?:\[([^\]]*)\])?$/.exec(key) ?? [];
  const names = indices?.split(",").map((index) => index.trim()) ?? [];
  if (name === undefined || names.some((index) => !/^[A-Za-z]\w*$/.test(index)) || new Set(names).size < names.length) {
    throw unknownConstruct({ ...value, text: key, line }, "NAME or NAME[i,j] with different indices");
  }
  return { name, indices: names, expression: parseExpression(value), text: value.text, line };
}

const GROUP_TENSOR = /^([tf])\(\s*(\w+)\s*(?:,\s*(\w+)\s*)?\)$/;

function isGroupTensor({ value }: Entry): boolean {
  return /^[A-Za-z]\w*\(/.test(value.text) && !value.text.startsWith("sqrt(");
}

/** The group is given by its kind, SU2, or by the name of a factor, SU2L. */
function readGroupTensor({ key, value }: Entry, groups: readonly Group[]): GroupTensor {
  const [, kind, groupName, irrep] = GROUP_TENSOR.exec(value.text) ?? [];
  const factor = groups.find(({ name }) => name === groupName);
  const n = factor?.kind === "SU" ? factor.n : Number(/^SU(\d+)$/.exec(groupName ?? "")?.[1]);
  const structure = kind === "f" && irrep === undefined;
  if (!(n >= 2) || !(structure || (kind === "t" && Number(irrep) === n))) {
    throw unknownConstruct(value, "t(SU2, 2) or f(SU2): generators in the fundamental irrep, or structure constants");
  }
  return { name: key, kind: structure ? "structure constants" : "generators", n };
}
