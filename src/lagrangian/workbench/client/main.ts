/** The page: every edit of the theory brings its Lagrangian, then the proofs, anomalies and the panels that are open. */
import type { EditorTheory } from "../editorTheory.ts";
import type { Question } from "../engine.ts";
import { byId, make } from "./dom.ts";
import { drawEditor } from "./editor.ts";
import { createEngineWorker } from "./engineWorker.ts";
import type { PageState } from "./pageState.ts";
import { keepInAddress, stateOfAddress } from "./pageState.ts";
import { anomaliesPanel, certificatePanel, checkPanel, operatorsPanel } from "./panels.ts";
import { lagrangianSections, showProofs } from "./terms.ts";

/** What the command wrote into the page. */
interface PageData {
  readonly theories: Readonly<Record<string, EditorTheory>>;
  readonly first: EditorTheory;
  readonly generations: number;
  /** Name, version and commit of the program. */
  readonly engine: string;
}

/** After an edit the slower questions wait until the person pauses. */
const PAUSE_MS = 350;

const data = JSON.parse(byId("data").textContent) as PageData;
const worker = createEngineWorker(byId("engine").textContent);
const state: PageState = stateOfAddress() ?? {
  theory: structuredClone(data.first),
  generations: data.generations,
  dimension: 5,
  lines: "",
};
let round = 0;
let pause: ReturnType<typeof setTimeout> | undefined;

function ask<K extends Question["kind"]>(question: Question & { readonly kind: K }) {
  return worker.ask<K>({ theory: state.theory, generations: state.generations, question });
}

function drawAll(): void {
  (byId("name") as HTMLInputElement).value = state.theory.name;
  (byId("generations") as HTMLInputElement).value = String(state.generations);
  (byId("dimension") as HTMLInputElement).value = String(state.dimension);
  (byId("lines") as HTMLTextAreaElement).value = state.lines;
  drawEditor(state.theory, { groups: byId("groups"), fields: byId("fields") }, changed);
  changed();
}

function changed(): void {
  keepInAddress(state);
  worker.forget();
  clearTimeout(pause);
  const own = ++round;
  void showLagrangian(own);
  pause = setTimeout(() => void showRest(), PAUSE_MS);
}

async function showLagrangian(own: number): Promise<void> {
  try {
    const began = performance.now();
    const answer = await ask({ kind: "lagrangian" });
    if (own !== round) return;
    byId("message").replaceChildren();
    byId("lagrangian").replaceChildren(...lagrangianSections(answer, (text) => ask({ kind: "term", text })));
    const shown = performance.now() - began;
    const times = `${answer.milliseconds.toFixed(1)} ms, shown after ${shown.toFixed(0)} ms`;
    byId("time").textContent = `${answer.terms.length} terms in ${times}`;
    // For whoever measures: bench/lagrangianWorkbench.ts.
    Object.assign(byId("time").dataset, { engine: answer.milliseconds, shown, round: own });
  } catch (error) {
    complain(error);
  }
}

/** One line; the last Lagrangian goes, since it is not that of these fields. */
function complain(error: unknown): void {
  byId("message").replaceChildren(make("p", { class: "wrong" }, (error as Error).message));
  for (const id of ["lagrangian", "certificate", "anomalies", "operators", "forgotten"]) byId(id).replaceChildren();
  byId("time").textContent = "";
}

async function showRest(): Promise<void> {
  const own = round;
  await Promise.all([
    into("anomalies", own, async () => anomaliesPanel(await ask({ kind: "anomalies" }))),
    into("certificate", own, async () => {
      const proofs = await ask({ kind: "proofs" });
      if (own === round) showProofs(byId("lagrangian"), proofs);
      return certificatePanel(proofs, data.engine);
    }),
    isOpen("operators-panel") ? showOperators() : undefined,
    isOpen("forgotten-panel") ? showForgotten() : undefined,
  ]);
}

function isOpen(id: string): boolean {
  return (byId(id) as HTMLDetailsElement).open;
}

/** Fills a panel unless the theory has changed meanwhile. */
async function into(id: string, own: number, content: () => Promise<HTMLElement[]>): Promise<void> {
  const place = byId(id);
  try {
    place.setAttribute("aria-busy", "true");
    const made = await content();
    if (own === round) place.replaceChildren(...made);
  } catch (error) {
    if (own === round) place.replaceChildren(make("p", { class: "wrong" }, (error as Error).message));
  }
  place.removeAttribute("aria-busy");
}

function showOperators(): Promise<void> {
  return into("operators", round, async () =>
    operatorsPanel(
      await ask({ kind: "operators", dimension: state.dimension }),
      (type) => ask({ kind: "type", type }),
      (text) => ask({ kind: "term", text }),
    ),
  );
}

async function showForgotten(): Promise<void> {
  if (state.lines.trim() === "") byId("forgotten").replaceChildren();
  else await into("forgotten", round, async () => checkPanel(await ask({ kind: "check", lines: state.lines })));
}

function onInput(id: string, act: (text: string) => void): void {
  byId(id).addEventListener("input", (event) => act((event.target as HTMLInputElement).value));
}

function connect(): void {
  byId("model").append(...Object.keys(data.theories).map((name) => make("option", { value: name }, name)));
  byId("model").addEventListener("change", (event) => {
    const chosen = data.theories[(event.target as HTMLSelectElement).value];
    if (chosen === undefined) return;
    state.theory = structuredClone(chosen);
    drawAll();
  });
  onInput("name", (text) => {
    state.theory.name = text;
    keepInAddress(state);
  });
  onInput("generations", (text) => {
    state.generations = Number(text);
    changed();
  });
  onInput("dimension", (text) => {
    state.dimension = Number(text);
    keepInAddress(state);
    void showOperators();
  });
  onInput("lines", (text) => {
    state.lines = text;
    keepInAddress(state);
    void showForgotten();
  });
  byId("operators-panel").addEventListener("toggle", () => void (isOpen("operators-panel") && showOperators()));
  byId("forgotten-panel").addEventListener("toggle", () => void (isOpen("forgotten-panel") && showForgotten()));
  byId("save").addEventListener("click", save);
  byId("open").addEventListener("change", (event) => void openFile((event.target as HTMLInputElement).files?.[0]));
  window.addEventListener("hashchange", () => {
    Object.assign(state, stateOfAddress() ?? {});
    drawAll();
  });
}

/** The theory as a file that every command reads. */
function save(): void {
  const blob = new Blob([`${JSON.stringify(state.theory, undefined, 2)}\n`], { type: "application/json" });
  const link = make("a", {
    href: URL.createObjectURL(blob),
    download: `${state.theory.name.replaceAll(/\W+/g, "-")}.json`,
  });
  link.click();
  URL.revokeObjectURL(link.href);
}

async function openFile(file: File | undefined): Promise<void> {
  if (file === undefined) return;
  try {
    const { theory } = await ask({ kind: "file", name: file.name, text: await file.text() });
    state.theory = theory;
    drawAll();
  } catch (error) {
    complain(error);
  }
}

connect();
drawAll();
