/**
 * The physical classes of a broken phase: quarks and leptons as in FeynRules' Standard Model (uq, dq, l, vl with their
 * generations), generations of a new field together, everything else on its own. Spinors that mix are one class, so that a
 * definition is one product: FeynRules conjugates definitions of spinors, and does it safely for single products.
 */
import type { BrokenBuild } from "../broken/brokenBuild.ts";
import { plainIdentifier } from "../broken/brokenBuild.ts";
import { connectedBlocks } from "../broken/componentNumbers.ts";
import type { FermionKind } from "../broken/standardInputs.ts";
import { STANDARD_FERMIONS } from "../broken/standardInputs.ts";
import type { ParticleRow } from "../ufoDocument.ts";

export interface ParticleClass {
  /** ClassName; of one member the name of that. */
  readonly name: string;
  /** Numbers of particles and their own names; several have an index of generations. */
  readonly members: readonly { readonly particle: number; readonly name: string }[];
}

const KNOWN_VECTORS: ReadonlyMap<number, string> = new Map([
  [22, "A"],
  [23, "Z"],
  [24, "W"],
]);

const KINDS: Readonly<Record<FermionKind, string>> = { up: "uq", down: "dq", lepton: "l", neutrino: "vl" };

/** `reserved` are names that no class may have. */
export function particleClasses(build: BrokenBuild, reserved: ReadonlySet<string>): ParticleClass[] {
  const { particles } = build;
  const used = new Set(reserved);
  const free = (wanted: string): string => {
    let name = wanted;
    while (used.has(name)) name = `${name}x`;
    used.add(name);
    return name;
  };
  return mergedGroups(build, groupedParticles(particles)).map(({ stem, group }) => {
    const members = group.map((particle) => ({ particle, name: free(memberName(particles[particle])) }));
    return { name: members.length === 1 ? members[0].name : free(stem ?? `${members[0].name}Mix`), members };
  });
}

interface ParticleGroup {
  /** Undefined for a particle alone. */
  readonly stem: string | undefined;
  readonly group: readonly number[];
}

/** Groups of spinors with a component in common become one. */
function mergedGroups({ expansions, particles }: BrokenBuild, groups: readonly ParticleGroup[]): ParticleGroup[] {
  const isSpinor = ({ group: [first] }: ParticleGroup) => particles[first].spin === 2;
  const mixes = (one: ParticleGroup, other: ParticleGroup) =>
    expansions.some((own) => [one, other].every(({ group }) => own.some(({ particle }) => group.includes(particle))));
  const blocks = connectedBlocks(groups.length, (i, j) => {
    const [one, other] = [groups[i], groups[j]];
    const alike = likeness(particles[one.group[0]]) === likeness(particles[other.group[0]]);
    return i !== j && isSpinor(one) && alike && mixes(one, other);
  });
  return blocks.map((block) => ({
    stem: block.map((k) => groups[k].stem).find((stem) => stem !== undefined),
    group: block.flatMap((k) => groups[k].group),
  }));
}

/** Letters and digits: the charge of `e-` and underscores left out. */
function memberName({ name, pdgCode, spin }: ParticleRow): string {
  return (spin === 3 ? KNOWN_VECTORS.get(pdgCode) : undefined) ?? plainIdentifier(name).replaceAll("_", "");
}

/** In the order of the first members. */
function groupedParticles(particles: readonly ParticleRow[]): ParticleGroup[] {
  const stems = particles.map((own) => stemOf(own));
  const groups = Map.groupBy(
    particles.map((_, k) => k),
    (k) => stems[k] ?? `alone ${k}`,
  );
  return [...groups.values()].flatMap((group): ParticleGroup[] => {
    const alike = new Set(group.map((k) => likeness(particles[k]))).size === 1;
    return alike ? [{ stem: stems[group[0]], group }] : group.map((k) => ({ stem: undefined, group: [k] }));
  });
}

function stemOf({ name, pdgCode, spin }: ParticleRow): string | undefined {
  const kind = (Object.keys(KINDS) as FermionKind[]).find((own) =>
    STANDARD_FERMIONS[own].some((fermion) => fermion.pdgCode === pdgCode),
  );
  if (kind !== undefined && spin === 2) return KINDS[kind];
  const [, stem] = /^(.*)_g\d+$/.exec(name) ?? [];
  return stem === undefined ? undefined : plainIdentifier(stem).replaceAll("_", "");
}

/** What the members of a class share. */
function likeness({ spin, colour, charge, selfConjugate }: ParticleRow): string {
  return [spin, colour, charge, selfConjugate].join();
}
