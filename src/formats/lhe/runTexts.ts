/** A run as texts that any file of tables can carry, and back: what a shower needs of `<init>`, without the header. */
import { GlueballError } from "../../base/index.ts";
import type { LheProcess, LheRun } from "./event.ts";
import { attributeOf } from "./weights.ts";

/**
 * Beams, parton densities and weight strategy as numbers separated by spaces; `processes` as four numbers each (cross-section and
 * its error in pb, largest weight, id), separated by semicolons. Sums and names are there to be read by people.
 */
export function textsOfRun(run: LheRun): Record<string, string> {
  const sum = run.processes.reduce((total, { crossSectionPb }) => total + crossSectionPb, 0);
  const error = Math.hypot(...run.processes.map(({ errorPb }) => errorPb));
  const generator = /<generator\b([^<>]*)>/.exec(run.initText)?.[1];
  const weights = run.header.match(/<weight\b[^<>]*>/g)?.length ?? 0;
  return {
    version: run.version,
    beams: run.beams.join(" "),
    beamEnergies: run.beamEnergies.join(" "),
    pdfGroups: run.pdfGroups.join(" "),
    pdfSets: run.pdfSets.join(" "),
    weightStrategy: `${run.weightStrategy}`,
    processes: run.processes.map(processText).join("; "),
    crossSectionPb: `${sum}`,
    crossSectionErrorPb: `${error}`,
    ...(weights === 0 ? {} : { weights: `${weights}` }),
    ...(generator === undefined ? {} : { generator: generatorName(generator) }),
  };
}

/**
 * The run that `textsOfRun` described, with an empty header.
 * @throws GlueballError formats/not-writable where a text is missing or has not its numbers
 */
export function runOfTexts(texts: Readonly<Record<string, string>>, path: string): LheRun {
  const pair = (name: string): [number, number] => {
    const [first, second] = numbersIn(texts, name, 2, path);
    return [first!, second!];
  };
  return {
    version: texts["version"] ?? "3.0",
    header: "",
    beams: pair("beams"),
    beamEnergies: pair("beamEnergies"),
    pdfGroups: pair("pdfGroups"),
    pdfSets: pair("pdfSets"),
    weightStrategy: numbersIn(texts, "weightStrategy", 1, path)[0]!,
    processes: processesIn(texts, path),
    initText: "",
  };
}

function processesIn(texts: Readonly<Record<string, string>>, path: string): LheProcess[] {
  const listed = (texts["processes"] ?? "").split(";");
  return listed.map((processes) => {
    const [crossSectionPb, errorPb, largestWeight, id] = numbersIn({ processes }, "processes", 4, path);
    return { crossSectionPb: crossSectionPb!, errorPb: errorPb!, largestWeight: largestWeight!, id: id! };
  });
}

function numbersIn(texts: Readonly<Record<string, string>>, name: string, count: number, path: string): number[] {
  const words = (texts[name] ?? "").split(" ").filter((word) => word !== "");
  const numbers = words.map(Number);
  if (numbers.length === count && numbers.every(Number.isFinite)) return numbers;
  throw new GlueballError({
    code: "formats/not-writable",
    what: `Les Houches events need the run, and the metadata have no ${name} of it`,
    place: path,
    found: texts[name],
    expected: `${count} number${count === 1 ? "" : "s"}`,
    hint: "Parquet, HDF5 and safetensors keep the run of Les Houches events that were converted to them; or write .hepmc3",
  });
}

function processText({ crossSectionPb, errorPb, largestWeight, id }: LheProcess): string {
  return [crossSectionPb, errorPb, largestWeight, id].join(" ");
}

function generatorName(attributes: string): string {
  return [attributeOf(attributes, "name"), attributeOf(attributes, "version")].filter(Boolean).join(" ");
}
