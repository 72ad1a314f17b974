/**
 * How long a study will take, from the estimates of its cells (grid.ts), known before the first jet is simulated; one that
 * takes longer than it may is refused. Not counted: simulation, distances of the drawn jets, and the fits.
 */
import { EXIT, GlueballError } from "../../base/index.ts";
import type { RunContext } from "../../run/index.ts";
import { simulatedCount } from "../simulatedJets.ts";
import { BRANCHING_GRAMMAR, grammarFigures } from "./grammar.ts";
import { planJets, planStudents, planTeacher } from "./grid.ts";
import type { Conditions, StudyCell, TokenSet } from "./grid.ts";
import type { ScaleOptions } from "./scaleOptions.ts";

/** What models learn from, but for the jets of the trained teacher. */
export interface StudySets {
  readonly jets: TokenSet;
  /** Absent where the study has no teachers. */
  readonly grammar: TokenSet | undefined;
}

/** Targets of a jet in the mean, the end included: 40 in the real JetClass sample, 50 in the top-tagging one. */
const MEAN_TARGETS = 50;

/** The sets of self-made jets by their name; undefined for jets of a file, which are counted once they are read. */
export function expectedSets(options: ScaleOptions, vocabulary: number): StudySets | undefined {
  const count = simulatedCount(options.jets);
  if (count === undefined || !Number.isInteger(count)) return undefined; // opening them says what is wrong
  const { cap, validation, sentences } = options;
  const set = (sequences: number, targets: number): Omit<TokenSet, "vocabulary"> => {
    return { folder: "", cap, sequences, tokens: sequences * Math.min(targets, cap) };
  };
  const { length } = grammarFigures(BRANCHING_GRAMMAR);
  return {
    jets: { ...set(Math.max(1, count - validation), MEAN_TARGETS), vocabulary },
    grammar: wantsTeachers(options)
      ? { ...set(sentences, length + 1), vocabulary: BRANCHING_GRAMMAR.letters + 2 }
      : undefined,
  };
}

export function wantsTeachers({ study }: Pick<ScaleOptions, "study">): boolean {
  return study === "all" || study === "teacher";
}

/** All cells of a study, by when they can begin: the students of the trained teacher need its jets. */
export interface StudyCells {
  readonly first: readonly StudyCell[];
  readonly students: readonly StudyCell[];
  readonly teacher: StudyCell | undefined;
}

/** The students are planned for jets of the teacher that are as long as those it learns from. */
export function planStudy({ jets, grammar }: StudySets, options: ScaleOptions, conditions: Conditions): StudyCells {
  const ofJets = planJets(jets, options, conditions);
  if (grammar === undefined) return { first: ofJets, students: [], teacher: undefined };
  const teacher = planTeacher(jets, options, conditions);
  const own = { ...jets, sequences: options.teacherJets, tokens: options.teacherJets * (jets.tokens / jets.sequences) };
  return {
    first: [...ofJets, ...planStudents("grammar", grammar, options, conditions), teacher],
    students: planStudents("gpt", own, options, conditions),
    teacher,
  };
}

/** Cells that run at the same time; a graphics card works on one. */
export function sideBySide({ threads, device }: RunContext): number {
  return device === "cpu" ? threads : 1;
}

/** Seconds at the speeds of a quiet machine. */
export function estimatedSeconds({ first, students }: StudyCells, lanes: number): number {
  const stage = (cells: readonly StudyCell[]) => {
    const longest = Math.max(0, ...cells.map(({ cost }) => cost));
    return Math.max(longest, cells.reduce((sum, { cost }) => sum + cost, 0) / lanes);
  };
  return stage(first) + stage(students);
}

export function timeText(seconds: number): string {
  if (seconds < 100) return `${Math.ceil(seconds)} s`;
  return seconds < 36_000 ? `${(seconds / 60).toFixed(0)} min` : `${(seconds / 3600).toFixed(0)} h`;
}

/** @throws GlueballError jetlm/study-too-long with exit code 3 */
export function requireTime(context: RunContext, cells: StudyCells, { mostHours }: ScaleOptions): void {
  const lanes = sideBySide(context);
  const seconds = estimatedSeconds(cells, lanes);
  if (seconds <= 3600 * mostHours) return;
  const models = cells.first.length + cells.students.length;
  throw new GlueballError(
    {
      code: "jetlm/study-too-long",
      what: "this study takes longer than it may",
      found: `about ${timeText(seconds)} on a quiet machine: ${models} models, ${lanes} at a time`,
      expected: `at most ${mostHours} h`,
      hint: `Take --preset smoke or study, fewer --sizes or jets, or allow it with --most-hours ${Math.ceil(seconds / 3600)}`,
    },
    EXIT.tooLarge,
  );
}
