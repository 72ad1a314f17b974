/**
 * A theory after electroweak breaking as a FeynRules model: particles, the classes of the theory defined by them, the parameters
 * of the UFO folder with their numbers, and the Lagrangian of the theory itself, which FeynRules expands. Unitary gauge:
 * definitions have no Goldstone bosons, and there are no ghosts.
 *
 * Spinors have four components: a left-handed field is ProjM times a Dirac particle, CC[] of one, or a Majorana particle.
 */
import { unitaryGroups } from "../../theory.ts";
import { notesOf } from "../broken/brokenFiles.ts";
import type { BrokenModel } from "../broken/brokenModel.ts";
import type { NamedOperator } from "../couplings.ts";
import type { FeynRulesModel } from "../feynRules.ts";
import { lagrangianText, quantumNumberList } from "../feynRules.ts";
import type { FrContext } from "../feynRulesFields.ts";
import { classFields, colourIndexName, copiesOf, indexTable, RESERVED } from "../feynRulesFields.ts";
import { identifier } from "../identifier.ts";
import { brokenParameters, matrixIndices } from "./brokenParameters.ts";
import type { Same } from "./directClasses.ts";
import { bosonNames, directClasses } from "./directClasses.ts";
import { bosonDefinitions, fieldDefinitions } from "./fieldDefinitions.ts";
import { couplingNames, gaugedGroups, groupsText, indexText } from "./gaugeGroups.ts";
import { nameNotes, symmetryNotes, USE_NOTE } from "./headerNotes.ts";
import type { ParameterNames } from "./parameterNames.ts";
import { CKM, parameterNames } from "./parameterNames.ts";
import type { ParticleClass } from "./particleClasses.ts";
import { particleClasses } from "./particleClasses.ts";
import { physicalClass } from "./physicalClasses.ts";
import type { RotationTensor } from "./rotationTensors.ts";
import { bosonClass, fieldClass } from "./unphysicalClasses.ts";

export interface BrokenFeynRules extends FeynRulesModel {
  readonly model: BrokenModel;
  readonly classes: readonly ParticleClass[];
  readonly names: ParameterNames;
}

/** The model of a broken phase. */
export function brokenFeynRules(model: BrokenModel, certificate: string): BrokenFeynRules {
  const { build } = model;
  const { lagrangian, generations, operators, entries } = build.components;
  const { theory } = lagrangian;
  const reserved = new Set([...RESERVED, CKM, ...unitaryGroups(theory).map(({ name }) => identifier(name))]);
  const found = particleClasses(build, reserved);
  const direct = directClasses(model, found);
  const taken = new Set([...reserved, ...found.flatMap((own) => (direct.has(own) ? [] : namesOf(own)))]);
  const bosons = bosonNames(model, direct, taken);
  for (const name of bosons.values()) taken.add(name);
  const fields = classFields(theory, taken);
  const classes = found.map((own) => {
    const part = direct.get(own);
    if (part === undefined) return own;
    const name = part.kind === "field" ? fields.oriented.fields[part.field].name : bosons.get(part.group)!;
    return { name, members: own.members.length > 1 ? own.members : [{ ...own.members[0], name }] };
  });
  const context: FrContext = {
    theory,
    ...fields,
    lagrangian,
    terms: operators.filter((term) => entries.some((own) => own.term === term)),
    generations,
    indices: indexTable(fields.oriented),
    bosons,
    couplings: couplingNames(theory),
    broken: true,
  };
  const used = new Set([...taken, ...fields.oriented.fields.map(({ name }) => name), ...classes.flatMap(namesOf)]);
  const names = parameterNames(build, used, (term) => flavoursOf(context, term));
  const same = new Map(found.flatMap((own, k) => (direct.has(own) ? [[classes[k], direct.get(own)!] as const] : [])));
  const parts = classTexts(context, model, { classes, same, names });
  const linear = linearTerms(context, model, names);
  const text = [
    ...certificate.split("\n").map((line) => `(* ${line} *)`),
    ...[USE_NOTE, ...headerNotes(model), ...nameNotes(theory, fields), ...symmetryNotes(theory)].map(
      (note) => `(* ${note} *)`,
    ),
    `M$ModelName = "${theory.name.replaceAll(/[^A-Za-z0-9]+/g, "_")}_broken";`,
    "FeynmanGauge = False;",
    "M$InteractionOrderHierarchy = {{QCD, 1}, {QED, 2}};",
    `${indexText(context)}\n${moreIndices(context, classes, names)}`.trim(),
    groupsText(context),
    `M$ClassesDescription = {\n${parts.texts.join(",\n")}\n};`,
    brokenParameters(context, build, names, [...parts.tensors, ...linear.tensors]),
    lagrangianText(context, linear.terms),
    "",
  ].join("\n\n");
  return { ...context, text, model, classes, names };
}

function namesOf({ name, members }: ParticleClass): string[] {
  return [name, ...members.map((own) => own.name)];
}

function flavoursOf(context: FrContext, { operator }: NamedOperator): number {
  const { letters } = context.lagrangian;
  return operator.slots.filter((letter) => copiesOf(context, letters[letter]) > 1).length;
}

interface ClassContext {
  readonly classes: readonly ParticleClass[];
  readonly same: ReadonlyMap<ParticleClass, Same>;
  readonly names: ParameterNames;
}

/** M$ClassesDescription: particles first. */
function classTexts(context: FrContext, model: BrokenModel, { classes, same, names }: ClassContext) {
  const { build, bosons } = model;
  const { textOf: nameOf } = names;
  const physical = classes.map((own) =>
    physicalClass(build, own, {
      nameOf,
      indicesOf: ({ members: [{ particle }] }) => {
        const name = colourIndexName(context, build.particles[particle].colour);
        return name === undefined ? [] : [name];
      },
      chargesOf: (candidate) => {
        const part = same.get(candidate);
        return part?.kind === "field" ? quantumNumberList(context.oriented.fields[part.field], context.oriented) : [];
      },
    }),
  );
  const known = [...same.values()];
  const gauge = gaugedGroups(context)
    .filter(({ name }) => !known.some((own) => own.kind === "boson" && own.group === name))
    .map((group) =>
      bosonClass(context, { build, nameOf }, group, bosonDefinitions(context, build, { classes, bosons }, group)),
    );
  const fields = context.oriented.fields.flatMap((_, field) =>
    known.some((own) => own.kind === "field" && own.field === field)
      ? []
      : [fieldClass(context, { build, nameOf }, field, fieldDefinitions(context, build, classes, field))],
  );
  const counts = new Map<string, number>();
  const texts = [...physical, ...gauge, ...fields].map(({ kind, body }) => {
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
    return `  ${kind}[${counts.get(kind)!}] == {${body}}`;
  });
  return { texts, tensors: [...gauge, ...fields].flatMap(({ tensors }) => tensors) };
}

/** Linear terms of singlets, by name of the statement. */
function linearTerms({ oriented, generations }: FrContext, { build, linear }: BrokenModel, names: ParameterNames) {
  const { table } = build.components;
  const tensors: RotationTensor[] = [];
  const fields = Map.groupBy(linear, (component) => table.particles[component].parts[0].field);
  const terms = [...fields].map(([field, components], k) => {
    const { name, real, copies } = oriented.fields[field];
    const size = copies === "Nf" ? generations : copies;
    const parameter = (component: number) => `tad_${table.particles[component].name}`;
    let product = `${names.textOf(parameter(components[0]))}*${name}`;
    if (size > 1) {
      const tensor = names.free(`Tad${name}`);
      const entries = Array.from({ length: size }, (_, generation) => {
        const own = components.find((component) => table.particles[component].parts[0].generation === generation);
        return { places: [generation + 1], value: own === undefined ? "0" : parameter(own) };
      });
      tensors.push({ name: tensor, sizes: [size], entries });
      product = `${tensor}[ff1]*${name}[ff1]`;
    }
    return [`LLinear${k + 1}`, real ? product : `${product} + HC[${product}]`] as const;
  });
  return { tensors, terms: new Map(terms) };
}

/** Ranges that only particles and rotations have. */
function moreIndices({ oriented, generations }: FrContext, classes: readonly ParticleClass[], names: ParameterNames) {
  const known = new Set(oriented.fields.map(({ copies }) => (copies === "Nf" ? generations : copies)));
  const counts = new Set(classes.map(({ members }) => members.length).filter((size) => size > 1 && !known.has(size)));
  const matrices = names.matrices
    .filter(({ name }) => name !== CKM)
    .flatMap(({ name, rows, columns }) => {
      const [components, particles] = matrixIndices(name);
      return [
        `IndexRange[Index[${components}]] = Range[${rows}];`,
        `IndexRange[Index[${particles}]] = Range[${columns}];`,
      ];
    });
  return [...[...counts].map((count) => `IndexRange[Index[Gen${count}]] = Range[${count}];`), ...matrices].join("\n");
}

/** As in the UFO folder; rotations and linear terms have other names here. */
function headerNotes(model: BrokenModel): string[] {
  return notesOf(model).map((note) => note.replaceAll("(R_)", "(Mix)").replaceAll("(tad_)", "(tad)"));
}
