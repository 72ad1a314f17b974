/** Intact files of the text formats: small ones by hand, and the beginnings of real ones. */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { byteFileOf } from "../src/formats/byteFile.ts";
import { hepmcEvents, hepmcReader } from "../src/formats/hepmc.ts";
import { HEPMC3_END } from "../src/formats/hepmc/hepmc3.ts";
import { hepmc2, hepmc2Twin, hepmc3 } from "../src/formats/hepmc/trials.ts";
import { lheReader } from "../src/formats/lhe.ts";
import { textVectorReader } from "../src/formats/textVectors.ts";
import { findData } from "../src/run/index.ts";
import type { FuzzSeed } from "./fuzzCase.ts";
import { packed, text } from "./fuzzSeedFile.ts";

/** Two events by hand in both dialects, and a real one. */
export async function hepmcSeeds(): Promise<readonly FuzzSeed[]> {
  const path = findData("jets-lhco/fastjet-ee/events.eeH.hepmc3.gz");
  const [head = "", event = ""] = path === undefined ? [] : unpackedText(path).split(/^(?=E )/m);
  const real =
    path === undefined ? [] : [text("a real event", hepmcReader, ".hepmc", `${head}${event}${HEPMC3_END}\n`)];
  return [
    ...packed(text("HepMC3", hepmcReader, ".hepmc", HEPMC3)),
    ...packed(text("HepMC2", hepmcReader, ".hepmc", hepmc2(...(await twinsOf(HEPMC3))))),
    ...real,
  ];
}

/** The events of a HepMC3 file as a HepMC2 library would write them. */
async function twinsOf(content: string): Promise<string[]> {
  const twins: string[] = [];
  for await (const event of hepmcEvents(byteFileOf(new TextEncoder().encode(content), "seed.hepmc")))
    twins.push(hepmc2Twin(event));
  return twins;
}

function unpackedText(path: string): string {
  return gunzipSync(readFileSync(path)).toString("utf8");
}

const HEPMC3 = hepmc3(
  "W Weight",
  ...[0, 1].flatMap((event) => [
    `E ${event} 2 6`,
    "U GEV MM",
    "W 1.0000000000000000e+00",
    "A 0 GenCrossSection 1.5 0.5 -1 -1",
    "A 3 flow1 501",
    "P 1 0 11 0 0 125 125 0.000511 4",
    "P 2 0 -11 0 0 -125 125 0.000511 4",
    "V -1 0 [1,2] @ 0 0 0.5 0",
    "P 3 -1 23 0 0 0 2.5000000000000000e+02 91.2 2",
    "P 4 3 13 30.5 40 -10 51 0.105 1",
    "P 5 3 -13 -30.5 -40 10 198 0.105 1",
    "P 6 3 22 0 0 0 1 0 1",
  ]),
);

/** The first three events of a real file; of its header only a few lines, and the whole file by hand elsewhere. */
export function lheSeeds(): readonly FuzzSeed[] {
  const path = findData("jets-lhco/generator/madgraph5-3.5.8_pp_to_jj_13TeV_1000ev.lhe.gz");
  if (path === undefined) return packed(text("by hand", lheReader, ".lhe", LHE));
  const whole = unpackedText(path);
  const [head = "", ...events] = whole.split(/^(?=<event)/m);
  const short = head.replace(/(<header>(?:.*\n){12})[^]*(?=<\/header>)/, "$1");
  const cut = `${short}${events.slice(0, 3).join("")}</LesHouchesEvents>\n`;
  return [...packed(text("by hand", lheReader, ".lhe", LHE)), ...packed(text("MadGraph", lheReader, ".lhe", cut))];
}

const LHE_EVENT = `<event>
 4 1 +1.0000000e+00 9.1188000e+01 7.8125D-03 1.18e-01
 1 -1 0 0 501 0 +0.0 +0.0 +5.0e+02 5.0e+02 0.0 0.0 1.0
 -1 -1 0 0 0 501 -0.0 -0.0 -5.0e+02 5.0e+02 0.0 0.0 -1.0
 13 1 1 2 0 0 3.0e+02 0.0 4.0e+02 5.0e+02 0.0 0.0 1.0
 -13 1 1 2 0 0 -3.0e+02 0.0 -4.0e+02 5.0e+02 0.0 0.0 -1.0
<rwgt>
<wgt id='1'> 1.1 </wgt>
<wgt id='2'> 0.9 </wgt>
</rwgt>
</event>
`;

const LHE = `<LesHouchesEvents version="3.0">
<header>
<!-- free text with < and > and & -->
</header>
<init>
 2212 2212 6.5e+03 6.5e+03 0 0 247000 247000 -4 1
 6.9e+08 4.2e+06 6.9e+08 1
</init>
${LHE_EVENT}${LHE_EVENT}</LesHouchesEvents>
`;

/** Four-vectors with sub-events as fjcontrib has them, and with an event column as in the shared data. */
export function vectorSeeds(): readonly FuzzSeed[] {
  const lines = Array.from({ length: 20 }, (_, i) => [3 * i - 20.5, 0.25 * i, -1e1 * i, `${40 * i + 30}.0625`]);
  const subEvents = lines.map((line, i) => `${i % 8 === 0 ? "#SUBSTART\n" : ""}${[...line, 211, 1].join(" ")}\n`);
  const counted = lines.map((line, i) => `${[Math.floor(i / 6), ...line].join(" ")}\n`);
  return [
    ...packed(text("sub-events", textVectorReader, ".dat", `# px py pz E pdg charge\n${subEvents.join("")}`)),
    ...packed(text("events counted", textVectorReader, ".txt", counted.join(""))),
  ];
}
