/** `glueball jets display`: one event as a page to look at. */
import { z } from "zod";
import { GlueballError, writeFileAtomic } from "../base/index.ts";
import { open, particleEvents } from "../formats/index.ts";
import type { ParticleBatch } from "../formats/index.ts";
import { locate, task } from "../run/index.ts";
import { jetFields, jetOptionsOf } from "./jetFields.ts";
import { jetDefinition } from "./definition.ts";
import { displayData } from "./display/data.ts";
import { displayPage } from "./display/page.ts";

export const displayTask = task({
  room: "jets",
  name: "display",
  help: "Draw one event: in space, in rapidity and azimuth with jet areas, step by step, with Lund planes",
  inputs: ["file"],
  options: z.object({
    ...jetFields,
    event: z.int().nonnegative().default(0).describe("which event, counted from 0"),
    minPt: z.number().nonnegative().default(5).describe("lowest jet pt [GeV]"),
  }),
  example: "glueball jets display events.hepmc.gz --event 3 --radius 0.4 --out event.html",
  writesOut: true,
  run: async (context, { event, minPt, ...options }) => {
    const definition = jetDefinition(jetOptionsOf(options));
    const dataset = await open(locate(options.file), options.part);
    try {
      const { particles, pdgId } = await oneEvent(
        particleEvents(dataset, { start: event, size: 1 }),
        event,
        options.file,
      );
      const title = `Event ${event} of ${options.file.split("/").at(-1)}`;
      const data = displayData({ title, particles, pdgId, definition, minPt });
      if (context.out !== undefined) writeFileAtomic(context.out, displayPage(data));
      const place = context.out === undefined ? "no page was asked for (--out event.html)" : `page: ${context.out}`;
      return {
        summary: `${data.particles.length} particles, ${data.jets.length} jets; ${place}`,
        document: { ...data },
      };
    } finally {
      await dataset.close();
    }
  },
});

async function oneEvent(batches: AsyncIterable<ParticleBatch>, event: number, file: string) {
  for await (const batch of batches) {
    const at = event - batch.first;
    const slice = <A extends Float64Array | Int32Array>(column: A) =>
      column.subarray(batch.offsets[at], batch.offsets[at + 1]) as A;
    const [px, py, pz, energy] = [slice(batch.px), slice(batch.py), slice(batch.pz), slice(batch.energy)];
    return {
      particles: { px, py, pz, energy },
      pdgId: batch.pdgId === undefined ? undefined : slice(batch.pdgId),
    };
  }
  throw new GlueballError({
    code: "jets/no-such-event",
    what: "the file has no such event",
    place: file,
    found: `--event ${event}`,
    expected: "an event below the number in the file, counted from 0",
  });
}
