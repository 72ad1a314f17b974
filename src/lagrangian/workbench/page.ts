/**
 * The workbench as one HTML file: the exact engine itself is in it, so that it works from a disk, without server or
 * network, and can be sent to a colleague. rolldown joins the modules; what would need Node must not be among them.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { inScript } from "../../run/index.ts";
import { builtinNames, builtinTheory } from "../builtin/theories.ts";
import type { Theory } from "../theory.ts";
import { editorTheory } from "./editorTheory.ts";
import { STYLE } from "./style.ts";

export interface WorkbenchData {
  readonly theory: Theory;
  readonly generations: number;
  /** Name, version and commit of the program. */
  readonly engine: string;
}

export async function workbenchPage({ theory, generations, engine }: WorkbenchData): Promise<string> {
  const [main, worker] = [await bundle("main"), await bundle("worker")];
  const theories = Object.fromEntries(builtinNames().map(({ name }) => [name, editorTheory(builtinTheory(name))]));
  const data = JSON.stringify({ theories, first: editorTheory(theory), generations, engine });
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Lagrangian workbench</title>
<style>${formulaStyle()}${STYLE}</style>
</head>
<body>
${BODY}
<script type="application/json" id="data">${inScript(data)}</script>
<script type="text/plain" id="engine">${inScript(worker)}</script>
<script type="module">${inScript(main)}</script>
</body>
</html>
`;
}

const BODY = `<header>
<h1>Lagrangian workbench</h1>
<p class="quiet">Every term that fields and symmetries allow, proved while you type.</p>
</header>
<main>
<div class="left">
<div class="bar">
<label>Start from <select id="model"><option value="">a theory …</option></select></label>
<label class="button">Open a model …<input type="file" id="open" accept=".json,.yml,.yaml,.model,.m,.fr"></label>
<button type="button" id="save">Save as JSON</button>
</div>
<div class="bar">
<label>Name <input id="name" spellcheck="false"></label>
<label>Generations <input id="generations" type="number" min="1" max="12" class="tiny"></label>
</div>
<section><h2>Fields</h2><div id="fields"></div>
<p class="quiet">Irreps by name (3, 3bar, 8, 15') or Dynkin labels ([1,1]); charges as fractions; copies: a number or Nf for the number of generations.
Fermions are Weyl spinors: a right-handed quark may be listed as its left-handed conjugate.</p></section>
<section><h2>Symmetries</h2><div id="groups"></div></section>
<section><h2>Anomalies</h2><div id="anomalies"></div></section>
</div>
<div class="right">
<section><h2>Lagrangian <span id="time" class="quiet" role="status"></span></h2>
<p class="quiet">Two spinors in one bracket are contracted; X̃ is the conjugate of X with its doublet index raised. Click a term for its indices.</p>
<div id="message" role="alert"></div><div id="certificate"></div><div id="lagrangian"></div></section>
<details id="operators-panel"><summary><h2>Operators of higher dimension</h2></summary>
<label>Dimension <input id="dimension" type="number" min="2" max="15" class="tiny"></label><div id="operators"></div></details>
<details id="forgotten-panel"><summary><h2>What did I forget?</h2></summary>
<p class="quiet">Your terms, one a line: fields alone (Q uc H) or with contractions (H H+ | SU2 eps(1 2)).</p>
<textarea id="lines" rows="6" spellcheck="false" aria-label="your terms"></textarea><div id="forgotten"></div></details>
</div>
</main>`;

/** A module of the page with all that it imports, as one script. */
async function bundle(name: string): Promise<string> {
  const build = await rolldown({
    input: join(import.meta.dirname, "client", `${name}.ts`),
    platform: "browser",
    external: /^node:/, // what is imported and not used falls away; what is used is refused below
    treeshake: { moduleSideEffects: false },
  });
  try {
    const { output } = await build.generate({ format: "es", minify: true });
    const [{ code, imports }] = output;
    if (imports.length > 0) throw new Error(`${name} of the page needs ${imports.join(", ")}`);
    return code;
  } finally {
    await build.close();
  }
}

/** What temml's MathML needs of a browser: bars, accents, cancelled symbols. Fonts are the reader's own. */
function formulaStyle(): string {
  return readFileSync(fileURLToPath(import.meta.resolve("temml/dist/Temml-Local.css")), "utf8");
}
