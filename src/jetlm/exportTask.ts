/** `glueball jetlm export`. */
import { z } from "zod";
import { task } from "../run/index.ts";
import { openOnnx } from "../tensor/index.ts";
import { compareExported } from "./exportCheck.ts";
import { exportModel } from "./exportModel.ts";
import { loadModel } from "./modelFolder.ts";

/** Largest difference of a logit between the step with its cache and the whole jet at once, in float32. */
const FLOAT32 = 1e-3;

export const exportTask = task({
  room: "jetlm",
  name: "export",
  help: "Write a model as ONNX files: step with cache, whole jets, encoder and decoder of a learnt tokeniser",
  inputs: ["model"],
  options: z.object({
    model: z.string().describe("folder of a model, or of a training run"),
    batch: z.int().min(1).default(1).describe("jets side by side in the files"),
  }),
  example: "glueball jetlm export runs/quickstart",
  long: true,
  run: async (context, options) => {
    const model = loadModel(options.model);
    const folder = context.folder?.file("onnx");
    if (folder === undefined) return { files: {}, summary: "nothing written: the run has no folder" };
    const files = await exportModel(context, folder, model, options.batch);
    const [step, full] = [await openOnnx(files["step"], context), await openOnnx(files["full"], context)];
    const deviation = await compareExported(step, full, model.config, options.batch, context.rng.fork("ids"));
    await step.release();
    await full.release();
    return {
      files,
      inputs: { step: step.inputs, full: full.inputs },
      deviation,
      verdict: {
        passed: deviation < FLOAT32,
        text: `largest difference between steps and whole jets: ${deviation.toExponential(1)}`,
      },
      summary: `${Object.keys(files).length} files in ${folder}: ${Object.keys(files).join(", ")}`,
    };
  },
});
