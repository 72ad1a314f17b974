/** onnxruntime, loaded when first needed, with a clear message where it or a device is absent. */
import { DEVICES, GlueballError } from "../base/index.ts";
import type { Device } from "../base/index.ts";
import type { InferenceSession } from "onnxruntime-common";

export interface Execution {
  readonly device: Device;
  /** Threads inside one op. */
  readonly threads: number;
}

export type Runtime = typeof import("onnxruntime-node");

export async function loadRuntime(): Promise<Runtime> {
  try {
    const runtime = await import("onnxruntime-node");
    runtime.env.logLevel = "fatal"; // what goes wrong is thrown, not printed
    return runtime;
  } catch (error) {
    throw new GlueballError({
      code: "tensor/runtime-absent",
      what: "onnxruntime-node is not installed or does not load",
      found: error instanceof Error ? error.message.split("\n")[0] : String(error),
      hint: "Install it with: ONNXRUNTIME_NODE_INSTALL=skip npm install onnxruntime-node. Small programs run without it in the interpreter.",
    });
  }
}

/** The devices that this installation was built for; that one is listed does not mean the machine has it. */
export async function bundledDevices(): Promise<Device[]> {
  const runtime = await loadRuntime();
  const names = runtime
    .listSupportedBackends()
    .filter(({ bundled }) => bundled)
    .map(({ name }) => name);
  return DEVICES.filter((device) => names.includes(device));
}

export async function createSession(bytes: Uint8Array, { device, threads }: Execution): Promise<InferenceSession> {
  const runtime = await loadRuntime();
  try {
    return await runtime.InferenceSession.create(bytes, {
      executionProviders: [device],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      executionMode: "sequential",
      graphOptimizationLevel: "all",
      // A planned block for all activations takes a third more memory and a second set of page faults, for no speed.
      enableMemPattern: false,
      // Tiny gradients must not fall into the slow path of denormal numbers.
      extra: { session: { set_denormal_as_zero: "1" } },
      logSeverityLevel: 4,
    });
  } catch (error) {
    if (device === "cpu") throw error;
    throw new GlueballError({
      code: "tensor/device-absent",
      what: `device ${device} cannot be used`,
      found: error instanceof Error ? error.message.split("\n")[0] : String(error),
      expected: `one of ${(await bundledDevices()).join(", ")} with its driver`,
      hint: "Run with --device cpu, or see glueball doctor.",
    });
  }
}
