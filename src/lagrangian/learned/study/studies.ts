import { q1 } from "./q1.ts";
import type { Study, StudyName } from "./study.ts";

/** Every study that there is, in the order of the specification. */
export const RUNNERS: Readonly<Partial<Record<StudyName, Study>>> = { q1 };
