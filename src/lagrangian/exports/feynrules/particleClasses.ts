/**
 * The physical classes of a broken phase: quarks and leptons as in FeynRules' Standard Model (uq, dq, l, vl with their
 * generations), generations of a new field together, everything else on its own.
 */
import type { BrokenBuild } from "../broken/brokenBuild.ts";
import { plainIdentifier } from "../broken/brokenBuild.ts";
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
export function particleClasses({ particles }: BrokenBuild, reserved: ReadonlySet<string>): ParticleClass[] {
  const used = new Set(reserved);
  const free = (wanted: string): string => {
    let name = wanted;
    while (used.has(name)) name = `${name}x`;
    used.add(name);
    return name;
  };
  return groupedParticles(particles).map(({ stem, group }) => {
    const members = group.map((particle) => ({ particle, name: free(memberName(particles[particle])) }));
    return { name: members.length === 1 ? members[0].name : free(stem), members };
  });
}

/** Letters and digits: the charge of `e-` and underscores left out. */
function memberName({ name, pdgCode, spin }: ParticleRow): string {
  return (spin === 3 ? KNOWN_VECTORS.get(pdgCode) : undefined) ?? plainIdentifier(name).replaceAll("_", "");
}

/** In the order of the first members. */
function groupedParticles(particles: readonly ParticleRow[]): { stem: string; group: number[] }[] {
  const stems = particles.map((own) => stemOf(own));
  const groups = Map.groupBy(
    particles.map((_, k) => k),
    (k) => stems[k] ?? `alone ${k}`,
  );
  return [...groups].flatMap(([stem, group]) => {
    const alike = new Set(group.map((k) => likeness(particles[k]))).size === 1;
    return alike ? [{ stem, group }] : group.map((k) => ({ stem, group: [k] }));
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
function likeness({ spin, colour, charge, selfConjugate, mass }: ParticleRow): string {
  return [spin, colour, charge, selfConjugate, mass === "ZERO"].join();
}
