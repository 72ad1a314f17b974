export { readJets, splitJets } from "./data.ts";
export { compareJets, jetObservables } from "./evaluate.ts";
export { generateJets } from "./generate.ts";
export { loadModel, saveModel } from "./modelFolder.ts";
export { comparisonSection, learningSection } from "./report.ts";
export { compareSample, learn, makeSample, openJets, verdictOf } from "./study.ts";
export {
  comparisonSentence,
  distancesOf,
  generateFields,
  learnFields,
  learningResult,
  learningSentence,
  writeReport,
} from "./tasks.ts";
export { toFourVectors } from "./vectors.ts";
