/**
 * Ground truth: students of a teacher whose entropy is known. On the validation set the teacher's own loss is the floor,
 * exactly: a student's loss minus the teacher's is an estimate of their Kullback-Leibler divergence, and a student below it by
 * more than three standard errors has seen what it must not see. And the floor E of the law fitted to the students alone
 * has to contain the teacher's loss in its interval, or the floor of the jets need not be believed either.
 */
import type { Estimate } from "../../stats/index.ts";
import { fitCurve, fitJoint } from "./fits.ts";
import type { Fitted, FitOptions } from "./fits.ts";
import type { LawErrors } from "../../stats/scalingBootstrap.ts";
import { POWER_LAW } from "../../stats/powerLaw.ts";
import type { TeacherTokens } from "./prepare.ts";
import type { TrainedCell } from "./trainedCell.ts";

export interface TeacherResult {
  readonly name: string;
  readonly teacher: TeacherTokens["teacher"];
  readonly exact: number | undefined;
  readonly cut: number;
  readonly students: readonly TrainedCell[];
  /** The law of the students' losses, and its floor. */
  readonly law: Fitted<LawErrors>;
  readonly floor: Estimate | undefined;
  /** Whether the interval of the floor contains the teacher's loss; absent without a fit. */
  readonly contained: boolean | undefined;
  /** Students below the teacher by more than three standard errors. */
  readonly leaks: readonly string[];
  /** Smallest excess over the teacher, as a share of the teacher's loss. */
  readonly closest: number;
}

const STANDARD_ERRORS = 3;

export function judgeStudents(
  name: string,
  { teacher, exact, cut }: TeacherTokens,
  students: readonly TrainedCell[],
  options: FitOptions,
): TeacherResult {
  const law = studentLaw(students, options);
  const floor = law.value?.parameters["E"];
  const excess = students.map(({ record }) => record.validation.perToken - teacher.perToken);
  return {
    name,
    teacher,
    exact,
    cut,
    students,
    law,
    floor,
    contained: floor && floor.interval[0] <= teacher.perToken && teacher.perToken <= floor.interval[1],
    // Both losses are of the same sequences, so this error is larger than that of their difference: a careful test.
    leaks: students.flatMap(({ id }, k) => (excess[k] < -STANDARD_ERRORS * teacher.error ? [id] : [])),
    closest: Math.min(...excess) / teacher.perToken,
  };
}

/** The joint law where sizes and data allow it, otherwise the power law in the data of one size. */
function studentLaw(students: readonly TrainedCell[], options: FitOptions): Fitted<LawErrors> {
  const joint = fitJoint(students, options);
  if (joint.value !== undefined) return { value: joint.value.chosen };
  const curve = fitCurve(students, ({ record }) => record.seenTokens, options);
  const power = curve.value?.laws.find(({ fit }) => fit.law === POWER_LAW);
  return power === undefined ? { missing: curve.missing ?? joint.missing } : { value: power };
}
