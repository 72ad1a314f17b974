/** `glueball lagrangian export`. */
import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import { GlueballError, writeFileAtomic } from "../../base/index.ts";
import { task } from "../../run/index.ts";
import { warnOfAnomalies } from "../anomalyWarnings.ts";
import { readTheoryOrModel } from "../files/readModel.ts";
import { certificateText } from "../verify/checkTask.ts";
import { exportContent } from "./exportContent.ts";
import type { Complex } from "../complexNumbers.ts";
import { readNumbers } from "./broken/numbersFile.ts";
import type { ExportContent } from "./exportContent.ts";
import { exportBrokenFeynRules, exportBrokenUfo, FORMATS } from "./exportFormats.ts";
import type { Exported, FormatName } from "./exportFormats.ts";
import { fieldNames, vacuumOption } from "../breaking/vacuumOption.ts";
import { modelField } from "../files/modelField.ts";

const names = Object.keys(FORMATS) as [FormatName, ...FormatName[]];

export const exportTask = task({
  room: "lagrangian",
  name: "export",
  help: "Write the proved Lagrangian of a theory for other programs; what is written is read back and proved again",
  inputs: ["model"],
  options: z.object({
    model: modelField,
    format: z.enum(names).describe("file format; ufo and autoeft are folders and need --out"),
    dimension: z
      .int()
      .min(2)
      .max(10)
      .default(4)
      .describe("4 for all renormalisable terms, a higher one for its operators alone"),
    phase: z
      .enum(["unbroken", "broken"])
      .default("unbroken")
      .describe("broken: mass eigenstates after electroweak breaking; ufo and fr"),
    vacuum: vacuumOption,
    numbers: z
      .string()
      .optional()
      .describe("JSON file with parameters of the broken phase by name, each a number or [real, imaginary]"),
    generations: z.int().min(1).default(3).describe("number of generations of fields that leave it open"),
  }),
  example: "glueball lagrangian export builtin:s1 --format ufo --generations 1 --out s1_ufo",
  writesOut: true,
  run: (context, { model, format, dimension, phase, vacuum, numbers, generations }) => {
    const write = writerOf(format, phase, { vacuum, numbers });
    const content = exportContent(readTheoryOrModel(model), { dimension, generations });
    warnOfAnomalies(context, content.theory, generations);
    const exported = write(content);
    const written = writeFiles(exported, context.out, format);
    const { certificate, theory } = content;
    const faults = [...exported.faults, ...(certificate.passed ? [] : ["the certificate is not passed"])];
    return {
      model: theory.name,
      format,
      dimension,
      phase,
      generations,
      terms: content.terms.length,
      files: written,
      check: exported.check,
      faults,
      certificate,
      verdict: { passed: faults.length === 0, text: faults.length === 0 ? exported.check : faults.join("; ") },
      summary: summaryOf(exported, written, certificateText(certificate)),
      ...(format === "json" ? { document: JSON.parse(textOf(exported)) as Record<string, unknown> } : {}),
    };
  },
});

type Write = (content: ExportContent) => Exported;

interface BrokenOptions {
  readonly vacuum: string | undefined;
  readonly numbers: string | undefined;
}

/** @throws GlueballError lagrangian/format-without-phase, lagrangian/numbers-without-use, lagrangian/vacuum-without-use; as `readNumbers`. */
function writerOf(format: FormatName, phase: "unbroken" | "broken", { vacuum, numbers }: BrokenOptions): Write {
  if (phase === "unbroken") {
    if (numbers !== undefined) throw withoutUse("numbers", numbers);
    if (vacuum !== undefined) throw withoutUse("vacuum", vacuum);
    return FORMATS[format];
  }
  if (format === "ufo" || format === "fr") {
    const given = numbers === undefined ? new Map<string, Complex>() : readNumbers(numbers);
    const write = format === "ufo" ? exportBrokenUfo : exportBrokenFeynRules;
    return (content) => write(content, given, fieldNames(vacuum));
  }
  throw new GlueballError({
    code: "lagrangian/format-without-phase",
    what: "this format holds the unbroken phase only",
    place: `--format ${format}`,
    found: "--phase broken",
    expected: "--format ufo or fr, or --phase unbroken",
  });
}

function withoutUse(option: "numbers" | "vacuum", found: string): GlueballError {
  return new GlueballError({
    code: `lagrangian/${option}-without-use`,
    what: `the unbroken phase takes no ${option === "numbers" ? "numbers" : "vacuum values"}`,
    place: `--${option}`,
    found,
    expected: `--phase broken, or no --${option}`,
  });
}

function textOf({ files }: Exported): string {
  return files.get("") ?? "";
}

/** Names of the files written; none if there is no --out. @throws GlueballError lagrangian/out-missing. */
function writeFiles({ files }: Exported, out: string | undefined, format: FormatName): string[] {
  const single = files.has("");
  if (out === undefined) {
    if (single) return [];
    throw new GlueballError({
      code: "lagrangian/out-missing",
      what: "this format is a folder of several files",
      place: `--format ${format}`,
      expected: "--out FOLDER",
    });
  }
  const paths = [...files].map(([name, text]) => ({ path: single ? out : join(out, name), text }));
  for (const { path, text } of paths) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileAtomic(path, text);
  }
  return paths.map(({ path }) => path);
}

/** Without --out the text itself, else where it went. */
function summaryOf(exported: Exported, written: readonly string[], certificate: string): string {
  if (written.length === 0) return textOf(exported);
  const place = written.length === 1 ? written[0] : `${dirname(written[0])} (${written.length} files)`;
  return [`wrote ${place}`, exported.check, certificate].join("\n");
}
