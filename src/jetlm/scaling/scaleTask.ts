/** `glueball jetlm scale`. */
import { task, writeReport } from "../../run/index.ts";
import type { Verdict } from "../../run/index.ts";
import { scaleOptions, scalePresets } from "./scaleOptions.ts";
import { scaleResult, scaleSummary } from "./scaleResult.ts";
import { scalingSections } from "./scaleReport.ts";
import { runScalingStudy } from "./scalingStudy.ts";
import type { ScalingStudy } from "./scalingStudy.ts";

export const scaleTask = task({
  room: "jetlm",
  name: "scale",
  help: "Scaling laws of jet generation: loss against model size, data and compute, with a ground truth",
  inputs: ["jets"],
  options: scaleOptions,
  presets: scalePresets,
  example: "glueball jetlm scale --preset smoke",
  long: true,
  run: async (context, options) => {
    const study = await runScalingStudy(context, options);
    const verdict = verdictOf(study);
    writeReport(context, {
      title: `Scaling laws of jet generation: ${study.jets.source.name}`,
      lead: `${study.cells.length} models; jets: ${study.jets.source.text}.`,
      verdict,
      sections: scalingSections(study),
    });
    return { ...scaleResult(study), verdict, summary: scaleSummary(study) };
  },
});

/** What is checked without a network's opinion: no student may beat its teacher, and fitted floors contain the truth. */
function verdictOf({ teachers, failures }: ScalingStudy): Verdict | undefined {
  if (teachers.length === 0 && failures.length === 0) return undefined;
  const leaks = teachers.flatMap((teacher) => teacher.leaks);
  const missed = teachers.filter(({ contained }) => contained === false);
  const faults = [
    ...(failures.length > 0 ? [`${failures.length} cells failed`] : []),
    ...(leaks.length > 0 ? [`students below their teacher: ${leaks.join(", ")}`] : []),
    ...missed.map(({ name, floor, teacher }) => {
      const [low, high] = floor!.interval;
      const interval = `[${low.toFixed(4)}, ${high.toFixed(4)}]`;
      return `the floor fitted to the students of the ${name} teacher, ${interval}, does not contain ${teacher.perToken.toFixed(4)}`;
    }),
  ];
  if (faults.length > 0) return { passed: false, text: faults.join("; ") };
  const fitted = teachers.filter(({ contained }) => contained === true);
  return {
    passed: true,
    text:
      `no student of ${teachers.length} teachers beats its teacher; fitted floors contain the teacher's loss for ` +
      `${fitted.length} of them, for the others there is no fit or its interval is too wide`,
  };
}
