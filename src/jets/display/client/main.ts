/** The page of one event: four views of the same data that follow one selection. */
import type { DisplayData, DisplayVector } from "../data.ts";
import { createCylinder } from "./cylinder.ts";
import { drawLund } from "./lund.ts";
import { createPlane } from "./plane.ts";

/** Okabe and Ito's colours, distinguishable with every kind of colour vision; grey for what is in no jet. */
const COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#8a6fb0", "#a8a02a"];
const NO_JET = "#8d8d8d";
const colour = (jet: number) => (jet < 0 ? NO_JET : COLOURS[jet % COLOURS.length]!);

const data = JSON.parse(element("data").textContent) as DisplayData;
const planeCanvas = element<HTMLCanvasElement>("plane");
const cylinderCanvas = element<HTMLCanvasElement>("cylinder");
const slider = element<HTMLInputElement>("step");
const plane = createPlane(planeCanvas, data, colour);
const cylinder = createCylinder(cylinderCanvas, data, colour);

const picked = new Set<number>();
let jet = -1;
let step: number | undefined;
let timer: number | undefined;

function element<E extends Element = HTMLElement>(id: string): E {
  return document.getElementById(id) as unknown as E;
}

function refresh(): void {
  plane.draw({ jet, picked, step });
  cylinder.draw(jet, picked);
  const shown = data.jets[jet < 0 ? 0 : jet];
  drawLund(element<SVGSVGElement>("lund"), shown, colour(jet < 0 ? 0 : jet), pickAll);
  element("lund-title").textContent =
    shown === undefined ? "Lund plane" : `Lund plane of jet ${(jet < 0 ? 0 : jet) + 1}`;
  element("step-text").textContent = stepText();
  for (const [place, row] of [...element("jets").children].entries()) row.classList.toggle("chosen", place === jet);
  fillInspector();
}

function stepText(): string {
  if (step === undefined) return `finished: ${data.jets.length} jets`;
  if (step === 0) return `before the first of ${data.steps.length} steps`;
  const { a, b, dij } = data.steps[step - 1]!;
  const what = b < 0 ? `beam takes ${a}` : `${a} and ${b} merge`;
  return `step ${step} of ${data.steps.length}: ${what} at d = ${dij.toPrecision(3)}`;
}

function chooseJet(place: number): void {
  jet = place === jet ? -1 : place;
  picked.clear();
  refresh();
}

function pickAll(particles: readonly number[]): void {
  picked.clear();
  for (const particle of particles) picked.add(particle);
  leaveSteps();
  refresh();
}

function leaveSteps(): void {
  step = undefined;
  slider.value = slider.max;
}

function fillJets(): void {
  const rows = data.jets.map((found, place) => {
    const row = document.createElement("tr");
    row.append(
      cell(`${place + 1}`, colour(place)),
      ...[found.pt, found.rapidity, found.phi, found.mass].map((value) => cell(value.toFixed(2))),
      cell(`${found.constituents.length}`),
      cell(found.area.toFixed(2)),
    );
    row.addEventListener("click", () => chooseJet(place));
    return row;
  });
  element("jets").replaceChildren(...rows);
}

function cell(text: string, mark?: string): HTMLTableCellElement {
  const made = document.createElement("td");
  made.textContent = text;
  if (mark !== undefined) made.style.borderLeft = `6px solid ${mark}`;
  return made;
}

/** Momenta of what is picked, and of all of it together. */
function fillInspector(): void {
  const chosen = [...picked].map((index) => [`${index}`, data.particles[index]!] as const);
  const all = chosen.length > 1 ? [...chosen.slice(0, 6), [`all ${chosen.length}`, sum(chosen)] as const] : chosen;
  const rows = all.map(([name, { px, py, pz, energy, pt, rapidity, phi, mass }]) => {
    const row = document.createElement("tr");
    row.append(cell(name), ...[px, py, pz, energy, pt, rapidity, phi, mass].map((value) => cell(value.toFixed(3))));
    return row;
  });
  element("inspector").replaceChildren(...rows);
  element("inspector-hint").hidden = rows.length > 0;
}

function sum(chosen: readonly (readonly [string, DisplayVector])[]): DisplayVector {
  const total = { px: 0, py: 0, pz: 0, energy: 0 };
  for (const [, vector] of chosen) {
    total.px += vector.px;
    total.py += vector.py;
    total.pz += vector.pz;
    total.energy += vector.energy;
  }
  const pt = Math.hypot(total.px, total.py);
  const mass2 = (total.energy + total.pz) * (total.energy - total.pz) - pt * pt;
  return {
    ...total,
    pt,
    rapidity: 0.5 * Math.log((total.energy + total.pz) / (total.energy - total.pz)),
    phi: (Math.atan2(total.py, total.px) + 2 * Math.PI) % (2 * Math.PI),
    mass: Math.sqrt(Math.max(0, mass2)),
  };
}

function setStep(value: number): void {
  step = value >= data.steps.length + 1 ? undefined : value;
  slider.value = String(value);
  refresh();
}

function stopPlaying(): void {
  window.clearInterval(timer);
  timer = undefined;
  element("play").textContent = "Play";
}

function togglePlaying(): void {
  if (timer !== undefined) return stopPlaying();
  if (step === undefined) setStep(0);
  element("play").textContent = "Stop";
  const stride = Math.max(1, Math.round(data.steps.length / 150));
  timer = window.setInterval(() => {
    const next = Number(slider.value) + stride;
    setStep(Math.min(next, data.steps.length + 1));
    if (step === undefined) stopPlaying();
  }, 60);
}

slider.max = String(data.steps.length + 1);
slider.value = slider.max;
slider.addEventListener("input", () => {
  stopPlaying();
  setStep(Number(slider.value));
});
element("play").addEventListener("click", togglePlaying);
element("back").addEventListener("click", () => setStep(Math.max(0, Number(slider.value) - 1)));
element("forward").addEventListener("click", () => setStep(Math.min(Number(slider.value) + 1, data.steps.length + 1)));
planeCanvas.addEventListener("click", (event) => {
  const index = plane.particleAt(event.offsetX, event.offsetY);
  if (index < 0) picked.clear();
  else if (picked.has(index)) picked.delete(index);
  else picked.add(index);
  leaveSteps();
  refresh();
});
cylinderCanvas.addEventListener("pointermove", (event) => {
  if (event.buttons !== 1) return;
  cylinder.turn(event.movementX, event.movementY);
  refresh();
});
window.addEventListener("resize", refresh);
window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", refresh);
fillJets();
refresh();
