/**
 * Ground truth: students of a teacher whose entropy is known. On the validation set the teacher's own loss is the floor,
 * exactly: a student's loss minus the teacher's is an estimate of their Kullback-Leibler divergence, and a student below it by
 * more than three standard errors has seen what it must not see. And the floor E of the law fitted to the students alone
 * has to contain the teacher's loss in its interval, or the floor of the jets need not be believed either.
 */
import type { Estimate, LawErrors } from "../../stats/index.ts";
import { fitCurve, fitJoint } from "./fits.ts";
import type { Fitted, FitOptions } from "./fits.ts";
import { POWER_LAW } from "../../stats/index.ts";
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
  /** Whether the interval of the floor contains the teacher's loss; absent without a fit, or when it is too wide to tell. */
  readonly contained: boolean | undefined;
  /** Students below the teacher by more than three standard errors. */
  readonly leaks: readonly string[];
  /** Smallest excess over the teacher, as a share of the teacher's loss. */
  readonly closest: number;
}

const STANDARD_ERRORS = 3;
/** Widest interval of a floor, as a share of the teacher's loss, that is a statement. */
const WIDEST = 0.25;

export function judgeStudents(
  name: string,
  { teacher, exact, cut }: TeacherTokens,
  students: readonly TrainedCell[],
  options: FitOptions,
): TeacherResult {
  const law = studentLaw(students, options);
  const floor = law.value?.parameters["E"];
  const excess = students.map(({ record }) => record.excess!);
  return {
    name,
    teacher,
    exact,
    cut,
    students,
    law,
    floor,
    contained: floor && containment(floor, teacher.perToken),
    leaks: students.flatMap(({ id }, k) => (excess[k].perToken < -STANDARD_ERRORS * excess[k].error ? [id] : [])),
    closest: Math.min(...excess.map(({ perToken }) => perToken)) / teacher.perToken,
  };
}

/** Undefined when nearly every number would lie in the interval. */
function containment({ interval: [low, high] }: Estimate, truth: number): boolean | undefined {
  return high - low > WIDEST * truth ? undefined : low <= truth && truth <= high;
}

/** The joint law where sizes and data allow it, otherwise the power law in the data of one size. */
function studentLaw(students: readonly TrainedCell[], options: FitOptions): Fitted<LawErrors> {
  const joint = fitJoint(students, options);
  if (joint.value !== undefined) return { value: joint.value.chosen };
  const curve = fitCurve(students, ({ record }) => record.seenTokens, options);
  const power = curve.value?.laws.find(({ fit }) => fit.law === POWER_LAW);
  return power === undefined ? { missing: curve.missing ?? joint.missing } : { value: power };
}
