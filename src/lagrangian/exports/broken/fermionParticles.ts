/** Names, masses and rotations of spinors that are diagonalised at the numbers of the file. */
import { complexSize } from "../../complexNumbers.ts";
import type { Complex } from "../../complexNumbers.ts";
import {
  addParticle,
  addWidth,
  dominantLabels,
  freeName,
  namedEntries,
  nextCode,
  plainIdentifier,
} from "./brokenBuild.ts";
import type { BrokenBuild } from "./brokenBuild.ts";
import type { MassEntries, SolvedMass } from "./fermionSector.ts";
import type { FermionBlock, FermionState, StatePart } from "./fermionStates.ts";
import { fermionBlocks } from "./fermionStates.ts";
import { polynomialValue, productsOf } from "./polynomial.ts";
import { STANDARD_FERMIONS } from "./standardInputs.ts";
import type { StandardFermion } from "./standardInputs.ts";
import type { StandardSector } from "./standardYukawas.ts";

interface MixedFermions {
  readonly members: readonly number[];
  readonly entries: MassEntries;
  /** Masses that are on the card already. */
  readonly masses: readonly SolvedMass[];
  /** Kinds of quarks and leptons among the members. */
  readonly sectors: readonly StandardSector[];
}

/** A state with the quark or lepton that it is. */
interface NamedState {
  readonly state: FermionState;
  readonly standard: StandardFermion | undefined;
}

export function addMixedFermions(build: BrokenBuild, all: MixedFermions): void {
  const value = (a: number, b: number) => polynomialValue(all.entries(a, b), build.sheet.value);
  const blocks = fermionBlocks(all.members, value, (member) => isAntiparticle(build, member));
  const standard = standardStates(blocks, all.sectors);
  for (const block of blocks) {
    const states = block.states.map((state) => ({ state, standard: standard.get(state) }));
    addBlock(build, all, block, states);
  }
}

/** Colour says it, else the charge; undefined for neutral ones. */
function isAntiparticle({ numbers }: BrokenBuild, member: number): boolean | undefined {
  const { colour, charge } = numbers[member];
  if (Math.abs(colour) === 3 || Math.abs(colour) === 6) return colour < 0;
  return charge === 0 ? undefined : charge > 0;
}

/** Of each kind as many states as generations, those with the largest parts in its fields, the lightest first. */
function standardStates(
  blocks: readonly FermionBlock[],
  sectors: readonly StandardSector[],
): Map<FermionState, StandardFermion> {
  const found = new Map<FermionState, StandardFermion>();
  for (const { kind, doublets, singlets } of sectors) {
    const own = [...doublets, ...singlets];
    const states = blocks
      .flatMap((block) => block.states)
      .map((state) => ({ state, weight: weightIn(state.left, own) + weightIn(state.leftOfAnti, own) }))
      .filter(({ weight }) => weight > 0)
      .toSorted((a, b) => b.weight - a.weight)
      .slice(0, doublets.length)
      .toSorted((a, b) => a.state.mass - b.state.mass);
    states.forEach(({ state }, k) => found.set(state, standardFermion(STANDARD_FERMIONS[kind][k], state)));
  }
  return found;
}

/** A neutrino of Majorana is v1, v2, v3. */
function standardFermion(fermion: StandardFermion, { majorana }: FermionState): StandardFermion {
  if (!majorana) return fermion;
  const name = `v${(fermion.pdgCode - 10) / 2}`;
  return { ...fermion, name, antiname: name };
}

function weightIn(part: StatePart | undefined, members: readonly number[]): number {
  if (part === undefined) return 0;
  return part.rows.reduce((sum, row, k) => sum + (members.includes(row) ? complexSize(part.column[k]) ** 2 : 0), 0);
}

function addBlock(build: BrokenBuild, all: MixedFermions, block: FermionBlock, states: readonly NamedState[]): void {
  const solved = solvedMass(all, block);
  const names = solved === undefined ? stateNames(build, states) : [solved.name];
  const particles = states.map((own, k) => addState(build, all, block, { ...own, name: names[k] }));
  const sides = [states.map(({ state }) => state.left), states.map(({ state }) => state.leftOfAnti)];
  sides.forEach((parts, side) => {
    const held = parts.flatMap((part, k) =>
      part === undefined ? [] : [{ part, particle: particles[k], name: names[k] }],
    );
    if (held.length === 0) return;
    const { rows } = held[0].part;
    const matrix = rows.map((_, i) => held.map(({ part }): Complex => part.column[i]));
    const labels = rows.map((row) => build.numbers[row].name);
    const entries = namedEntries(build, matrix, { rows: labels, columns: held.map(({ name }) => name), real: false });
    rows.forEach((row, i) => {
      entries[i].forEach((product, k) => {
        if (product === undefined) return;
        build.expansions[row].push({ particle: held[k].particle, anti: side === 1, product });
      });
    });
  });
  const isFixed = particles.every((particle) => {
    const { mass } = build.particles[particle];
    return mass === "ZERO" || all.masses.some((own) => own.mass === mass);
  });
  if (!isFixed) build.mixed.push(names.join(", "));
}

/** The mass on the card that belongs to the particle of a block. */
function solvedMass({ masses }: MixedFermions, { members }: FermionBlock): SolvedMass | undefined {
  return masses.find(
    (own) => own.members.length === members.length && own.members.every((member) => members.includes(member)),
  );
}

function stateNames(build: BrokenBuild, states: readonly NamedState[]): string[] {
  const fresh = states.filter(({ standard }) => standard === undefined);
  const parts = fresh.map(({ state }) => (state.left ?? state.leftOfAnti)!);
  const rows = [...new Set(parts.flatMap((part) => part.rows))];
  const weights = rows.map((row) =>
    parts.map((part) => complexSize(part.column[part.rows.indexOf(row)] ?? [0, 0]) ** 2),
  );
  const labels =
    parts.length === 0
      ? []
      : dominantLabels(
          weights,
          rows.map((row) => build.numbers[row].name),
        );
  return states.map(
    ({ standard, state }) => standard?.name ?? freeName(build, labels[fresh.findIndex((own) => own.state === state)]),
  );
}

function addState(
  build: BrokenBuild,
  all: MixedFermions,
  block: FermionBlock,
  { state, standard, name }: NamedState & { readonly name: string },
): number {
  const part = (state.left ?? state.leftOfAnti)!;
  const { charge, colour } = build.numbers[part.rows[0]];
  const sign = state.left === undefined ? -1 : 1;
  const solved = solvedMass(all, block);
  const pdgCode = standard?.pdgCode ?? solved?.pdgCode ?? nextCode(build);
  const mass = massParameter(build, all, block, { state, standard, name, pdgCode });
  return addParticle(build, {
    name,
    antiname: state.majorana ? name : (standard?.antiname ?? `${name}~`),
    pdgCode,
    spin: 2,
    colour: Math.abs(colour),
    charge: charge === 0 ? 0 : sign * charge,
    selfConjugate: state.majorana,
    mass,
    width: widthOf(build, { standard, name, pdgCode }),
  });
}

function widthOf(
  build: BrokenBuild,
  {
    standard,
    name,
    pdgCode,
  }: { readonly standard: StandardFermion | undefined; readonly name: string; readonly pdgCode: number },
): string {
  if (standard !== undefined && standard.width === undefined) return "ZERO";
  const { name: parameter, value } = standard?.width ?? { name: `W${plainIdentifier(name)}`, value: 0 };
  return addWidth(build, parameter, value, pdgCode);
}

function massParameter(
  build: BrokenBuild,
  all: MixedFermions,
  block: FermionBlock,
  { state, standard, name, pdgCode }: NamedState & { readonly name: string; readonly pdgCode: number },
): string {
  if (state.mass === 0) return "ZERO";
  const solved = solvedMass(all, block);
  if (solved !== undefined) return solved.mass;
  const { members } = block;
  if (members.length <= 2) {
    const [product, ...more] = productsOf(all.entries(members[0], members.at(-1)!));
    const shared = all.masses.find(({ parameter }) => more.length === 0 && product.names.join() === parameter);
    const ratio = shared === undefined ? 0 : state.mass / build.sheet.value(shared.mass)[0];
    if (shared !== undefined && Math.abs(ratio - 1) < 1e-9) return shared.mass;
  }
  const parameter = standard?.mass?.name ?? `M${plainIdentifier(name)}`;
  build.sheet.addResult(parameter, state.mass, { block: "MASS", code: [pdgCode] });
  return parameter;
}
