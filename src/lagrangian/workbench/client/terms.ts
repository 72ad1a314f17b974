/** The Lagrangian as a list of terms; a term that is clicked opens what it is made of. */
import type { LagrangianAnswer, ProofsAnswer, TermAnswer } from "../engine.ts";
import type { PageTerm } from "../pageTerm.ts";
import { formula, formulasWhenSeen, make, table } from "./dom.ts";
import { contractionDrawing, contractionKey } from "./graph.ts";

/** Asks for what a term is made of. */
export type Details = (text: string) => Promise<TermAnswer>;

/** Products of contractions that are drawn; a term may be a sum of many. */
const DRAWN_PRODUCTS = 6;

/** Sections in the order of textbooks, empty ones left out. */
export function lagrangianSections({ kinetic, terms }: LagrangianAnswer, details: Details): HTMLElement[] {
  const groups: readonly (readonly [string, (term: PageTerm) => boolean])[] = [
    ["Masses", ({ dimension, spinors }) => dimension === 2 || (dimension === 3 && spinors === 2)],
    ["Yukawa couplings", ({ dimension, spinors }) => dimension === 4 && spinors === 2],
    ["Scalar potential", ({ dimension, spinors }) => dimension > 2 && spinors === 0],
  ];
  const sections = groups.flatMap(([title, belongs]) => {
    const own = terms.filter(belongs);
    return own.length === 0 ? [] : [section(`${title} (${own.length})`, termList(own, details))];
  });
  return [section("Gauge and kinetic terms", kineticList(kinetic)), ...sections];
}

function section(title: string, ...content: readonly Node[]): HTMLElement {
  return make("section", {}, make("h3", {}, title), ...content);
}

function kineticList(kinetic: readonly string[]): HTMLElement {
  return make("p", { class: "kinetic" }, ...kinetic.map((tex) => formula(tex)));
}

export function termList(terms: readonly PageTerm[], details: Details): HTMLElement {
  const formulaOf = formulasWhenSeen();
  return make(
    "ul",
    { class: "terms" },
    ...terms.map((term) => termItem(term, formulaOf(term.tex, term.type), details)),
  );
}

function termItem(term: PageTerm, shown: HTMLElement, details: Details): HTMLElement {
  const body = make("div", { class: "detail" });
  const item = make(
    "details",
    { "data-term": term.text },
    make("summary", {}, shown, make("span", { class: "proof" })),
    body,
  );
  item.addEventListener("toggle", () => {
    if (!item.open || body.childElementCount > 0) return;
    details(term.text).then(
      (answer) => body.replaceChildren(...detailOf(term, answer)),
      (error: unknown) => body.replaceChildren(make("p", { class: "wrong" }, String(error))),
    );
  });
  return make("li", {}, item);
}

function detailOf(term: PageTerm, { explicit, human, graphs, slots, numberNames, sums }: TermAnswer): HTMLElement[] {
  const groups = ["Lorentz", ...numberNames];
  const used = groups.filter((name) => graphs.some(({ edges }) => edges.some(({ group }) => group === name)));
  const shown = graphs.slice(0, DRAWN_PRODUCTS);
  const rows = slots.map(({ name, tex, spin, numbers }, k) => [`${k + 1}`, name, formula(tex), spin, ...numbers]);
  const drawing = make("div", { class: "graphs" });
  drawing.append(...shown.map((graph) => contractionDrawing(graph, slots, groups)), contractionKey(used, groups));
  return [
    make("p", {}, "With indices: ", formula(explicit)),
    make("p", {}, "With generators and Dirac bilinears: ", formula(human)),
    ...(term.symmetry === "" ? [] : [make("p", {}, `Coupling ${term.coupling}: ${term.symmetry}.`)]),
    drawing,
    ...(graphs.length > shown.length
      ? [make("p", { class: "quiet" }, `and ${graphs.length - shown.length} more products`)]
      : []),
    table(["", "field", "", "spin", ...numberNames], [...rows, ["", "product", "", "0", ...sums]], "numbers"),
    make("p", { class: "line" }, make("code", {}, term.text)),
  ];
}

/** Writes the verdicts behind the terms that are shown. */
export function showProofs(place: HTMLElement, { terms }: ProofsAnswer): void {
  for (const item of place.querySelectorAll<HTMLElement>("details[data-term]")) {
    const verdict = terms[item.dataset.term ?? ""];
    if (verdict === undefined) continue;
    const mark = item.querySelector(".proof")!;
    mark.className = verdict.valid ? "proof proved" : "proof wrong";
    const count = `${verdict.operators} operator${verdict.operators === 1 ? "" : "s"}`;
    mark.textContent = verdict.valid ? `proved, ${count}` : "not proved";
  }
}
