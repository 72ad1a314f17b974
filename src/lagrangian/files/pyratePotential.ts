/** The block `Potential` of PyR@TE files: definitions, and blocks of terms by kind. */
import type { Group } from "../theory.ts";
import type { Entry, Piece } from "./flowBlocks.ts";
import { isBlock, readList, readMapping, refuseDuplicates, unknownConstruct } from "./flowBlocks.ts";
import { TERM_BLOCKS } from "./modelFile.ts";
import type { Definition, GroupTensor, ListedTerm } from "./modelFile.ts";
import { parseExpression } from "./termExpression.ts";

const DEFINITIONS = "Definitions";

/** `zero` names the couplings that the file sets to 0. @throws GlueballError lagrangian/unknown-construct. */
export function readPotential(
  value: Piece,
  zero: ReadonlySet<string>,
  groups: readonly Group[],
): { definitions: Definition[]; groupTensors: GroupTensor[]; terms: ListedTerm[] } {
  const blocks = readMapping(value);
  const known = [DEFINITIONS, ...TERM_BLOCKS.map(({ name }) => name)];
  for (const { key, value, line } of blocks) {
    if (!known.includes(key)) throw unknownConstruct({ ...value, text: key, line }, `one of ${known.join(", ")}`);
  }
  const defined = blocks.filter(({ key }) => key === DEFINITIONS).flatMap(({ value }) => readMapping(value));
  const listed = blocks
    .filter(({ key }) => key !== DEFINITIONS)
    .map(({ key, value }) => ({ key, entries: readMapping(value) }));
  refuseDuplicates(
    value.file,
    listed.flatMap(({ entries }) => entries),
  );
  return {
    definitions: defined.filter((entry) => !isGroupTensor(entry)).map(readDefinition),
    groupTensors: defined.filter(isGroupTensor).map((entry) => readGroupTensor(entry, groups)),
    terms: listed.flatMap(({ key, entries }) => entries.map((entry) => readTerm(key, entry, zero))),
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
