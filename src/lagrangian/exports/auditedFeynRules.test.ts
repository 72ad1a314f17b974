/** The FeynRules models that are exported, read by the reader of hand-written ones and audited: nothing is missing. */
import { expect, test } from "vitest";
import { auditModel } from "../audit/audit.ts";
import { builtinTheory } from "../builtin/theories.ts";
import { renormalisableLagrangian } from "../explicit/renormalisable.ts";
import { parseFeynRules } from "../files/feynRules.ts";
import { feynRulesModel } from "./feynRules.ts";

const auditOf = (name: string, change: (text: string) => string = (text) => text) => {
  const { text } = feynRulesModel(renormalisableLagrangian(builtinTheory(name)), 3, "certificate");
  const { complete, types, terms, unread } = auditModel(parseFeynRules(change(text), `${name}.fr`));
  const missing = types.filter(({ listed, allowed }) => listed < allowed).map(({ type }) => type);
  return { complete, missing, wrong: terms.filter(({ verdict }) => verdict !== "allowed"), unread };
};

test.each(["SM", "TypeII", "phi8", "Sx", "SU5-GG"])("%s", (name) => {
  expect(auditOf(name)).toEqual({ complete: true, missing: [], wrong: [], unread: [] });
});

test("a term that is taken out is missing; a Z2, which FeynRules does not have, is not read back", () => {
  const without = (text: string) => text.replace(/LTerm2 :=[^;]*;/, "").replace(" + LTerm2 ", " ");
  expect(auditOf("TypeII", without)).toMatchObject({ complete: false, missing: ["Delta Delta+"], unread: [] });
  expect(auditOf("SM+S_Z2").missing).toEqual(["H H+ Sx", "Sx^3"]);
});

test.each(["SM+xi", "S1", "TypeI"])("%s: what the auditor proposes for an empty Lagrangian completes it", (name) => {
  const { text } = feynRulesModel(renormalisableLagrangian(builtinTheory(name)), 3, "certificate");
  // Without a list of parameters any name is a coupling.
  const empty = text.replace(/LTerm[^]*$/, "").replace(/M\$Parameters = \{[^]*?\n\};/, "");
  const { complete, types } = auditModel(parseFeynRules(empty, "empty.fr"));
  const terms = types.flatMap(({ complement }) => complement).map((term, k) => `c${k} ${term}`);
  const full = `${empty}LNew := ${terms.join(" + ")};\nLTotal := LGauge + LMatter + LNew + HC[LNew];\n`;
  expect([complete, auditModel(parseFeynRules(full, "full.fr")).complete]).toEqual([false, true]);
});
