export {
  addParticle,
  clearEvent,
  createEventRecord,
  finalMomentum,
  newLine,
  NO_MOTHER,
  STATUS,
} from "./eventRecord.ts";
export type { EventRecord, NewParticle, Status } from "./eventRecord.ts";
