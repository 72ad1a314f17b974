/** What a command says of a theory whose gauge symmetry is anomalous; only `lagrangian anomalies` makes it a verdict. */
import { formatRational } from "../exact/index.ts";
import type { RunContext } from "../run/index.ts";
import { anomalySums } from "./anomalies.ts";
import type { Theory } from "./theory.ts";

/** One warning with all sums that do not vanish. */
export function warnOfAnomalies(context: Pick<RunContext, "warn">, theory: Theory, generations: number): void {
  const sums = anomalySums(theory, generations).filter(({ vanishes }) => !vanishes);
  if (sums.length === 0) return;
  const text = sums.map(({ name, value }) => `${name} = ${formatRational(value)}`).join(", ");
  context.warn(`the gauge symmetry is anomalous: ${text}; lagrangian anomalies says which fields make each sum`);
}
