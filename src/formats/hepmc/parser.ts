/** What the two dialects of HepMC have in common: a parser is shown line after line and fills columns. */
import type { HepMCColumns, HepMCDetail } from "./columns.ts";
import type { HepMCRun, LengthUnit, MomentumUnit } from "./event.ts";
import type { TextLines } from "../text/lines.ts";
import type { WarningLog } from "../text/warningLog.ts";

export interface HepMCParser {
  /** What is known of the run so far. */
  readonly run: HepMCRun;
  /** Of the library that wrote the file, for example "3.02.06". */
  readonly version: string;
  /** Whether this line stands after the event that is being read, which is then closed by `endEvent`. */
  endsEvent(lines: TextLines): boolean;
  /** Checks the event and closes its rows. */
  endEvent(lines: TextLines): void;
  /** Takes in one line. */
  read(lines: TextLines): void;
  /** The file has ended after `lines`. @throws GlueballError formats/truncated */
  endFile(lines: TextLines): void;
}

/** What a parser is given. */
export interface HepMCTarget {
  readonly columns: HepMCColumns;
  readonly detail: HepMCDetail;
  readonly warnings: WarningLog;
}

export const NO_RUN: HepMCRun = { weightNames: [], tools: [], attributes: [] };

/** Reads `U GEV|MEV MM|CM` after the letter. @throws GlueballError formats/hepmc-unknown-unit */
export function readUnits(lines: TextLines): { momentumUnit: MomentumUnit; lengthUnit: LengthUnit } {
  const momentumUnit = lines.word();
  if (momentumUnit !== "GEV" && momentumUnit !== "MEV") throw unknownUnit(lines, momentumUnit, "GEV or MEV");
  const lengthUnit = lines.word();
  if (lengthUnit !== "MM" && lengthUnit !== "CM") throw unknownUnit(lines, lengthUnit, "MM or CM");
  lines.endOfLine();
  return { momentumUnit, lengthUnit };
}

function unknownUnit(lines: TextLines, found: string, expected: string) {
  return lines.error({
    code: "formats/hepmc-unknown-unit",
    what: "the units of the event are unknown",
    found,
    expected,
  });
}

/** The error of a line that the format does not know. */
export function badRecord(lines: TextLines, expected: string) {
  return lines.error({
    code: "formats/hepmc-bad-record",
    what: "a line is no record of HepMC here",
    found: lines.text().slice(0, 40),
    expected,
  });
}

/** The error of a file that ends before its listing does. */
export function endsEarly(lines: TextLines, expected: string) {
  return lines.error({
    code: "formats/truncated",
    what: "the file ends before its content does",
    expected,
    hint: "The events before are whole; download or copy the file again, or run the generator to its end",
  });
}

/** Weights of an event that has none, as the HepMC library gives it. */
export function requireWeight({ columns, warnings }: HepMCTarget, number: number): void {
  if (columns.weightsOfEvent > 0) return;
  columns.weight.push(1);
  warnings.add("an event without weights has the weight 1", `event ${number}`);
}
