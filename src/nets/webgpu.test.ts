/**
 * The training step of a small transformer on the WebGPU provider against the CPU. It runs in a child process, because
 * a driver may hang or crash, and because the driver is chosen by environment variables: where no GPU is, Debian's
 * chromium brings SwiftShader, a Vulkan driver in software, and the Vulkan loader it needs.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { expect, test } from "vitest";

const AGREEMENT = 1e-3; // absolute, loss and gradient norm over ten steps
const STEPS = 10;
const LIMIT_MS = 90_000;
const SOFTWARE_FOLDER = "/usr/lib/chromium";
const SOFTWARE_DRIVER = `${SOFTWARE_FOLDER}/vk_swiftshader_icd.json`;

/** Prints loss and gradient norm of every step as one line of JSON. */
const SCRIPT = `
  import { Scope, input, crossEntropy, Trainer } from "./src/tensor/index.ts";
  import { decoder } from "./src/nets/index.ts";
  import { createRng } from "./src/base/index.ts";
  const scope = Scope.create();
  const [tokens, targets] = ["tokens", "targets"].map((name) => input(name, [2, 8], "int32"));
  const config = { layers: 2, width: 16, heads: 2, context: 8, vocabulary: 11, dropout: 0.1 };
  const loss = crossEntropy(decoder(scope.forTraining(), tokens, config), targets);
  const execution = { device: process.argv[1], threads: 1 };
  const trainer = await Trainer.compile({ scope, loss, optimiser: { kind: "adamw" }, clipNorm: 1 }, execution);
  const rng = createRng(1);
  trainer.load(scope.initialValues(rng.fork("initial")));
  const draw = () => Int32Array.from({ length: 16 }, () => rng.integer(11));
  const found = [];
  for (let step = 1; step <= ${STEPS}; step++) {
    const result = await trainer.step({ tokens: draw(), targets: draw() }, step, 1e-2, rng.fork("noise"));
    found.push(result.loss, result.gradientNorm);
  }
  console.log(JSON.stringify(found));
  process.exit(0);
`;

function steps(device: "cpu" | "webgpu"): { numbers?: number[]; reason: string } {
  const software = existsSync(SOFTWARE_DRIVER)
    ? { VK_DRIVER_FILES: SOFTWARE_DRIVER, VK_ICD_FILENAMES: SOFTWARE_DRIVER, LD_LIBRARY_PATH: SOFTWARE_FOLDER }
    : {};
  const child = spawnSync(process.execPath, ["--input-type=module-typescript", "-e", SCRIPT, device], {
    env: { ...process.env, ...(device === "webgpu" ? software : {}) },
    timeout: LIMIT_MS,
    encoding: "utf8",
  });
  const line = child.stdout.split("\n").find((text) => text.startsWith("["));
  if (line !== undefined) return { numbers: JSON.parse(line) as number[], reason: "" };
  const error = child.stderr.split("\n").find((text) => text.includes("Error:"));
  return { reason: error ?? `the child process ended with ${child.signal ?? child.status}` };
}

test("ten training steps on WebGPU agree with the CPU", { timeout: 2 * LIMIT_MS }, (context) => {
  const gpu = steps("webgpu");
  if (gpu.numbers === undefined && /tensor\/(device|runtime)-absent/.test(gpu.reason)) {
    context.skip(`no WebGPU adapter: ${gpu.reason.slice(0, 200)}`);
  }
  expect(gpu.numbers, gpu.reason).toHaveLength(2 * STEPS);
  const cpu = steps("cpu");
  expect(cpu.numbers, cpu.reason).toHaveLength(2 * STEPS);
  gpu.numbers!.forEach((value, i) => expect(Math.abs(value - cpu.numbers![i])).toBeLessThan(AGREEMENT));
  expect(new Set(cpu.numbers).size).toBe(2 * STEPS); // it did train
});
