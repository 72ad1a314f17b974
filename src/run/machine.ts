/**
 * The conditions under which numbers were measured. One matrix product read 245 and 53 GFLOP/s within half an hour on
 * a busy machine, so load and CPU stand beside every benchmark and in every run record.
 */
import { existsSync, readFileSync } from "node:fs";
import { arch, availableParallelism, cpus, freemem, loadavg, platform, release, totalmem } from "node:os";

export interface Machine {
  readonly cpu: string;
  readonly logicalCpus: number;
  /** What this process may use (affinity and control groups counted). */
  readonly availableThreads: number;
  /** The instruction sets that decide the speed of matrix products. */
  readonly cpuFlags: readonly string[];
  /** Mean number of runnable processes in the last minute; 0 on Windows, which has no such figure. */
  readonly load1: number;
  readonly memoryGB: number;
  readonly freeMemoryGB: number;
  readonly node: string;
  readonly system: string;
}

const FLAGS_OF_INTEREST = ["avx2", "fma", "f16c", "avx512f", "avx512_vnni", "avx512_bf16", "avx_vnni", "amx_tile"];
const ARM_FLAGS_OF_INTEREST = ["asimd", "asimdhp", "asimddp", "i8mm", "bf16", "sve", "sve2"];

export function describeMachine(): Machine {
  const processors = cpus();
  return {
    cpu: processors[0]?.model.trim() ?? "unknown",
    logicalCpus: processors.length,
    availableThreads: availableParallelism(),
    cpuFlags: cpuFlags(),
    load1: Math.round(loadavg()[0]! * 100) / 100,
    memoryGB: gigabytes(totalmem()),
    freeMemoryGB: gigabytes(freemem()),
    node: process.version,
    system: `${platform()} ${release()} ${arch()}`,
  };
}

/** One line for the head of a benchmark. */
export function conditions(machine: Machine): string {
  const flags = machine.cpuFlags.filter((flag) => flag !== "fma" && flag !== "f16c").join(" ");
  return [
    machine.cpu,
    `${machine.availableThreads} threads`,
    `load ${machine.load1.toFixed(2)}`,
    `${machine.freeMemoryGB} of ${machine.memoryGB} GB free`,
    `Node ${machine.node}`,
    flags,
  ]
    .filter((part) => part !== "")
    .join(" | ");
}

/** Linux tells them in /proc/cpuinfo; elsewhere the list is empty. */
function cpuFlags(): string[] {
  if (!existsSync("/proc/cpuinfo")) return [];
  const line = readFileSync("/proc/cpuinfo", "utf8").match(/^(?:flags|Features)\s*:\s*(.*)$/m)?.[1] ?? "";
  const present = new Set(line.split(" "));
  return [...FLAGS_OF_INTEREST, ...ARM_FLAGS_OF_INTEREST].filter((flag) => present.has(flag));
}

function gigabytes(bytes: number): number {
  return Math.round(bytes / 1e8) / 10;
}
