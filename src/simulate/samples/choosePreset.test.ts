import { expect, test } from "vitest";
import { GlueballError } from "../../base/index.ts";
import { choosePreset, type PresetChanges } from "./choosePreset.ts";
import { PRESETS, type Preset } from "./presets.ts";
import { createSampler } from "./sampler.ts";

test("without changes a preset is the one of the table", () => {
  for (const preset of PRESETS) expect(choosePreset(preset.name)).toEqual(preset);
});

test("each change changes what it names, and nothing else", () => {
  const before = JSON.stringify(PRESETS);
  const lhco = choosePreset("lhco-rnd");
  const changed = choosePreset("lhco-rnd", {
    masses: [2000, 300, 200],
    prongs: 3,
    signalFraction: 0.25,
    energy: 14000,
  });
  expect(changed.parts.map(({ share }) => share)).toEqual([0.75, 0.25]);
  expect(changed.parts[0].source).toEqual({ ...lhco.parts[0].source, energy: 14000 });
  const products = { x: { mass: 300, prongs: 3 }, y: { mass: 200, prongs: 3 } };
  expect(changed.parts[1].source).toEqual({ ...lhco.parts[1].source, energy: 14000, mass: 2000, ...products });
  expect({ ...changed, parts: lhco.parts }).toEqual(lhco);

  const { card } = choosePreset("lhco-rnd", { alphaS: 0.11, pileup: 20, detector: "none" });
  const { detector: _, ...own } = lhco.card;
  expect(card).toEqual({
    ...own,
    finalState: { ...own.finalState, alphaS: 0.11 },
    pileup: { ...own.pileup, interactions: 20 },
  });
  expect(choosePreset("lep", { detector: "cms" }).card.detector).toBeDefined();
  expect(JSON.stringify(PRESETS)).toBe(before);
});

test("classes come in equal shares in the order asked for, and keep their labels", () => {
  const all = choosePreset("jetclass").parts;
  const { parts } = choosePreset("jetclass", { classes: ["Tbqq", "QCD"] });
  expect(parts.map(({ name, label, share }) => [name, label, share])).toEqual([
    ["Tbqq", all.find(({ name }) => name === "Tbqq")!.label, 1],
    ["QCD", 0, 1],
  ]);
});

test("a fraction of 0 or 1 leaves one part", () => {
  const names = (signalFraction: number) => choosePreset("lhco-rnd", { signalFraction }).parts.map(({ name }) => name);
  expect([names(0), names(1), names(0.5)]).toEqual([["background"], ["signal"], ["background", "signal"]]);
});

function refusal(name: string, changes: PresetChanges = {}): string {
  try {
    choosePreset(name, changes);
  } catch (error) {
    if (error instanceof GlueballError && error.exitCode === 2) return error.message;
    throw error;
  }
  return "nothing was thrown";
}

const MASSES =
  "expected three numbers above 0 in GeV, resonance, X, Y, of which the last two add up to less than the first " +
  "[simulate/bad-masses]. 3500,500,100 are those of the LHC Olympics";
const BAD_MASSES = (found: string) =>
  `a resonance cannot decay to two products with these masses at masses: found "${found}", ${MASSES}`;

test.each<[string, PresetChanges, string]>([
  [
    "lhco",
    {},
    'there is no such preset at preset: found "lhco", expected one of lhco-rnd, lhco-blackbox1-like, jetclass, ' +
      "top-tagging, quark-gluon, lep [simulate/unknown-preset]. Did you mean lhco-rnd?",
  ],
  [
    "top-tagging",
    { classes: ["topp"] },
    'there is no such class at classes: found "topp", expected one of QCD, top [simulate/unknown-class]. Did you mean top?',
  ],
  [
    "lep",
    { detector: "alep" },
    'there is no such detector at detector: found "alep", expected one of lhco, jetclass, cms, atlas, atlas-towers, none ' +
      "[simulate/unknown-detector]. Did you mean atlas?",
  ],
  ["lhco-rnd", { masses: [500, 400, 200] }, BAD_MASSES("500,400,200")],
  ["lhco-rnd", { masses: [500, 300, 200] }, BAD_MASSES("500,300,200")],
  ["lhco-rnd", { masses: [3500, 500] }, BAD_MASSES("3500,500")],
  ["lhco-rnd", { masses: [3500, 500, 100, 50] }, BAD_MASSES("3500,500,100,50")],
  ["lhco-rnd", { masses: [3500, -500, 100] }, BAD_MASSES("3500,-500,100")],
  ["lhco-rnd", { masses: [Number.NaN, 500, 100] }, BAD_MASSES("NaN,500,100")],
  ["lhco-rnd", { masses: [Infinity, 500, 100] }, BAD_MASSES("Infinity,500,100")],
  [
    "jetclass",
    { masses: [3500, 500, 100] },
    "this preset has no resonance whose masses, prongs or fraction could be set at preset: " +
      'found "jetclass", expected one of lhco-rnd, lhco-blackbox1-like [simulate/no-signal]',
  ],
  [
    "lhco-rnd",
    { signalFraction: 1.5 },
    "no sample can be made with this at signalFraction: found 1.5, expected a fraction from 0 to 1 [simulate/bad-option]",
  ],
  [
    "lhco-rnd",
    { signalFraction: Number.NaN },
    "no sample can be made with this at signalFraction: found NaN, expected a fraction from 0 to 1 [simulate/bad-option]",
  ],
  [
    "lep",
    { alphaS: 0.5 },
    "no sample can be made with this at alphaS: found 0.5, expected alpha_s(M_Z) from 0.05 to 0.2 [simulate/bad-option]",
  ],
  [
    "lep",
    { pileup: -1 },
    "no sample can be made with this at pileup: found -1, expected a mean number of collisions from 0 to 300 " +
      "[simulate/bad-option]",
  ],
  [
    "lep",
    { energy: 3 },
    "no sample can be made with this at energy: found 3, expected the energy of both beams together, " +
      "from 12 to 1000 GeV [simulate/bad-option]",
  ],
])("%s with %j is refused", (name, changes, message) => {
  expect(refusal(name, changes)).toBe(message);
});

test("jets that come in pairs have no beams whose energy could be set; presets with beams are named", () => {
  const hasBeams = ({ parts }: Preset) => parts.every(({ source }) => "energy" in source);
  const [pairs] = PRESETS.filter((preset) => !hasBeams(preset));
  expect(refusal(pairs.name, { energy: 13000 })).toBe(
    "jets of this preset come in pairs without beams, whose energy could be set at preset: " +
      `found "${pairs.name}", expected one of ${PRESETS.filter(hasBeams)
        .map(({ name }) => name)
        .join(", ")} ` +
      "[simulate/no-beams]",
  );
});

test.each<[PresetChanges, string]>([
  [
    { energy: 1000 },
    'no event has such a transverse momentum at ptMin: found "ptMin 850 and ptMax Infinity", ' +
      "expected 0 < ptMin < ptMax, and ptMin below 500.000 GeV, the limit at 1000 GeV [simulate/pt-range-empty]",
  ],
  [
    { masses: [14000, 500, 100] },
    "the beams cannot make this at energy: found 13000, expected the energy of both beams together, " +
      "above 14000 GeV [simulate/bad-beam-energy]",
  ],
])("beams of too little energy for %j are refused before the first event", (changes, message) => {
  expect(() => createSampler(choosePreset("lhco-rnd", changes), 1)).toThrow(message);
});

test("e+e- at both ends of what is allowed are events", () => {
  for (const energy of [12, 1000]) {
    const sample = createSampler(choosePreset("lep", { energy }), 1);
    for (let index = 0; index < 30; index++) expect(sample(index).observed.length).toBeGreaterThan(0);
  }
});
