/**
 * The contraction graph of a term: fields on a circle, a line for every delta and spinor bracket, a dot with legs for an
 * epsilon of three or more indices. Colours are of the palette of Okabe and Ito, dashes tell the groups apart without it.
 */
import type { ContractionEdge, ContractionGraph, SlotNumbers } from "../pageTerm.ts";

const SVG = "http://www.w3.org/2000/svg";
const SIZE = { width: 260, height: 210, radius: 74, node: 24 };
const STYLES = [
  { colour: "#D55E00", dash: "" },
  { colour: "#0072B2", dash: "7 4" },
  { colour: "#009E73", dash: "2 4" },
  { colour: "#CC79A7", dash: "9 3 2 3" },
];

interface Point {
  readonly x: number;
  readonly y: number;
}

/** `groups` are all of the theory, Lorentz first, so that a group looks the same in every term. */
export function contractionDrawing(
  { coefficient, edges }: ContractionGraph,
  slots: readonly SlotNumbers[],
  groups: readonly string[],
): SVGSVGElement {
  const places = slots.map((_, k) => onCircle(k, slots.length));
  const lines = edges.map((edge, k) =>
    drawEdge(edge, places, { styleOf: (name) => styleOf(name, groups), shift: shiftOf(edges, k) }),
  );
  const nodes = slots.map(({ name }, k) => drawNode(name, places[k]));
  const label = `${coefficient > 0 ? "" : "minus "}${Math.abs(coefficient)} times ${edges.map(edgeText).join(", ")}`;
  const root = svg("svg", {
    viewBox: `0 0 ${SIZE.width} ${SIZE.height}`,
    role: "img",
    "aria-label": label,
    class: "graph",
  });
  const title = svg("text", { x: 8, y: 16, class: "coefficient" });
  title.textContent = coefficient === 1 ? "" : `× ${coefficient < 0 ? "−" : ""}${Math.abs(coefficient)}`;
  root.append(title, ...lines.flat(), ...nodes.flat());
  return root;
}

/** The key to the lines that are used: which style is which group. */
export function contractionKey(used: readonly string[], groups: readonly string[]): SVGSVGElement {
  const root = svg("svg", {
    viewBox: `0 0 ${SIZE.width} ${20 * used.length}`,
    class: "key",
    role: "img",
    "aria-label": "key",
  });
  used.forEach((name, k) => {
    const { colour, dash } = styleOf(name, groups);
    const text = svg("text", { x: 56, y: 20 * k + 14 });
    text.textContent = name;
    root.append(
      svg("path", { d: `M8 ${20 * k + 10} h40`, stroke: colour, "stroke-dasharray": dash, class: "edge" }),
      text,
    );
  });
  return root;
}

function edgeText({ group, kind, slots }: ContractionEdge): string {
  return `${group} ${kind} of ${slots.map((slot) => slot + 1).join(" ")}`;
}

function styleOf(name: string, groups: readonly string[]) {
  return STYLES[Math.max(0, groups.indexOf(name)) % STYLES.length];
}

function onCircle(k: number, count: number): Point {
  const angle = (2 * Math.PI * k) / count - Math.PI / 2 - (count === 2 ? Math.PI / 2 : 0);
  return { x: SIZE.width / 2 + SIZE.radius * Math.cos(angle), y: SIZE.height / 2 + SIZE.radius * Math.sin(angle) };
}

/** Lines between the same two fields are bent apart. */
function shiftOf(edges: readonly ContractionEdge[], index: number): number {
  const key = (edge: ContractionEdge) => [...new Set(edge.slots)].sort((a, b) => a - b).join();
  const same = edges.flatMap((edge, k) => (key(edge) === key(edges[index]) ? [k] : []));
  return 26 * (same.indexOf(index) - (same.length - 1) / 2);
}

function drawEdge(
  { group, slots }: ContractionEdge,
  places: readonly Point[],
  { styleOf: look, shift }: { readonly styleOf: (group: string) => (typeof STYLES)[number]; readonly shift: number },
): SVGElement[] {
  const { colour, dash } = look(group);
  const ends = slots.map((slot) => places[slot]);
  const line = (d: string) => svg("path", { d, stroke: colour, "stroke-dasharray": dash, class: "edge" });
  if (ends.length === 2) return [line(slots[0] === slots[1] ? loop(ends[0], shift) : curve(ends[0], ends[1], shift))];
  const centre = {
    x: ends.reduce((sum, { x }) => sum + x, 0) / ends.length + shift / 2,
    y: ends.reduce((sum, { y }) => sum + y, 0) / ends.length,
  };
  const dot = svg("circle", { cx: centre.x, cy: centre.y, r: 5, fill: colour });
  return [...ends.map((end) => line(`M${end.x} ${end.y} L${centre.x} ${centre.y}`)), dot];
}

function curve(a: Point, b: Point, shift: number): string {
  const length = Math.hypot(b.x - a.x, b.y - a.y);
  const [nx, ny] = [-(b.y - a.y) / length, (b.x - a.x) / length];
  const middle = { x: (a.x + b.x) / 2 + nx * shift, y: (a.y + b.y) / 2 + ny * shift };
  return `M${a.x} ${a.y} Q${middle.x} ${middle.y} ${b.x} ${b.y}`;
}

/** A contraction of a field with itself. */
function loop({ x, y }: Point, shift: number): string {
  const outward = { x: x - SIZE.width / 2, y: y - SIZE.height / 2 };
  const length = Math.hypot(outward.x, outward.y);
  const [ux, uy] = [outward.x / length, outward.y / length];
  const reach = 46 + shift / 2;
  const [dx, dy] = [ux * reach, uy * reach];
  return `M${x} ${y} C${x + dx - uy * 24} ${y + dy + ux * 24} ${x + dx + uy * 24} ${y + dy - ux * 24} ${x} ${y}`;
}

function drawNode(name: string, { x, y }: Point): SVGElement[] {
  const text = svg("text", { x, y: y + 5, "text-anchor": "middle" });
  text.textContent = name;
  return [svg("circle", { cx: x, cy: y, r: SIZE.node, class: "node" }), text];
}

function svg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string | number>>,
): SVGElementTagNameMap[K] {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  return element;
}
