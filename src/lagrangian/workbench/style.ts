/** How the workbench looks, by day and by night. */
export const STYLE = `
:root { color-scheme: light dark; --ink: #1c1c1c; --paper: #fdfdfb; --rule: #d3d3cd; --quiet: #5c5c58; --good: #1a6fb5; --bad: #b3261e; --field: #fff; }
@media (prefers-color-scheme: dark) { :root { --ink: #ececea; --paper: #17181a; --rule: #46474a; --quiet: #a5a5a0; --good: #6cb4f0; --bad: #ff8a80; --field: #202224; } }
* { box-sizing: border-box; }
body { margin: 0; padding: 1.2rem 2rem 3rem; background: var(--paper); color: var(--ink); font: 15px/1.45 system-ui, "DejaVu Sans", sans-serif; }
h1 { font-size: 1.35rem; margin: 0; } h2 { font-size: 1.05rem; margin: 1rem 0 0.4rem; } h3 { font-size: 0.92rem; margin: 0.9rem 0 0.3rem; font-weight: 600; }
header p { margin: 0.1rem 0 0; }
.quiet, h2 .quiet { color: var(--quiet); font-size: 0.86rem; font-weight: 400; }
.proved { color: var(--good); } .wrong { color: var(--bad); }
main { display: grid; grid-template-columns: minmax(30rem, 5fr) minmax(30rem, 6fr); gap: 0 2.5rem; align-items: start; }
.left, .right { min-width: 0; }
.bar { display: flex; flex-wrap: wrap; gap: 0.5rem 1.2rem; align-items: center; margin-top: 0.7rem; }
input, select, button, textarea { font: inherit; color: inherit; background: var(--field); border: 1px solid var(--rule); border-radius: 3px; padding: 0.1rem 0.35rem; }
button { cursor: pointer; padding: 0.1rem 0.6rem; } button:hover { border-color: var(--ink); }
:focus-visible { outline: 2px solid var(--good); outline-offset: 1px; }
.short { width: 4.6rem; } .tiny { width: 3.6rem; } td button { border: 0; background: none; color: var(--quiet); padding: 0 0.3rem; }
.button { border: 1px solid var(--rule); border-radius: 3px; background: var(--field); padding: 0.1rem 0.6rem; cursor: pointer; }
.button:hover { border-color: var(--ink); } .button:focus-within { outline: 2px solid var(--good); outline-offset: 1px; }
.button input { position: absolute; width: 1px; height: 1px; opacity: 0; }
textarea { width: 100%; font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: 0.86rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; margin: 0.2rem 0 0.5rem; font-size: 0.92rem; }
th, td { text-align: left; padding: 0.12rem 0.7rem 0.12rem 0; vertical-align: baseline; } th { font-weight: 600; border-bottom: 1px solid var(--rule); }
.numbers td, .numbers th { padding-right: 1.1rem; } .numbers tr:last-child td { border-top: 1px solid var(--rule); }
ul.terms { list-style: none; margin: 0; padding: 0; }
.terms > li { border-bottom: 1px solid var(--rule); }
.terms summary { cursor: pointer; padding: 0.28rem 0; display: flex; gap: 1rem; align-items: baseline; justify-content: space-between; }
.terms summary:hover { background: color-mix(in srgb, var(--ink) 5%, transparent); }
.terms summary .formula { overflow-x: auto; min-width: 0; }
.proof { font-size: 0.8rem; white-space: nowrap; }
.detail { padding: 0 0 0.6rem 1.2rem; } .detail p { margin: 0.3rem 0; overflow-x: auto; }
.kinetic { margin: 0; line-height: 2; } .kinetic .formula { margin-right: 0.6rem; }
math { font-size: 1.04em; }
.graphs { display: flex; flex-wrap: wrap; gap: 0.4rem 1rem; align-items: end; margin: 0.4rem 0; }
.graph { width: 220px; } .key { width: 190px; }
svg text { fill: var(--ink); font-size: 14px; } svg .coefficient { font-size: 15px; }
svg .edge { fill: none; stroke-width: 2.4; } svg .node { fill: var(--paper); stroke: var(--ink); stroke-width: 1.4; }
code { font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: 0.82rem; white-space: pre-wrap; overflow-wrap: anywhere; }
.right > details { border-top: 1px solid var(--rule); margin-top: 1rem; } .right > details > summary { cursor: pointer; } .right > details > summary h2 { display: inline-block; margin: 0.6rem 0; }
[aria-busy] { opacity: 0.55; }
@media (max-width: 70rem) { main { grid-template-columns: 1fr; } body { padding: 1rem; } }
`;
