/**
 * Version 2 B-trees (header BTHD, inner nodes BTIN, leaves BTLF), by which the members of large groups and the
 * attributes of objects with many are found. A node of level u holds up to m(u) records and, above the leaves, one
 * child more than records; the number of records of each child is stored in as few bytes as the largest possible number
 * needs. Every node has a checksum, levels fall by one, and no node is visited twice.
 */
import { lookup3 } from "./lookup3.ts";
import { cursorOf, damaged, structureAt, type AddressSpace, type Cursor } from "./structures.ts";

interface Shape {
  readonly nodeBytes: number;
  readonly recordBytes: number;
  /** Bytes of a child's own number of records. */
  readonly countBytes: number;
  /** By level: bytes of the number of records below a node of that level; 0 for leaves, which do not store it. */
  readonly totalBytes: readonly number[];
}

const NODE_OVERHEAD = 10; // signature, version, type, checksum
const HEADER_BYTES = 38;
const MAX_DEPTH = 32;

/** Calls `visit` with every record of the tree at `address`, in no particular order. @throws GlueballError. */
export function walkRecords(space: AddressSpace, address: number, visit: (record: Cursor) => void): void {
  const header = checkedStructure(space, address, HEADER_BYTES);
  const place = `${header.path}, byte ${header.position()}`;
  header.signature("BTHD");
  header.skip(2);
  const [nodeBytes, recordBytes, depth] = [header.u32(), header.u16(), header.u16()];
  header.skip(2);
  const root = header.address();
  const count = header.u16();
  if (root === undefined || count === 0) return;
  if (depth > MAX_DEPTH || recordBytes === 0 || nodeBytes < NODE_OVERHEAD + recordBytes) {
    throw damaged(place, "an impossible B-tree", `depth ${depth}, records of ${recordBytes} bytes`);
  }
  const shape = shapeOf(nodeBytes, recordBytes, depth);
  const visited = new Set<number>();
  const walk = (node: number, records: number, level: number) => {
    if (visited.has(node)) throw damaged(place, "a node of a B-tree is reached twice");
    visited.add(node);
    const pointerBytes = level === 0 ? 0 : 8 + shape.countBytes + shape.totalBytes[level - 1]!;
    const used = NODE_OVERHEAD + records * recordBytes + (level === 0 ? 0 : (records + 1) * pointerBytes);
    const cursor = checkedStructure(space, node, used);
    cursor.signature(level === 0 ? "BTLF" : "BTIN");
    cursor.skip(2);
    for (let i = 0; i < records; i++) visit(cursor.part(recordBytes));
    if (level === 0) return;
    for (let i = 0; i <= records; i++) {
      const child = cursor.u64();
      const own = cursor.unsigned(shape.countBytes);
      cursor.skip(shape.totalBytes[level - 1]!);
      walk(child, own, level - 1);
    }
  };
  walk(root, count, depth);
}

/** The widths of counts follow from the sizes of nodes and records, from the leaves upwards. */
function shapeOf(nodeBytes: number, recordBytes: number, depth: number): Shape {
  const inLeaf = Math.floor((nodeBytes - NODE_OVERHEAD) / recordBytes);
  const countBytes = bytesFor(inLeaf);
  const totalBytes = [0];
  let total = inLeaf;
  for (let level = 1; level <= depth; level++) {
    const pointerBytes = 8 + countBytes + totalBytes[level - 1]!;
    const here = Math.floor((nodeBytes - NODE_OVERHEAD - pointerBytes) / (recordBytes + pointerBytes));
    total = (here + 1) * total + here;
    totalBytes.push(bytesFor(total));
  }
  return { nodeBytes, recordBytes, countBytes, totalBytes };
}

/** Bytes that hold every number up to `most`. */
export function bytesFor(most: number): number {
  let bytes = 1;
  while (bytes < 8 && 256 ** bytes <= most) bytes++;
  return bytes;
}

/** A structure whose last four bytes are its checksum. */
export function checkedStructure(space: AddressSpace, address: number, length: number): Cursor {
  const whole = structureAt(space, address, length);
  const start = whole.position();
  const content = whole.bytes(Math.max(0, length - 4));
  const [stored, sum] = [whole.u32(), lookup3(content)];
  if (stored !== sum) throw damaged(`${whole.path}, byte ${start}`, "a checksum does not fit", sum, `${stored}`);
  return cursorOf(content, start, whole.path);
}
