/** The panels beside the Lagrangian: certificate, anomalies, operators of higher dimension, what was forgotten. */
import type { AnomaliesAnswer, CheckAnswer, OperatorsAnswer, ProofsAnswer, TypeAnswer } from "../engine.ts";
import { make, table } from "./dom.ts";
import type { Details } from "./terms.ts";
import { termList } from "./terms.ts";

export function certificatePanel({ passed, checks, operators, types }: ProofsAnswer, engine: string): HTMLElement[] {
  const text = passed
    ? `Every term is proved and none is missing: ${operators} operators in ${types} types.`
    : "Not all terms are proved.";
  return [
    make("p", { class: passed ? "proved" : "wrong" }, text),
    make(
      "details",
      {},
      make("summary", {}, `What was checked, by ${engine}`),
      make("ul", {}, ...checks.map((check) => make("li", {}, check))),
    ),
  ];
}

export function anomaliesPanel({ sums, beta, accidental }: AnomaliesAnswer): HTMLElement[] {
  const rows = sums.map(({ name, value, vanishes, parts }) => [
    name,
    make(
      "span",
      { class: vanishes ? "proved" : "wrong" },
      vanishes ? `${value}, ${name.startsWith("Witten") ? "even" : "cancels"}` : `${value}, anomalous`,
    ),
    make("span", { class: "quiet" }, parts),
  ]);
  const symmetries = accidental.map(({ charges, anomalous }) => [
    charges,
    anomalous === "" ? "not anomalous" : anomalous,
  ]);
  return [
    sums.length === 0
      ? make("p", {}, "The gauge groups have no condition.")
      : table(["anomaly", "sum", "by field"], rows),
    make("h3", {}, "Running at one loop"),
    table(
      ["coupling", "b"],
      beta.map(({ name, value }) => [name, value]),
    ),
    make("h3", {}, "Accidental U(1)s up to dimension 4"),
    symmetries.length === 0 ? make("p", {}, "None.") : table(["charges", "anomalous under"], symmetries),
  ];
}

/** Rows that are drawn at once; a table of thousands would stop the page. */
const SHOWN_TYPES = 300;

/** Types with their numbers; one that is opened is written out. */
export function operatorsPanel(
  { dimension, operators, types, milliseconds }: OperatorsAnswer,
  writeOut: (type: string) => Promise<TypeAnswer>,
  details: Details,
): HTMLElement[] {
  const items = types.slice(0, SHOWN_TYPES).map(({ name, operators: own, terms }) => {
    const body = make("div", {});
    const item = make(
      "details",
      {},
      make(
        "summary",
        {},
        make("b", {}, name),
        make("span", { class: "quiet" }, ` ${own} operators, ${terms} ${terms === "1" ? "term" : "terms"}`),
      ),
      body,
    );
    item.addEventListener("toggle", () => {
      if (!item.open || body.childElementCount > 0) return;
      body.replaceChildren(make("p", { class: "quiet" }, "writing out …"));
      writeOut(name).then(
        (answer) => body.replaceChildren(termList(answer.terms, details)),
        (error: unknown) => body.replaceChildren(make("p", { class: "wrong" }, (error as Error).message)),
      );
    });
    return make("li", {}, item);
  });
  return [
    make(
      "p",
      {},
      `${operators} operators of dimension ${dimension} in ${types.length} types, ${milliseconds.toFixed(0)} ms; an operator and its conjugate count as two.`,
    ),
    make("ul", { class: "terms" }, ...items),
    ...(types.length > SHOWN_TYPES
      ? [
          make(
            "p",
            { class: "quiet" },
            `and ${types.length - SHOWN_TYPES} more types; glueball lagrangian count lists all`,
          ),
        ]
      : []),
  ];
}

export function checkPanel({ lines, missing }: CheckAnswer): HTMLElement[] {
  const wrong = lines.filter(({ valid }) => !valid);
  const rows = missing.map(({ type, operators, complement }) => [
    type,
    String(operators),
    make("code", {}, complement.join("\n")),
  ]);
  return [
    make(
      "p",
      { class: wrong.length === 0 ? "proved" : "wrong" },
      `${lines.length - wrong.length} of ${lines.length} terms are valid.`,
    ),
    ...(wrong.length === 0
      ? []
      : [
          table(
            ["not allowed", "why"],
            wrong.map(({ text, reasons }) => [make("code", {}, text), reasons.join("; ")]),
          ),
        ]),
    make(
      "p",
      { class: missing.length === 0 ? "proved" : "wrong" },
      missing.length === 0 ? "Nothing is missing." : `Forgotten: ${missing.length} types.`,
    ),
    ...(missing.length === 0 ? [] : [table(["type", "operators", "one way to write it"], rows)]),
  ];
}
