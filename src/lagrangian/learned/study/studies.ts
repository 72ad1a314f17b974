import { c1 } from "./c1.ts";
import { c2 } from "./c2.ts";
import { c3 } from "./c3.ts";
import { e1 } from "./e1.ts";
import { e2 } from "./e2.ts";
import { e3 } from "./e3.ts";
import { q1 } from "./q1.ts";
import { q2 } from "./q2.ts";
import { q3 } from "./q3.ts";
import type { Study, StudyName } from "./study.ts";

/** Every study that there is, in the order of the specification. */
export const RUNNERS: Readonly<Record<StudyName, Study>> = { q1, q2, q3, e1, e2, e3, c1, c2, c3 };
