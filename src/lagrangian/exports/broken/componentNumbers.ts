/** What electroweak breaking leaves of the quantum numbers of components: who can mix with whom. */
import { rationalToNumber } from "../../../exact/index.ts";
import { unbrokenNumbers } from "../../breaking/unbrokenNumbers.ts";
import type { Vacuum } from "../../breaking/vacuum.ts";
import { electricCharge } from "../../breaking/vacuum.ts";
import type { ComponentLagrangian } from "./componentLagrangian.ts";

export interface ComponentNumbers {
  /** Index in the table of components. */
  readonly particle: number;
  readonly field: number;
  readonly generation: number;
  readonly name: string;
  readonly twiceT3: number;
  /** Electric charge and colour of the component itself; colour is -3 for an antitriplet. */
  readonly charge: number;
  readonly colour: number;
  /** Components with one key mix, and so do those with the conjugate key after conjugation. */
  readonly key: string;
  readonly conjugateKey: string;
}

/** Of every component in the order of the table. */
export function componentNumbers({ table, lagrangian }: ComponentLagrangian, vacuum: Vacuum): ComponentNumbers[] {
  const { theory, letters } = lagrangian;
  return table.particles.map(({ name, parts: [{ field, component, generation }] }, particle) => {
    const { field: own, colour, components } = table.fields[field];
    const twiceT3 = components[component][vacuum.isospin]!.weight[0];
    const charge = electricCharge(theory, own, twiceT3, vacuum);
    const letter = letters.find((candidate) => !candidate.fieldStrength && candidate.field === field)!;
    const { key, conjugateKey } = unbrokenNumbers(theory, vacuum, letter, { charge, conjugate: false });
    return { particle, field, generation, name, twiceT3, charge: rationalToNumber(charge), colour, key, conjugateKey };
  });
}

/** Groups of indices that are joined by pairs, in the order of their first members. */
export function connectedBlocks(size: number, joined: (a: number, b: number) => boolean): number[][] {
  const blocks: number[][] = [];
  const seen = new Set<number>();
  for (let start = 0; start < size; start++) {
    if (seen.has(start)) continue;
    const block = [start];
    seen.add(start);
    for (const own of block) {
      for (let other = 0; other < size; other++) {
        if (seen.has(other) || !joined(own, other)) continue;
        seen.add(other);
        block.push(other);
      }
    }
    blocks.push(block.sort((a, b) => a - b));
  }
  return blocks;
}
