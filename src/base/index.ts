export { EXIT, GlueballError, nearestNames } from "./error.ts";
export type { ErrorData, ExitCode } from "./error.ts";
export { createRng, hashString, philox } from "./rng.ts";
export type { Rng } from "./rng.ts";
export { DEVICES } from "./device.ts";
export type { Device } from "./device.ts";
export { writeFileAtomic } from "./files.ts";
export { requireWritable, systemRefusal } from "./systemRefusal.ts";
