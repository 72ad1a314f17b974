/** For tests: a UFO folder imported by Python with its standard library alone, with every name resolved and every number worked out. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FileTexts } from "./ufoDocument.ts";

const SCRIPT = `
import cmath, importlib, sys
model = importlib.import_module(sys.argv[1])
values = {'cmath': cmath, 'complexconjugate': lambda z: complex(z).conjugate()}
for parameter in model.all_parameters:
    value = parameter.value
    values[parameter.name] = value if isinstance(value, (int, float)) else eval(value, values)
total = 0
for coupling in model.all_couplings:
    total += abs(eval(coupling.value, values))
    assert all(type(power) is int for power in coupling.order.values())
for vertex in model.all_vertices:
    assert abs(sum(p.charge for p in vertex.particles)) < 1e-9, vertex.name
    for (c, l) in vertex.couplings:
        vertex.color[c]
        assert vertex.lorentz[l].spins == [p.spin for p in vertex.particles]
for particle in model.all_particles:
    assert particle.mass in model.all_parameters and particle.width in model.all_parameters
print(len(model.all_particles), len(model.all_vertices), len(model.all_couplings), total)
`;

export const hasPython = spawnSync("python3", ["--version"]).status === 0;

export interface PythonModel {
  /** Antiparticles count as their own. */
  readonly particles: number;
  readonly vertices: number;
  readonly couplings: number;
  /** The sum of the absolute values of all couplings. */
  readonly total: number;
}

/** @throws Error with what Python says. */
export function importByPython(files: FileTexts): PythonModel {
  const folder = mkdtempSync(join(tmpdir(), "glueball-ufo-"));
  try {
    mkdirSync(join(folder, "model"));
    for (const [name, text] of files) writeFileSync(join(folder, "model", name), text);
    const run = spawnSync("python3", ["-c", SCRIPT, "model"], { cwd: folder, encoding: "utf8" });
    if (run.status !== 0 || run.stderr !== "") throw new Error(run.stderr);
    const [particles, vertices, couplings, total] = run.stdout.trim().split(" ").map(Number);
    return { particles, vertices, couplings, total };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
