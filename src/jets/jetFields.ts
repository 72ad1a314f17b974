/** The options that define jets, the same in every command of this room. */
import { z } from "zod";
import { JET_ALGORITHMS, type JetAlgorithm, type JetOptions } from "./definition.ts";
import { RECOMBINATION_SCHEMES, type RecombinationScheme } from "./recombination.ts";

export const jetFields = {
  file: z.string().describe("events in any format that `glueball data inspect` knows"),
  part: z.string().optional().describe("one of several tables in the file: a ROOT tree, an HDF5 group"),
  algorithm: z.enum(JET_ALGORITHMS).default("antikt").describe("jet algorithm"),
  radius: z.number().positive().max(1000).optional().describe("radius R, needed by all but durham, which has none"),
  p: z.number().optional().describe("power p of genkt, ee-genkt and variable-r"),
  scheme: z.enum(RECOMBINATION_SCHEMES).default("E").describe("how two pseudojets become one"),
  beta: z.number().optional().describe("Valencia: power of the energy, 1 by default"),
  gamma: z.number().optional().describe("Valencia: power of the sine of the beam angle, 1 by default"),
  rho: z.number().positive().optional().describe("variable-r: R = rho / pt [GeV]"),
  minRadius: z.number().nonnegative().optional().describe("variable-r: smallest radius, 0 by default"),
};

interface JetFieldValues {
  readonly algorithm: JetAlgorithm;
  readonly scheme: RecombinationScheme;
  readonly radius?: number | undefined;
  readonly p?: number | undefined;
  readonly beta?: number | undefined;
  readonly gamma?: number | undefined;
  readonly rho?: number | undefined;
  readonly minRadius?: number | undefined;
}

/** What was given, without what was not: the definition knows the defaults. */
export function jetOptionsOf(values: JetFieldValues): JetOptions & { readonly scheme: RecombinationScheme } {
  const { algorithm, scheme, radius, p, beta, gamma, rho, minRadius } = values;
  const given = Object.entries({ radius, p, beta, gamma, rho, minRadius }).filter(([, value]) => value !== undefined);
  return { algorithm, scheme, ...(Object.fromEntries(given) as Omit<JetOptions, "algorithm" | "scheme">) };
}
