/** What of a theory the vacuum leaves as it is: scalars without components and bosons that do not mix need no definition. */
import { bosonName, nonabelianGroups, unitaryGroups } from "../../theory.ts";
import type { Theory } from "../../theory.ts";
import type { ExpansionTerm } from "../broken/brokenBuild.ts";
import type { BrokenModel } from "../broken/brokenModel.ts";
import { classFields, colourFactorOf, RESERVED } from "../feynRulesFields.ts";
import type { BosonComponent } from "../gaugeBosons.ts";
import { identifier } from "../identifier.ts";
import { isVacuum } from "./fieldDefinitions.ts";
import type { GaugedGroup } from "./gaugeGroups.ts";
import { gaugedGroups } from "./gaugeGroups.ts";
import type { ParticleClass } from "./particleClasses.ts";

/** The field or the group of a gauge boson that a class of particles is, unchanged. */
export type Same =
  | { readonly kind: "field"; readonly field: number }
  | { readonly kind: "boson"; readonly group: string };

/** Scalars without components and bosons that do not mix: these need no definition. */
export function directClasses(
  { build, bosons }: BrokenModel,
  classes: readonly ParticleClass[],
): ReadonlyMap<ParticleClass, Same> {
  const { table, bosons: all } = build.components;
  const { turned } = classFields(table.theory);
  const found = new Map<ParticleClass, Same>();
  const classOf = (particles: readonly (number | undefined)[]) =>
    classes.find(({ members }) => members.map(({ particle }) => particle).join() === particles.join());
  table.fields.forEach(({ field, copies, components }, k) => {
    if (field.twiceHelicity !== 0 || turned[k] || components.length > 1) return;
    const own = classOf(
      Array.from({ length: copies }, (_, generation) => {
        const { particle } = table.find(k, 0, generation);
        return isVacuum(build, particle) ? undefined : unchanged(build.expansions[particle]);
      }),
    );
    if (own !== undefined) found.set(own, { kind: "field", field: k });
  });
  for (const group of gaugedGroups(table)) {
    const components = all.components.filter(({ factor }) => groupOfFactor(table.theory, factor) === group);
    const own = components.length === 1 ? classOf([unchanged(bosons[components[0].boson])]) : undefined;
    if (own !== undefined) found.set(own, { kind: "boson", group: group.name });
  }
  return found;
}

/** The particle of an expansion that is one, with the factor 1. */
function unchanged(expansion: readonly ExpansionTerm[]): number | undefined {
  const [own, ...more] = expansion;
  if (own === undefined || more.length > 0 || own.anti || own.product.names.length > 0) return undefined;
  const [re, im] = own.product.factor;
  return re === 1 && im === 0 ? own.particle : undefined;
}

function groupOfFactor(theory: Theory, factor: BosonComponent["factor"]): GaugedGroup | undefined {
  if (factor.kind === "U1") return unitaryGroups(theory)[factor.place];
  return nonabelianGroups(theory)[factor.kind === "colour" ? colourFactorOf(theory) : factor.place];
}

/** Classes of gauge fields: those of the theory, with an i where a particle has the name, as Wi beside W. */
export function bosonNames(
  { build }: BrokenModel,
  direct: ReadonlyMap<ParticleClass, Same>,
  taken: ReadonlySet<string>,
): ReadonlyMap<string, string> {
  const { theory } = build.components.lagrangian;
  const same = new Set([...direct.values()].flatMap((own) => (own.kind === "boson" ? [own.group] : [])));
  const used = new Set(taken);
  return new Map(
    gaugedGroups({ theory }).map((group) => {
      let name = identifier(bosonName(group));
      while (used.has(name) && !(same.has(group.name) && !RESERVED.has(name))) name = `${name}i`;
      used.add(name);
      return [group.name, name] as const;
    }),
  );
}
