/** The primary Lund plane of one jet as SVG; a click on an emission picks the particles of its softer branch. */
import type { DisplayEmission, DisplayJet } from "../data.ts";

const SVG = "http://www.w3.org/2000/svg";
const [WIDTH, HEIGHT] = [420, 300];
const EDGE = { left: 52, right: 12, top: 12, bottom: 46 };
const X_MIN = 0;

export function drawLund(
  svg: SVGSVGElement,
  jet: DisplayJet | undefined,
  colour: string,
  onPick: (particles: readonly number[]) => void,
): void {
  svg.replaceChildren();
  svg.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
  const emissions = (jet?.lund ?? []).filter(({ lnInverseDelta, lnKt }) => Number.isFinite(lnInverseDelta + lnKt));
  const highest = Math.max(4, ...emissions.map(({ lnKt }) => lnKt)) + 0.5;
  const lowest = Math.min(-2.5, ...emissions.map(({ lnKt }) => lnKt)) - 0.5;
  const widest = Math.ceil(Math.max(6, ...emissions.map(({ lnInverseDelta }) => lnInverseDelta)) + 0.1);
  const x = (value: number) => EDGE.left + ((value - X_MIN) / (widest - X_MIN)) * (WIDTH - EDGE.left - EDGE.right);
  const y = (value: number) => EDGE.top + ((highest - value) / (highest - lowest)) * (HEIGHT - EDGE.top - EDGE.bottom);
  const add = (name: string, attributes: Record<string, string | number>, text = "") => {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
    element.textContent = text;
    svg.append(element);
    return element;
  };
  add("rect", {
    x: EDGE.left,
    y: EDGE.top,
    width: x(widest) - x(X_MIN),
    height: y(lowest) - y(highest),
    class: "frame",
  });
  for (let tick = X_MIN; tick <= widest; tick++) {
    add("text", { x: x(tick), y: HEIGHT - EDGE.bottom + 18, "text-anchor": "middle" }, `${tick}`);
  }
  for (let tick = Math.ceil(lowest / 2) * 2; tick <= highest; tick += 2) {
    add("text", { x: EDGE.left - 8, y: y(tick) + 4, "text-anchor": "end" }, `${tick}`);
  }
  add("text", { x: (x(X_MIN) + x(widest)) / 2, y: HEIGHT - 8, "text-anchor": "middle" }, "ln(1/Δ)");
  const middle = (y(lowest) + y(highest)) / 2;
  add("text", { x: 14, y: middle, "text-anchor": "middle", transform: `rotate(-90 14 ${middle})` }, "ln(kt / GeV)");
  for (const emission of emissions) {
    const dot = add("circle", {
      cx: x(emission.lnInverseDelta),
      cy: y(emission.lnKt),
      r: 3 + 9 * emission.z,
      fill: colour,
    });
    dot.append(title(emission));
    dot.addEventListener("click", () => onPick(emission.softer));
  }
}

function title({ lnInverseDelta, lnKt, z, psi, softer }: DisplayEmission): SVGTitleElement {
  const element = document.createElementNS(SVG, "title");
  element.textContent =
    `kt ${Math.exp(lnKt).toPrecision(3)} GeV, Δ ${Math.exp(-lnInverseDelta).toPrecision(3)}, ` +
    `z ${z.toPrecision(3)}, ψ ${psi.toPrecision(3)}, ${softer.length} particles`;
  return element;
}
