/** The event display as one HTML file: no server, no network, nothing to install. */
import { readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { join } from "node:path";
import { inScript } from "../../run/index.ts";
import type { DisplayData } from "./data.ts";

/** Modules that the main script imports by these names. */
const PARTS = ["plane", "cylinder", "lund"] as const;

export function displayPage(data: DisplayData): string {
  const imports = Object.fromEntries(PARTS.map((name) => [`./${name}.ts`, moduleUrl(script(name))]));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(data.title)}</title>
<style>${STYLE}</style>
<script type="importmap">${inScript(JSON.stringify({ imports }))}</script>
</head>
<body>
<header><h1>${escapeHtml(data.title)}</h1>
<p>${escapeHtml(`${data.particles.length} particles; ${describe(data)}; units: ${data.units}`)}</p></header>
<main>
<section><h2>Event</h2><canvas id="cylinder"></canvas><p class="hint">Length: ln pT. Drag to turn.</p></section>
<section><h2>Rapidity and azimuth</h2><canvas id="plane"></canvas>
<div class="steps"><button id="play">Play</button><button id="back" aria-label="one step back">◀</button>
<input id="step" type="range" min="0" step="1" aria-label="clustering step"><button id="forward" aria-label="one step forward">▶</button>
<span id="step-text"></span></div>
<p class="hint">Shaded: where a jet would catch a soft particle. Click particles to inspect them.</p></section>
<section><h2>Jets</h2><table><thead><tr><th>jet</th><th>pT [GeV]</th><th>y</th><th>φ [rad]</th><th>mass [GeV]</th><th>particles</th><th>area</th></tr></thead>
<tbody id="jets"></tbody></table><p class="hint">Click a jet to see it alone.</p></section>
<section><h2 id="lund-title">Lund plane</h2><svg id="lund" role="img" aria-labelledby="lund-title"></svg>
<p class="hint">Size: z. Click an emission to pick its particles.</p></section>
<section class="wide"><h2>Four-vectors</h2><table><thead><tr><th>particle</th><th>px [GeV]</th><th>py</th><th>pz</th><th>E</th><th>pT</th><th>y</th><th>φ</th><th>mass</th></tr></thead>
<tbody id="inspector"></tbody></table><p class="hint" id="inspector-hint">Nothing is picked.</p></section>
</main>
<script type="application/json" id="data">${inScript(JSON.stringify(data))}</script>
<script type="module">${inScript(script("main"))}</script>
</body>
</html>
`;
}

function describe({ algorithm, radius, jets }: DisplayData): string {
  const area = algorithm === "durham" ? "" : `, R = ${radius}`;
  return `${algorithm}${area}: ${jets.length} jets`;
}

/** A part of the page in JavaScript: its types are erased, nothing else is done to it. */
function script(name: string): string {
  return stripTypeScriptTypes(readFileSync(join(import.meta.dirname, "client", `${name}.ts`), "utf8"));
}

function moduleUrl(source: string): string {
  return `data:text/javascript;charset=utf-8,${encodeURIComponent(source)}`;
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

const STYLE = `
:root { color-scheme: light dark; --ink: #1c1c1c; --paper: #fdfdfb; --rule: #c9c9c4; --quiet: #5c5c58; }
@media (prefers-color-scheme: dark) { :root { --ink: #ececea; --paper: #17181a; --rule: #46474a; --quiet: #a5a5a0; } }
body { margin: 0; padding: 1.2rem 2rem; background: var(--paper); color: var(--ink); font: 15px/1.45 system-ui, sans-serif; }
header p, .hint { color: var(--quiet); margin: 0.2rem 0; }
h1 { font-size: 1.35rem; margin: 0; } h2 { font-size: 1rem; margin: 0 0 0.4rem; }
main { display: grid; grid-template-columns: repeat(2, minmax(24rem, 1fr)); gap: 1.4rem 2rem; margin-top: 1rem; }
section { min-width: 0; } .wide { grid-column: 1 / -1; }
canvas { width: 100%; height: 25rem; color: var(--ink); } #cylinder { cursor: grab; touch-action: none; } #plane { cursor: crosshair; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: right; padding: 0.15rem 0.6rem; border-bottom: 1px solid var(--rule); } th { font-weight: 600; }
#jets tr { cursor: pointer; } #jets tr:hover, .chosen { background: color-mix(in srgb, var(--ink) 9%, transparent); }
.steps { display: flex; gap: 0.5rem; align-items: center; } .steps input { flex: 1; } #step-text { min-width: 20rem; }
svg { width: 100%; max-height: 22rem; font-size: 13px; } svg text { fill: var(--ink); } svg circle { opacity: 0.75; cursor: pointer; }
svg .frame { fill: none; stroke: var(--ink); }
@media (max-width: 56rem) { main { grid-template-columns: 1fr; } }
`;
