/** The plane of rapidity and azimuth: catchment areas, particles by pt, jets, and the state of a clustering step. */
import type { DisplayData, DisplayVector } from "../data.ts";

export interface PlaneState {
  /** Jet that is looked at, or -1. */
  readonly jet: number;
  /** Particles that are picked out. */
  readonly picked: ReadonlySet<number>;
  /** Number of clustering steps that were made; undefined for the finished picture. */
  readonly step: number | undefined;
}

export interface Plane {
  draw(state: PlaneState): void;
  /** The particle nearest to a point of the canvas, or -1. */
  particleAt(x: number, y: number): number;
}

interface Blob extends DisplayVector {
  readonly jet: number;
}

const EDGE = { left: 52, right: 12, top: 12, bottom: 44 };

export function createPlane(canvas: HTMLCanvasElement, data: DisplayData, colour: (jet: number) => string): Plane {
  const context = canvas.getContext("2d")!;
  const { maxRapidity } = data.catchment;
  const width = () => canvas.clientWidth - EDGE.left - EDGE.right;
  const height = () => canvas.clientHeight - EDGE.top - EDGE.bottom;
  const xOf = (rapidity: number) => EDGE.left + ((rapidity + maxRapidity) / (2 * maxRapidity)) * width();
  const yOf = (phi: number) => EDGE.top + (1 - phi / (2 * Math.PI)) * height();
  const hardest = Math.max(...data.particles.map(({ pt }) => pt));
  const radiusOf = (pt: number) => Math.max(1.2, 13 * Math.sqrt(pt / hardest));

  function draw({ jet, picked, step }: PlaneState): void {
    const ink = getComputedStyle(canvas).color;
    fitToScreen(canvas, context);
    if (step === undefined) drawCatchment(jet);
    const blobs = step === undefined ? data.particles : aliveAfter(data, step);
    drawFrame(ink);
    context.save();
    context.beginPath();
    context.rect(EDGE.left, EDGE.top, width(), height());
    context.clip();
    for (const [index, blob] of blobs.entries()) {
      const faded = jet >= 0 && blob.jet !== jet;
      const marked = step === undefined && picked.has(index);
      drawBlob(blob, faded ? 0.15 : 0.85, marked ? ink : undefined);
    }
    if (step !== undefined && step > 0) drawMerge(step, ink);
    context.restore();
    if (step === undefined) data.jets.forEach((found, place) => label(found, place, ink));
  }

  function drawCatchment(jet: number): void {
    const { rapidities, azimuths, cells } = data.catchment;
    // Whole pixels, so that neighbouring cells neither overlap nor gape.
    const left = (column: number) => Math.round(EDGE.left + (column * width()) / rapidities);
    const top = (row: number) => Math.round(EDGE.top + height() - (row * height()) / azimuths);
    cells.forEach((place, cell) => {
      if (place < 0) return;
      const column = cell % rapidities;
      const row = Math.floor(cell / rapidities);
      context.globalAlpha = jet < 0 || place === jet ? 0.3 : 0.07;
      context.fillStyle = colour(place);
      context.fillRect(left(column), top(row + 1), left(column + 1) - left(column), top(row) - top(row + 1));
    });
    context.globalAlpha = 1;
  }

  function drawBlob({ rapidity, phi, pt, jet }: Blob, alpha: number, outline: string | undefined): void {
    context.globalAlpha = alpha;
    context.fillStyle = colour(jet);
    context.beginPath();
    context.arc(xOf(rapidity), yOf(phi), radiusOf(pt), 0, 2 * Math.PI);
    context.fill();
    context.globalAlpha = 1;
    if (outline === undefined) return;
    context.strokeStyle = outline;
    context.lineWidth = 1.5;
    context.stroke();
  }

  /** Two rings and a line where a pair has just merged, one cross where the beam took a jet. */
  function drawMerge(step: number, ink: string): void {
    const vectors = vectorsOf(data);
    const { a, b, made } = data.steps[step - 1]!;
    context.strokeStyle = ink;
    context.lineWidth = 1.5;
    const ring = ({ rapidity, phi }: DisplayVector, radius: number) => {
      context.beginPath();
      context.arc(xOf(rapidity), yOf(phi), radius, 0, 2 * Math.PI);
      context.stroke();
    };
    ring(vectors[a]!, 6);
    if (b < 0 || made === undefined) return ring(vectors[a]!, 15);
    ring(vectors[b]!, 6);
    context.beginPath();
    context.moveTo(xOf(vectors[a]!.rapidity), yOf(vectors[a]!.phi));
    if (Math.abs(vectors[a]!.phi - vectors[b]!.phi) < Math.PI) {
      context.lineTo(xOf(vectors[b]!.rapidity), yOf(vectors[b]!.phi));
    }
    context.stroke();
    ring(made, 10);
  }

  function drawFrame(ink: string): void {
    context.strokeStyle = ink;
    context.fillStyle = ink;
    context.lineWidth = 1;
    context.font = "13px system-ui, sans-serif";
    context.strokeRect(EDGE.left, EDGE.top, width(), height());
    context.textAlign = "center";
    for (let y = -Math.floor(maxRapidity); y <= maxRapidity; y++)
      context.fillText(`${y}`, xOf(y), EDGE.top + height() + 18);
    context.fillText("rapidity y", EDGE.left + width() / 2, EDGE.top + height() + 36);
    context.textAlign = "right";
    const angles: [number, string][] = [
      [0, "0"],
      [Math.PI / 2, "π/2"],
      [Math.PI, "π"],
      [1.5 * Math.PI, "3π/2"],
      [2 * Math.PI, "2π"],
    ];
    for (const [phi, text] of angles) context.fillText(text, EDGE.left - 6, yOf(phi) + 4);
    context.save();
    context.translate(14, EDGE.top + height() / 2);
    context.rotate(-Math.PI / 2);
    context.textAlign = "center";
    context.fillText("azimuth φ [rad]", 0, 0);
    context.restore();
  }

  function label({ rapidity, phi, pt }: DisplayVector, place: number, ink: string): void {
    if (place >= 8) return;
    context.fillStyle = ink;
    context.textAlign = "center";
    context.font = "600 13px system-ui, sans-serif";
    context.fillText(`${place + 1}: ${pt.toFixed(0)} GeV`, xOf(rapidity), yOf(phi) - 16);
  }

  function particleAt(x: number, y: number): number {
    let nearest = -1;
    let least = 14;
    data.particles.forEach((particle, index) => {
      const distance = Math.hypot(xOf(particle.rapidity) - x, yOf(particle.phi) - y);
      if (distance < least) [nearest, least] = [index, distance];
    });
    return nearest;
  }

  return { draw, particleAt };
}

/** Pseudojets by number: particles, then what each merge made. */
function vectorsOf(data: DisplayData): DisplayVector[] {
  return [...data.particles, ...data.steps.flatMap(({ made }) => (made === undefined ? [] : [made]))];
}

/** What is there after some steps: unmerged pseudojets, and the jets that the beam took; coloured by their jet. */
function aliveAfter(data: DisplayData, step: number): Blob[] {
  const vectors = vectorsOf(data);
  const used = new Set<number>();
  const jetOf = data.particles.map(({ jet }) => jet);
  let made = data.particles.length;
  for (const [k, merge] of data.steps.entries()) {
    if (merge.made !== undefined) jetOf[made] = jetOf[merge.a]!;
    if (merge.made !== undefined && k < step) [merge.a, merge.b].forEach((parent) => used.add(parent));
    if (merge.made !== undefined) made++;
    if (k + 1 === step) vectors.length = made;
  }
  if (step === 0) vectors.length = data.particles.length;
  return vectors.flatMap((vector, index) => (used.has(index) ? [] : [{ ...vector, jet: jetOf[index]! }]));
}

/** As many pixels as the screen has, so that lines are sharp. */
function fitToScreen(canvas: HTMLCanvasElement, context: CanvasRenderingContext2D): void {
  const scale = window.devicePixelRatio;
  canvas.width = canvas.clientWidth * scale;
  canvas.height = canvas.clientHeight * scale;
  context.setTransform(scale, 0, 0, scale, 0, 0);
}
