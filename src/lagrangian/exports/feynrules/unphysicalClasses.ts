/** The classes of the theory itself after electroweak breaking: unphysical, with definitions in terms of particles. */
import type { BrokenBuild } from "../broken/brokenBuild.ts";
import { polynomialText } from "../broken/polynomial.ts";
import { adjointIndex, declaredIndices, quantumNumbers } from "../feynRules.ts";
import type { FrContext } from "../feynRulesFields.ts";
import { adjointName, colourFactorOf, copiesOf, indicesOf } from "../feynRulesFields.ts";
import { specialUnitaryGroups } from "../../theory.ts";
import type { ComponentDefinition } from "./fieldDefinitions.ts";
import type { GaugedGroup } from "./gaugeGroups.ts";
import { mathematicaExpression } from "./mathematicaText.ts";
import type { RotationTensor } from "./rotationTensors.ts";
import { partFactor } from "./rotationTensors.ts";

/** Texts of classes, and the tensors that their definitions need. */
export interface UnphysicalClass {
  /** `F`, `S` or `V`. */
  readonly kind: string;
  readonly body: string;
  readonly tensors: readonly RotationTensor[];
}

interface Wording {
  readonly build: BrokenBuild;
  /** Text of a parameter. */
  readonly nameOf: (name: string) => string;
}

export function fieldClass(
  context: FrContext,
  wording: Wording,
  field: number,
  definitions: readonly ComponentDefinition[],
): UnphysicalClass {
  const own = context.oriented.fields[field];
  const fermion = own.twiceHelicity !== 0;
  const colour = colourFactorOf(context.oriented);
  const indices = indicesOf(context, own);
  const copies = copiesOf(context, own);
  const projector = fermion ? (own.twiceHelicity < 0 ? "ProjM" : "ProjP") : undefined;
  const tensors: RotationTensor[] = [];
  const lines = definitions.map((definition) => {
    let used = 0;
    const places = indices.map(({ factor }) => (factor === colour ? "cc_" : String(definition.indices[used++])));
    const patterns = [...(fermion ? ["sp1_"] : []), ...places, ...(copies > 1 ? ["ff_"] : [])];
    const colours = places.includes("cc_") ? ["cc"] : [];
    const right = rightSide(definition, wording, {
      name: own.name,
      before: fermion ? ["sp2"] : [],
      indices: colours,
      projector,
      tensors,
    });
    return definitionText(own.name, patterns, right);
  });
  const flavour = indices.find(({ factor }) => factor !== colour)?.name ?? (copies > 1 ? `Gen${copies}` : undefined);
  const shared = [
    `ClassName -> ${own.name}, Unphysical -> True, SelfConjugate -> ${own.real ? "True" : "False"}`,
    `${declaredIndices(context, own).replace(/, FlavorIndex -> \w+$/, "")}`,
    flavour === undefined ? "" : `, FlavorIndex -> ${flavour}`,
    quantumNumbers(own, context.oriented),
  ].join("");
  return { kind: fermion ? "F" : "S", body: `${shared},\n    Definitions -> {${lines.join(",\n      ")}}`, tensors };
}

export function bosonClass(
  context: FrContext,
  wording: Wording,
  group: GaugedGroup,
  definitions: readonly ComponentDefinition[],
): UnphysicalClass {
  const name = context.bosons.get(group.name)!;
  const tensors: RotationTensor[] = [];
  const lines = definitions.map((definition) => {
    const right = rightSide(definition, wording, { name, before: ["mu"], indices: [], projector: undefined, tensors });
    return definitionText(name, ["mu_", ...definition.indices.map(String)], right);
  });
  const factor = group.kind === "SU" ? specialUnitaryGroups(context.theory).indexOf(group) : -1;
  const flavour = factor === -1 ? "" : `, FlavorIndex -> ${adjointName(context.theory, factor)}`;
  const shared = `ClassName -> ${name}, Unphysical -> True, SelfConjugate -> True${adjointIndex(context, group)}${flavour}`;
  return { kind: "V", body: `${shared},\n    Definitions -> {${lines.join(",\n      ")}}`, tensors };
}

/** `X[..] -> ..`, with `:>` where the right side needs the values of patterns. */
function definitionText(name: string, patterns: readonly string[], right: RightSide): string {
  const left = patterns.length === 0 ? name : `${name}[${patterns.join(", ")}]`;
  const inner = right.local.length === 0 ? right.text : `Module[{${right.local.join(", ")}}, ${right.text}]`;
  return `${left} ${patterns.some((own) => own.endsWith("_")) ? ":>" : "->"} ${inner}`;
}

interface RightSide {
  readonly text: string;
  /** Names of indices that are summed over. */
  readonly local: readonly string[];
}

interface Frame {
  readonly name: string;
  /** Indices in front: of a spinor, of a vector. */
  readonly before: readonly string[];
  readonly indices: readonly string[];
  readonly projector: string | undefined;
  readonly tensors: RotationTensor[];
}

function rightSide(
  { constant, parts, indices }: ComponentDefinition,
  { build, nameOf }: Wording,
  frame: Frame,
): RightSide {
  const { name, before, projector, tensors } = frame;
  const expression = (python: string) => factorText(mathematicaExpression(python, nameOf));
  let sums = false;
  const products = parts.map((part) => {
    const { particles, conjugate } = part;
    const tensorName = `Rot${name}${indices.join("")}${particles.name}${conjugate ? "c" : ""}`;
    const { text, isMatrix, tensor, diagonal } = partFactor(part, tensorName);
    const several = particles.members.length > 1;
    const member = several ? (diagonal ? ["ff"] : ["gg"]) : [];
    sums ||= several && !diagonal;
    if (tensor !== undefined) tensors.push(tensor);
    const places = !isMatrix ? [] : [...(part.matrix.length > 1 ? ["ff"] : []), ...member];
    const factor = !isMatrix ? expression(text) : `${text}[${places.join(", ")}]`;
    const own = fieldText(particles.name, build.particles[particles.members[0].particle].spin === 2, conjugate);
    const list = [...before, ...frame.indices, ...member];
    const particle = list.length === 0 ? own : `${own}[${list.join(", ")}]`;
    return [
      ...(factor === "1" ? [] : [factor]),
      ...(projector === undefined ? [] : [`${projector}[sp1, sp2]`]),
      particle,
    ].join("*");
  });
  const terms = [...(constant.size === 0 ? [] : [expression(polynomialText(constant))]), ...products];
  const local = [...(projector === undefined || parts.length === 0 ? [] : ["sp2"]), ...(sums ? ["gg"] : [])];
  return { text: terms.length === 0 ? "0" : terms.join(" + "), local };
}

function fieldText(name: string, spinor: boolean, conjugate: boolean): string {
  if (!conjugate) return name;
  return spinor ? `CC[${name}]` : `${name}bar`;
}

/** A factor of a product; what is no name stands in brackets. */
function factorText(text: string): string {
  return /^(\w+(\[[\w, ]+\])?|Conjugate\[\w+(\[[\w, ]+\])?\])$/.test(text) ? text : `(${text})`;
}
