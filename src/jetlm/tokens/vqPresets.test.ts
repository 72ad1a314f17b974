import { expect, test } from "vitest";
import { stageCodes } from "../../nets/index.ts";
import { parametersOf } from "./learnt.ts";
import { VQ_PRESETS } from "./vqPresets.ts";

// Counted by hand: vq-s is [19, 64, 64, 4] and [20, 64, 64, 3] with biases, 1024 x 4 and the affine map of the codes.
test.each([
  ["vq-s", 15_503, [1024]],
  ["residual", 15_511, [512, 512]],
  ["fsq", 11_528, [12_800]],
  ["omnijet-alpha", 833_551, [8192]],
] as const)("%s has %i parameters and these ids a particle: %j", (name, parameters, codes) => {
  const { config } = VQ_PRESETS[name];
  expect(parametersOf(config).count()).toBe(parameters);
  expect(stageCodes(config.quantiser)).toEqual(codes);
});

test("all but OmniJet-alpha's count errors by pT; the steps are whole intervals of validation", () => {
  for (const [name, { recipe }] of Object.entries(VQ_PRESETS)) {
    expect("loss" in recipe, name).toBe(name !== "omnijet-alpha");
    expect(recipe.steps % recipe.every, name).toBe(0);
  }
});
