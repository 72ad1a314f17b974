/** `glueball jets cluster`: jets of every event of a file, of whatever format. */
import { z } from "zod";
import { GlueballError } from "../base/index.ts";
import { open, writeTable } from "../formats/index.ts";
import { locate, task, textTable } from "../run/index.ts";
import type { RunContext } from "../run/index.ts";
import { findJets } from "./findJets.ts";
import { groomerUsages } from "./groom.ts";
import { jetFields, jetOptionsOf } from "./jetFields.ts";
import { type JetRequest, type JetSelection, type JetTable } from "./jetTable.ts";
import { JetSummary } from "./jetSummary.ts";
import { eventsOf, tableOfJets, type EventRecord } from "./jetRecords.ts";

/** Jets listed on a terminal. */
const SHOWN = 12;

const options = z.object({
  ...jetFields,
  minPt: z.number().nonnegative().optional().describe("inclusive jets from this pt; 0 by default [GeV]"),
  exclusive: z.int().nonnegative().optional().describe("exactly this many exclusive jets an event"),
  dcut: z.number().nonnegative().optional().describe("exclusive jets at this distance"),
  groom: z
    .array(z.string())
    .default([])
    .describe(`groom each jet: ${groomerUsages().join(" ")}`),
  observables: z
    .string()
    .default("")
    .describe("names with commas: tau1,tau21,c2,d2,girth,... (`jets observables` lists them)"),
  count: z.int().positive().optional().describe("stop after this many events"),
  skipBad: z.boolean().default(false).describe("leave out events that cannot be clustered, and count them"),
  summary: z.boolean().default(false).describe("only sums over all events; memory does not grow with the file"),
});

type ClusterOptions = z.output<typeof options>;

export const clusterTask = task({
  room: "jets",
  name: "cluster",
  help: "Find the jets of every event of a file, groom them, compute their substructure",
  inputs: ["file"],
  options,
  example: "glueball jets cluster events.hepmc.gz --algorithm antikt --radius 0.4 --min-pt 20",
  writesOut: true,
  run: (context, chosen) => clusterFile(context, chosen),
});

async function clusterFile(context: RunContext, chosen: ClusterOptions) {
  const request = requestOf(chosen);
  const dataset = await open(locate(chosen.file), chosen.part);
  try {
    const { part, count } = chosen;
    const { threads, warn } = context;
    const tables = findJets(request, { dataset, part, count }, { threads, warn });
    const summary = new JetSummary(context.threads);
    const records: EventRecord[] = [];
    const total = chosen.count ?? dataset.length;
    const watched = watch(tables, (table) => {
      summary.add(table);
      if (!chosen.summary) records.push(...eventsOf(table, request));
      context.progress({ stage: "cluster", done: table.first + table.length, total });
      context.signal.throwIfAborted();
    });
    if (context.out === undefined) for await (const _ of watched);
    else await writeTable(context.out, tableOfJets(watched, request));
    context.input({ path: chosen.file, entries: summary.figures().events });
    return {
      summary: [jetListing(records, request), summary.sentence()].filter((text) => text !== "").join("\n"),
      document: { ...(chosen.summary ? {} : { events: records }), summary: summary.figures() },
    };
  } finally {
    await dataset.close();
  }
}

function requestOf(chosen: ClusterOptions): JetRequest {
  return {
    jets: jetOptionsOf(chosen),
    select: selectionOf(chosen),
    groom: chosen.groom,
    observables: chosen.observables.split(",").filter((name) => name !== ""),
    skipBad: chosen.skipBad,
  };
}

function selectionOf({ minPt, exclusive, dcut }: ClusterOptions): JetSelection {
  const given = Object.entries({ minPt, exclusive, dcut }).filter(([, value]) => value !== undefined);
  if (given.length > 1) {
    throw new GlueballError({
      code: "jets/selections-exclude-each-other",
      what: "jets are either inclusive or exclusive",
      found: given.map(([name, value]) => `${name} ${value}`).join(", "),
      expected: "one of --min-pt, --exclusive and --dcut",
    });
  }
  return given.length === 0 ? { minPt: 0 } : (Object.fromEntries(given) as unknown as JetSelection);
}

async function* watch(tables: AsyncIterable<JetTable>, see: (table: JetTable) => void): AsyncGenerator<JetTable> {
  for await (const table of tables) {
    see(table);
    yield table;
  }
}

/** The first jets as a table. */
function jetListing(records: readonly EventRecord[], request: JetRequest): string {
  const rows = records.flatMap(({ jets }, event) =>
    jets.map((jet) => [
      String(event),
      ...[jet.pt, jet.rapidity, jet.phi, jet.mass].map((value) => value.toPrecision(6)),
      String(jet.constituents.length),
      ...Object.values(jet.observables ?? {}).map((value) => (value === null ? "-" : value.toPrecision(4))),
    ]),
  );
  if (rows.length === 0) return "";
  const columns = ["event", "pt [GeV]", "rapidity", "phi", "mass [GeV]", "constituents", ...request.observables];
  const more = rows.length > SHOWN ? `\n(${rows.length - SHOWN} more jets; --json or --out for all of them)` : "";
  return textTable({ columns, rows: rows.slice(0, SHOWN) }) + more;
}
