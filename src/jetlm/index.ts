export { readJets, splitJets } from "./data.ts";
export { compareJets, jetObservables } from "./evaluate.ts";
export { generateJets } from "./generate.ts";
export { loadModel, saveModel } from "./modelFolder.ts";
export { comparisonSection, learningSection } from "./report.ts";
export { chooseJets, openJets } from "./jetSource.ts";
export type { JetChoice } from "./jetSource.ts";
export { compareSample, learn, makeSample, verdictOf } from "./study.ts";
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
