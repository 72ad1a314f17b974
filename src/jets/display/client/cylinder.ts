/** The event in space: the detector as a cylinder, every particle as a line in its direction, as long as ln pt. */
import type { DisplayData } from "../data.ts";

export interface Cylinder {
  draw(jet: number, picked: ReadonlySet<number>): void;
  turn(dx: number, dy: number): void;
}

type Point = readonly [number, number, number];

const HALF_LENGTH = 2.2;
const TURN = 0.008;

export function createCylinder(
  canvas: HTMLCanvasElement,
  data: DisplayData,
  colour: (jet: number) => string,
): Cylinder {
  const context = canvas.getContext("2d")!;
  let azimuth = 0.7;
  let elevation = 0.35;
  const softest = 0.1;
  const hardest = Math.max(softest * 10, ...data.particles.map(({ pt }) => pt));

  /** x to the right, y up, z towards the viewer; the beam lies along z of the detector. */
  function project([x, y, z]: Point): [number, number, number] {
    const along = z * Math.cos(azimuth) + x * Math.sin(azimuth);
    const across = x * Math.cos(azimuth) - z * Math.sin(azimuth);
    const up = y * Math.cos(elevation) - along * Math.sin(elevation);
    const depth = along * Math.cos(elevation) + y * Math.sin(elevation);
    const scale = Math.min(canvas.clientWidth / 6, canvas.clientHeight / 3.6) / (1 - depth / 9);
    return [canvas.clientWidth / 2 + scale * across, canvas.clientHeight / 2 - scale * up, depth];
  }

  function line(from: Point, to: Point): void {
    const [x0, y0] = project(from);
    const [x1, y1] = project(to);
    context.beginPath();
    context.moveTo(x0, y0);
    context.lineTo(x1, y1);
    context.stroke();
  }

  function drawDetector(ink: string): void {
    context.strokeStyle = ink;
    context.globalAlpha = 0.22;
    context.lineWidth = 1;
    const ring = (z: number) => {
      context.beginPath();
      for (let k = 0; k <= 48; k++) {
        const phi = (k / 48) * 2 * Math.PI;
        const [x, y] = project([Math.cos(phi), Math.sin(phi), z]);
        if (k === 0) context.moveTo(x, y);
        else context.lineTo(x, y);
      }
      context.stroke();
    };
    for (let k = -2; k <= 2; k++) ring((k * HALF_LENGTH) / 2);
    for (let k = 0; k < 12; k++) {
      const phi = (k / 12) * 2 * Math.PI;
      const [x, y] = [Math.cos(phi), Math.sin(phi)];
      line([x, y, -HALF_LENGTH], [x, y, HALF_LENGTH]);
    }
    context.globalAlpha = 0.6;
    line([0, 0, -1.3 * HALF_LENGTH], [0, 0, 1.3 * HALF_LENGTH]);
    context.globalAlpha = 1;
  }

  /** From the origin to where the particle leaves the cylinder, or as far as its pt reaches. */
  function endOf(particle: DisplayData["particles"][number]): Point {
    const size = Math.hypot(particle.px, particle.py, particle.pz);
    if (size === 0) return [0, 0, 0];
    const [x, y, z] = [particle.px / size, particle.py / size, particle.pz / size];
    const toWall = Math.min(1 / Math.max(1e-9, Math.hypot(x, y)), HALF_LENGTH / Math.max(1e-9, Math.abs(z)));
    const share = Math.log(Math.max(particle.pt, softest * 1.2) / softest) / Math.log(hardest / softest);
    const length = toWall * (0.12 + 1.05 * share);
    return [x * length, y * length, z * length];
  }

  function draw(jet: number, picked: ReadonlySet<number>): void {
    const ink = getComputedStyle(canvas).color;
    const pixels = window.devicePixelRatio;
    canvas.width = canvas.clientWidth * pixels;
    canvas.height = canvas.clientHeight * pixels;
    context.setTransform(pixels, 0, 0, pixels, 0, 0);
    drawDetector(ink);
    const tracks = data.particles
      .map((particle, index) => ({ particle, index, end: endOf(particle) }))
      .sort((a, b) => project(a.end)[2] - project(b.end)[2]);
    context.lineCap = "round";
    for (const { particle, index, end } of tracks) {
      context.globalAlpha = jet >= 0 && particle.jet !== jet ? 0.12 : 0.9;
      context.strokeStyle = picked.has(index) ? ink : colour(particle.jet);
      context.lineWidth = picked.has(index) ? 3 : 1 + 2 * Math.sqrt(particle.pt / hardest);
      line([0, 0, 0], end);
    }
    context.globalAlpha = 1;
  }

  return {
    draw,
    turn: (dx, dy) => {
      azimuth += dx * TURN;
      elevation = Math.max(-1.5, Math.min(1.5, elevation + dy * TURN));
    },
  };
}
