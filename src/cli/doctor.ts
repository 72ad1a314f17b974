/**
 * `glueball doctor`: is this machine ready, and how fast is it? Each finding is one line; what is wrong comes with its
 * cure. The verdict is negative when something is missing that the main job needs.
 */
import { closeSync, fsyncSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { GlueballError } from "../base/index.ts";
import { dataFolders, describeMachine, describeProduct, task, textTable } from "../run/index.ts";
import type { RunContext } from "../run/index.ts";
import { bundledDevices } from "../tensor/index.ts";
import { measureMatmul } from "./matmulBench.ts";

interface Finding {
  readonly name: string;
  readonly state: "ok" | "warning" | "missing";
  readonly found: string;
  /** What to do when the state is not ok. */
  readonly cure?: string | undefined;
}

const NODE_MAJOR = 24;
const DISK_MEGABYTES = 32;
const BUSY_LOAD = 0.5;

async function examine(context: RunContext): Promise<Finding[]> {
  const machine = describeMachine();
  const product = describeProduct();
  const packages = Object.entries(product.packages);
  const load = machine.load1 / machine.availableThreads;
  return [
    {
      name: "Glueball",
      state: "ok",
      found: `${product.version}${product.commit === undefined ? "" : ` (${product.commit})`}`,
    },
    nodeFinding(process.versions.node),
    { name: "packages", state: "ok", found: packages.map(([name, version]) => `${name} ${version}`).join(", ") },
    ...(await runtimeFindings(context.threads)),
    { name: "processor", state: "ok", found: [machine.cpu, ...machine.cpuFlags].join(" ") },
    { name: "threads", state: "ok", found: `${machine.availableThreads} of ${machine.logicalCpus}` },
    { name: "memory", state: "ok", found: `${machine.freeMemoryGB} of ${machine.memoryGB} GB free` },
    {
      name: "load",
      state: load > BUSY_LOAD ? "warning" : "ok",
      found: machine.load1.toFixed(2),
      cure: "other programs compute: measured speeds will be too low",
    },
    diskFinding(process.cwd()),
    dataFinding(dataFolders()),
  ];
}

export function nodeFinding(version: string): Finding {
  const good = Number(version.split(".")[0]) >= NODE_MAJOR;
  const cure = `Glueball needs Node ${NODE_MAJOR}: start it with ./glueball, which brings its own`;
  return { name: "Node", state: good ? "ok" : "missing", found: version, cure };
}

/** Whether onnxruntime loads, and how fast it multiplies matrices here. */
async function runtimeFindings(threads: number): Promise<Finding[]> {
  try {
    const devices = await bundledDevices();
    const { gflops } = await measureMatmul(threads);
    return [
      { name: "onnxruntime", state: "ok", found: `built for ${devices.join(", ")} (a device also needs its driver)` },
      { name: "matrix product", state: "ok", found: `${gflops.toFixed(0)} GFLOP/s in float32 on ${threads} threads` },
    ];
  } catch (error) {
    if (!(error instanceof GlueballError)) throw error;
    return [{ name: "onnxruntime", state: "missing", found: error.data.what, cure: error.data.hint }];
  }
}

/** Writes and deletes a file in the folder where runs would be made. */
function diskFinding(folder: string): Finding {
  const path = join(folder, `.glueball-doctor-${process.pid}.partial`);
  const megabyte = Buffer.alloc(1e6, 1);
  try {
    const start = performance.now();
    const file = openSync(path, "wx");
    for (let written = 0; written < DISK_MEGABYTES; written++) writeSync(file, megabyte);
    fsyncSync(file);
    closeSync(file);
    const rate = DISK_MEGABYTES / ((performance.now() - start) / 1000);
    return { name: "disk", state: "ok", found: `writes ${rate.toFixed(0)} MB/s here` };
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    return { name: "disk", state: "missing", found, cure: "start Glueball in a folder where it may write" };
  } finally {
    rmSync(path, { force: true });
  }
}

export function dataFinding(folders: readonly string[]): Finding {
  if (folders.length > 0) return { name: "data", state: "ok", found: folders.join(", ") };
  const cure = "set GLUEBALL_DATA to the folders of your data sets";
  return { name: "data", state: "warning", found: "no data folder", cure };
}

export const doctor = task({
  room: "",
  name: "doctor",
  help: "Check this machine: Node, packages, devices, disk, load, data",
  options: z.object({}),
  example: "glueball doctor",
  run: async (context) => {
    const findings = await examine(context);
    const rows = findings.map(({ name, state, found, cure }) => [
      state === "ok" ? "ok" : state.toUpperCase(),
      name,
      state === "ok" || cure === undefined ? found : `${found}: ${cure}`,
    ]);
    const missing = findings.filter(({ state }) => state === "missing").map(({ name }) => name);
    const text = missing.length === 0 ? "nothing is missing" : `missing: ${missing.join(", ")}`;
    const summary = textTable({ columns: ["state", "what", "found"], rows });
    return { summary, verdict: { passed: missing.length === 0, text }, findings, machine: describeMachine() };
  },
});
