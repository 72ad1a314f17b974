/**
 * The training step of a small transformer on other devices against the CPU. It runs in a child process, because a
 * driver may hang or crash, and because the driver of WebGPU is chosen by environment variables: where no GPU is,
 * Debian's chromium brings SwiftShader, a Vulkan driver in software, and the Vulkan loader it needs.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import type { Execution } from "../tensor/index.ts";

const AGREEMENT = 1e-3; // absolute, loss and gradient norm over ten steps; 6e-6 on SwiftShader
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

interface Outcome {
  readonly numbers?: number[];
  /** Why there are none. */
  readonly reason: string;
}

function steps(device: Execution["device"]): Outcome {
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

const ABSENT = /tensor\/(device|runtime)-absent/;

test.for(["webgpu", "cuda"] as const)(
  "ten training steps on %s agree with the CPU",
  { timeout: 2 * LIMIT_MS },
  (device, { skip }) => {
    const found = steps(device);
    if (found.numbers === undefined && ABSENT.test(found.reason)) {
      skip(`no ${device} here: ${/Failed to [^"]*/.exec(found.reason)?.[0] ?? found.reason}`);
    }
    expect(found.numbers, found.reason).toHaveLength(2 * STEPS);
    const cpu = steps("cpu");
    expect(cpu.numbers, cpu.reason).toHaveLength(2 * STEPS);
    found.numbers!.forEach((value, i) => expect(Math.abs(value - cpu.numbers![i])).toBeLessThan(AGREEMENT));
    expect(new Set(cpu.numbers).size).toBe(2 * STEPS); // it did train
    expect(found.numbers).not.toEqual(cpu.numbers); // other kernels round otherwise: it did not fall back to the CPU
  },
);

test("training on a device that is not here is one clear error", { timeout: LIMIT_MS }, ({ skip }) => {
  const { numbers, reason } = steps("cuda");
  if (numbers !== undefined) skip("cuda is here");
  expect(reason).toMatch(
    /^GlueballError: device cuda cannot be used: found ".+", expected one of cpu.* with its driver \[tensor\/device-absent\]\. Run with --device cpu, or see glueball doctor\.$/,
  );
});
