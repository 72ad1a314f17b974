/**
 * The HTML of a report. Text, captions and table cells may hold the label markup of figures (`$p_T$`); all text is
 * escaped, and figures come from our own renderer and stand as they are.
 */
import { INK } from "./figures/palette.ts";
import { labelHtml } from "./figures/label.ts";
import { escapeXml } from "./figures/svg.ts";
import type { Block, Report, Section } from "./report.ts";
import { alignDecimals, formatCell, isNumeric } from "./table.ts";
import type { Table } from "./table.ts";
import type { Verdict } from "./task.ts";

/** Spaces as wide as a figure and as a point, for aligning columns of numbers. */
const FIGURE_SPACE = "\u2007";
const POINT_SPACE = "\u2008";

export function renderPage({ title, lead, verdict, sections }: Report): string {
  const number = figureNumbers(sections);
  return [
    '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escapeXml(title)}</title>`,
    `<style>${STYLE}</style>\n</head>\n<body>\n<main>\n<header>`,
    `<h1>${escapeXml(title)}</h1>`,
    verdict === undefined ? "" : renderVerdict(verdict),
    lead === undefined ? "" : `<p class="lead">${escapeXml(lead)}</p>`,
    "</header>",
    ...sections.map((section) => renderSection(section, number)),
    "</main>\n</body>\n</html>\n",
  ]
    .filter((line) => line !== "")
    .join("\n");
}

/** Figures and tables are counted through the report, as in a paper. */
function figureNumbers(sections: readonly Section[]): ReadonlyMap<Block, number> {
  const numbers = new Map<Block, number>();
  for (const kind of ["figure", "table"] as const) {
    const blocks = sections.flatMap((section) => section.blocks).filter((block) => isNumbered(block, kind));
    blocks.forEach((block, index) => numbers.set(block, index + 1));
  }
  return numbers;
}

function isNumbered(block: Block, kind: "figure" | "table"): boolean {
  return block.kind === kind && block.caption !== "";
}

function renderVerdict({ passed, text }: Verdict): string {
  const word = passed ? "Passed" : "Not passed";
  return `<p class="verdict ${passed ? "passed" : "refused"}"><strong>${word}.</strong> ${escapeXml(text)}</p>`;
}

function renderSection({ title, blocks }: Section, number: ReadonlyMap<Block, number>): string {
  const content = blocks.map((block, index) => {
    const html = renderBlock(block, number.get(block));
    if (block.kind !== "figure") return html;
    // Figures that follow each other stand side by side.
    const opens = blocks[index - 1]?.kind !== "figure";
    const closes = blocks[index + 1]?.kind !== "figure";
    return `${opens ? '<div class="figures">' : ""}${html}${closes ? "</div>" : ""}`;
  });
  return `<section>\n<h2>${escapeXml(title)}</h2>\n${content.join("\n")}\n</section>`;
}

function renderBlock(block: Block, number: number | undefined): string {
  switch (block.kind) {
    case "text":
      return block.text
        .split(/\n\s*\n/)
        .map((paragraph) => `<p>${textHtml(paragraph)}</p>`)
        .join("\n");
    case "table":
      return renderTable(block, caption("Table", number, block.caption));
    case "figure": {
      const words = caption("Figure", number, block.caption);
      return `<figure>${block.figure.svg}${words === "" ? "" : `<figcaption>${words}</figcaption>`}</figure>`;
    }
    case "keyValues":
      return `<dl>${block.entries.map(([key, value]) => `<dt>${escapeXml(key)}</dt><dd>${escapeXml(value)}</dd>`).join("")}</dl>`;
    default:
      return block satisfies never;
  }
}

function caption(word: string, number: number | undefined, words: string): string {
  return number === undefined ? "" : `<b>${word} ${number}.</b> ${textHtml(words)}`;
}

function renderTable({ columns, rows }: Table, words: string): string {
  const columnCells = columns.map((_, column) => {
    const texts = rows.map((row) => formatCell(row[column]!));
    return isNumeric(rows, column) ? alignDecimals(texts, FIGURE_SPACE, POINT_SPACE) : texts;
  });
  const kind = (column: number): string => (isNumeric(rows, column) ? ' class="number"' : "");
  const head = columns
    .map((title, column) => `<th${kind(column)}>${headHtml(title, columns.length >= MANY_COLUMNS)}</th>`)
    .join("");
  const body = rows.map(
    (_, row) =>
      `<tr>${columns.map((__, column) => `<td${kind(column)}>${textHtml(columnCells[column]![row]!)}</td>`).join("")}</tr>`,
  );
  const captionRow = words === "" ? "" : `<caption>${words}</caption>`;
  return `<div class="table"><table>${captionRow}<thead><tr>${head}</tr></thead><tbody>${body.join("")}</tbody></table></div>`;
}

/** A percent sign stays on the line of its number. */
function textHtml(text: string): string {
  return labelHtml(text.replaceAll(/(\d) %/g, "$1\u00a0%"));
}

/** From here on a table is broad, and the units of all its columns stand below their titles. */
const MANY_COLUMNS = 7;

/** `recall [%]`: the unit never alone on a line by chance. */
function headHtml(title: string, isBroad: boolean): string {
  const [, words, unit] = /^(.*\S) (\[[^\]]+\])$/.exec(title) ?? [];
  if (words === undefined || unit === undefined) return labelHtml(title);
  return isBroad
    ? `${labelHtml(words)}<span class="unit"> ${labelHtml(unit)}</span>`
    : labelHtml(`${words}\u00a0${unit}`);
}

const STYLE = `
:root{color-scheme:light dark;--ink:${INK.light};--soft:#5c6370;--rule:#d5d8de;--paper:#fff;--good:#1a6fb5;--bad:#b3261e}
@media screen and (prefers-color-scheme:dark){
:root{--ink:${INK.dark};--soft:#9aa1ad;--rule:#3a3f4a;--paper:#14161a;--good:#6cb4f0;--bad:#ff8a80}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:17px/1.55 Charter,"Bitstream Charter",Georgia,"DejaVu Serif",serif}
main{max-width:1060px;margin:0 auto;padding:48px 32px 80px}
h1{font-size:32px;line-height:1.2;margin:0 0 14px;letter-spacing:-.01em}
h2{font-size:21px;margin:44px 0 12px;padding-top:14px;border-top:1px solid var(--rule)}
p{margin:0 0 12px;max-width:44em}
.lead{font-size:18px;color:var(--soft)}
.verdict{border-left:5px solid var(--good);padding:6px 14px;margin:0 0 16px}
.verdict strong{color:var(--good)}
.verdict.refused{border-color:var(--bad);border-left-style:double}
.verdict.refused strong{color:var(--bad)}
.figures{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(430px,100%),1fr));gap:18px 28px;margin:14px 0 20px}
figure{margin:0}
figure svg{display:block;width:100%;height:auto}
figcaption,caption{font-size:14.5px;line-height:1.4;color:var(--soft);text-align:left}
figcaption{margin-top:6px}
caption{padding-bottom:8px}
b{color:var(--ink)}
sub,sup{line-height:0}
.table{overflow-x:auto;margin:10px 0 18px}
table{border-collapse:collapse;border-top:1.5px solid var(--ink);border-bottom:1.5px solid var(--ink);font-size:15.5px}
caption{caption-side:top}
th{font-weight:600;text-align:left;border-bottom:1px solid var(--ink)}
.unit{display:block;font-weight:400}
th,td{padding:4px 16px 4px 2px;vertical-align:baseline}
th:last-child,td:last-child{padding-right:2px}
td:first-child{white-space:nowrap}
th.number,td.number{text-align:right;font-variant-numeric:tabular-nums lining-nums}
td.number{white-space:nowrap;font-family:Helvetica,Arial,"Liberation Sans",sans-serif;font-size:14px}
dl{display:grid;grid-template-columns:max-content 1fr;gap:3px 24px;font-size:15.5px;margin:0 0 16px}
dt{color:var(--soft)}
dd{margin:0;overflow-wrap:anywhere}
@media (max-width:720px){main{padding:24px 16px}}
@media print{body{font-size:10.5pt}main{max-width:none;padding:0}figure,table,.verdict{break-inside:avoid}h2{break-after:avoid}}
`;
