import { describe, expect, test } from "vitest";
import { GlueballError } from "../base/index.ts";
import { invariantMass } from "../kinematics/index.ts";
import { byteFileOf } from "./byteFile.ts";
import { applyRepairs, proposeRepairs, readLhcoStudy } from "./lhcoStudy.ts";
import type { StudyEvent, StudyJet } from "./lhcoStudy.ts";

/** The line of the study that the specification quotes. */
const JETS: readonly StudyJet[] = [
  [1583.804514476072, -0.185737493733154, 0.23724726720847764, 1676.0144181790492, 461.5742352387667],
  [1914.9441593481358, 0.36952945735006965, -2.6617349835458803, 2049.8762080184856, 105.03455038005487],
].map(([P_T, eta, phi, E, m], k) => {
  return {
    P_T: P_T!,
    eta: eta!,
    phi: phi!,
    E: E!,
    m: m!,
    n_particles: 40 + k,
    P_T_lead: 300,
    dR: { [`jet${2 - k}`]: 2.9511 },
  };
});
const EVENT: StudyEvent = { type: "signal", jets: [...JETS], n_particles: 120, M_jj: 566.6087856188216 };

const linesOf = (...events: readonly object[]) =>
  byteFileOf(Buffer.from(events.map((event) => JSON.stringify(event)).join("\n")), "t");

const pxOf = (jet: StudyJet) => ({ px: jet.P_T * Math.cos(jet.phi), py: jet.P_T * Math.sin(jet.phi) });

describe("the line of the specification", () => {
  test("its M_jj is the sum of the masses; the mass of the jets is 3662.2126 GeV", async () => {
    const [line] = await Array.fromAsync(readLhcoStudy(linesOf(EVENT)));
    expect(line!.event).toEqual(EVENT); // untouched
    expect(line!.repairs.map(({ field, why }) => `${field}: ${why}`)).toEqual([
      "M_jj: M_jj is the sum of the jet masses, not the mass of the jets",
      "jets: the jets are not sorted by P_T",
    ]);
    const repaired = applyRepairs(EVENT, line!.repairs);
    expect(repaired.M_jj).toBeCloseTo(3662.2126, 4);
    const [a, b] = repaired.jets.map(pxOf);
    expect(Math.hypot(a!.px + b!.px, a!.py + b!.py)).toBeCloseTo(536.0, 1);
    expect(proposeRepairs(repaired)).toEqual([]);
  });

  test("sorting renames the distances and keeps every other number", () => {
    const { jets } = applyRepairs(EVENT, proposeRepairs(EVENT));
    expect(jets).toEqual([
      { ...JETS[1]!, dR: { jet2: 2.9511 } },
      { ...JETS[0]!, dR: { jet1: 2.9511 } },
    ]);
    const fromZero = { ...EVENT, jets: JETS.map((jet, k) => ({ ...jet, dR: { [`jet${1 - k}`]: 1 } })) };
    const sorted = applyRepairs(fromZero, proposeRepairs(fromZero)).jets;
    expect(sorted.map(({ dR }) => dR)).toEqual([{ jet1: 1 }, { jet0: 1 }]);
  });
});

describe("units", () => {
  const right = applyRepairs(EVENT, proposeRepairs(EVENT));
  const scaled = (factor: number): StudyEvent => ({
    ...right,
    M_jj: right.M_jj * factor,
    jets: right.jets.map((jet) => {
      const { P_T, E, m, P_T_lead } = jet;
      return { ...jet, P_T: P_T * factor, E: E * factor, m: m * factor, P_T_lead: P_T_lead * factor };
    }),
  });
  const close = (event: StudyEvent) => {
    for (const [k, jet] of event.jets.entries()) {
      for (const name of ["P_T", "E", "m", "P_T_lead"] as const)
        expect(jet[name] / right.jets[k]![name]).toBeCloseTo(1, 12);
    }
    expect(event.M_jj / right.M_jj).toBeCloseTo(1, 12);
  };

  test.each([
    [1000, "jets of so high P_T look like MeV", "M_jj looks like MeV beside the mass of the jets"],
    [1 / 1000, "fat jets of so low P_T look like TeV", "M_jj looks like TeV beside the mass of the jets"],
  ])("a whole event times %f is named and scaled", (factor, jets, mass) => {
    const repairs = proposeRepairs(scaled(factor));
    expect(new Set(repairs.map(({ why }) => why))).toEqual(new Set([jets, mass]));
    expect(repairs.length).toBe(9);
    close(applyRepairs(scaled(factor), repairs));
  });

  test.each<[string, (event: StudyEvent) => void, string]>([
    ["M_jj", (event) => (event.M_jj /= 1000), "M_jj looks like TeV beside the mass of the jets"],
    ["jets[1].E", (event) => (event.jets[1]!.E *= 1000), "jets[1].E looks like MeV beside P_T, eta and m"],
    ["jets[0].m", (event) => (event.jets[0]!.m *= 1000), "jets[0].m looks like MeV beside P_T, eta and E"],
  ])("one value: %s", (field, change, why) => {
    const event = structuredClone(right);
    change(event);
    const repairs = proposeRepairs(event);
    expect(repairs.map((repair) => [repair.field, repair.why])).toEqual([[field, why]]);
    close(applyRepairs(event, repairs));
  });

  test("a right event gets no proposal, nor does one jet whose mass is M_jj", () => {
    expect(proposeRepairs(right)).toEqual([]);
    const [jet] = right.jets;
    expect(proposeRepairs({ ...right, jets: [jet!], M_jj: jet!.m })).toEqual([]);
    const px = jet!.P_T;
    expect(invariantMass([{ px, py: 0, pz: px * Math.sinh(jet!.eta), energy: jet!.E }])).toBeCloseTo(jet!.m, 6);
  });
});

describe("bad input", () => {
  const { M_jj: _, ...withoutMass } = EVENT;
  test.each([
    [withoutMass, "M_jj is not what an event of the study has at t, line 2, byte "],
    [
      { ...EVENT, jets: [{ ...JETS[0]!, P_T: -1 }] },
      "jets[0].P_T is not what an event of the study has at t, line 2, byte ",
    ],
    [{ ...EVENT, jets: [{ ...JETS[0]!, P_T: -1 }] }, 'found "-1", expected Too small'],
    [{ ...EVENT, jets: [] }, "jets is not what an event of the study has"],
    [{ ...EVENT, n_particles: 1.5 }, "n_particles is not what an event of the study has"],
    [[], "a line is no JSON object at t, line 2"],
  ])("%#", async (event, expected) => {
    const found = await Array.fromAsync(readLhcoStudy(linesOf(EVENT, event))).catch((error: unknown) => error);
    expect(found).toBeInstanceOf(GlueballError);
    expect((found as GlueballError).message).toContain(expected);
  });
});
