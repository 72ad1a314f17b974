/**
 * What the parameters of parameters.py are called in a FeynRules model: without underscores, which are patterns there, and entries
 * of tensors where a term or a definition has indices.
 *
 * A term c O + HC[c O] counts a hermitian O twice, so that a real entry of such a coupling is half of its parameter; that
 * of an anti-hermitian one with its factor I is the parameter over I where it stands for a pair.
 */
import type { BrokenBuild } from "../broken/brokenBuild.ts";
import type { NamedOperator } from "../couplings.ts";
import { frName, isComplex } from "../feynRulesTerms.ts";
import type { NamedEntry } from "../operatorVertices.ts";

/** An entry of a coupling with generations. */
interface CouplingEntry {
  readonly coupling: string;
  readonly places: readonly number[];
  /** What the entry is of its parameter p. */
  readonly entryOf: (parameter: string) => string;
  /** What the parameter is of its entry. */
  readonly parameterOf: (entry: string) => string;
}

export interface ParameterNames {
  textOf(name: string): string;
  entryOf(name: string): CouplingEntry | undefined;
  /** A name that nothing else has. */
  free(wanted: string): string;
  /** Rotations: those of quarks, and those whose entries are numbers of the card. */
  readonly matrices: readonly { readonly name: string; readonly rows: number; readonly columns: number }[];
}

export const CKM = "CKM";

const OF_COLOUR = "gs";

/** `used` are the names of classes. */
export function parameterNames(
  { sheet, rotations, components }: BrokenBuild,
  used: Set<string>,
  flavours: (term: NamedOperator) => number,
): ParameterNames {
  const free = (wanted: string) => {
    let name = wanted;
    while (used.has(name)) name = `${name}x`;
    used.add(name);
    return name;
  };
  const entries = new Map(
    components.entries.flatMap((own) =>
      flavours(own.term) === 0 ? [] : [[own.name, couplingEntry(own, flavours(own.term))] as const],
    ),
  );
  for (const { coupling } of entries.values()) used.add(coupling);
  const texts = new Map<string, string>();
  const matrices = rotations.map(({ names }, k) => {
    const name = names[0].includes("CKM1x1") ? CKM : free(`Mix${k + 1}`);
    names.forEach((row, i) =>
      row.forEach((entry, j) => {
        if (entry === undefined) return;
        const place = `[${i + 1}, ${j + 1}]`;
        texts.set(entry, `${name}${place}`);
        // Real and imaginary part on the card.
        for (const part of ["r", "i"]) texts.set(`${part}${entry}`, `${part}${name}${place}`);
      }),
    );
    return { name, rows: names.length, columns: names[0].length };
  });
  for (const { name } of sheet.rows) {
    if (texts.has(name)) continue;
    const own = entries.get(name);
    const plain = name === "G" ? OF_COLOUR : name.replaceAll("_", "");
    texts.set(name, own === undefined ? free(plain) : own.parameterOf(`${own.coupling}[${own.places.join(", ")}]`));
  }
  return { matrices, textOf: (name) => texts.get(name)!, entryOf: (name) => entries.get(name), free };
}

function couplingEntry({ term, entry }: NamedEntry, flavours: number): CouplingEntry {
  const places = entry.suffix.slice(1).split("x").map(Number);
  const own = { coupling: frName(term), places };
  if (entry.kind !== "pair" && isComplex(term, flavours)) {
    return { ...own, entryOf: (text) => `(${text})/2`, parameterOf: (text) => `(2*${text})` };
  }
  if (term.reality === "imaginary") {
    return { ...own, entryOf: (text) => `-I*(${text})`, parameterOf: (text) => `(I*${text})` };
  }
  return { ...own, entryOf: (text) => text, parameterOf: (text) => text };
}
