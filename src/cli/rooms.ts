/**
 * All commands, one line each: what `glueball --help` prints without loading any room. A room's tasks are imported when
 * one of its verbs is used; a test checks that names and help here are those of the tasks.
 */
import type { Task } from "../run/index.ts";

export interface Verb {
  readonly name: string;
  readonly help: string;
}

/** A room with its verbs, or a command of the house, which has none. */
export interface Room {
  readonly name: string;
  readonly help: string;
  readonly verbs: readonly Verb[];
  load(): Promise<readonly Task[]>;
}

export const ROOMS: readonly Room[] = [
  {
    name: "quickstart",
    help: "Learn jets (public, or made here), generate new ones, compare them, write a report: a few minutes",
    verbs: [],
    load: async () => [(await import("./quickstart.ts")).quickstart],
  },
  {
    name: "data",
    help: "Files of the field and public data sets",
    verbs: [
      {
        name: "inspect",
        help: "Say what a file holds: format, columns, types, units, counts, first rows, ranges, and what looks wrong",
      },
      { name: "convert", help: "Write a file, or some of its columns and rows, in another format" },
      { name: "list", help: "List the public data sets that the rooms understand, or the files of one" },
      {
        name: "get",
        help: "Download a public data set, or one file of it; goes on where it stopped and checks what came",
      },
    ],
    load: async () => (await import("../formats/tasks.ts")).tasks,
  },
  {
    name: "jets",
    help: "Jets as FastJet and fjcontrib find, groom and measure them",
    verbs: [
      { name: "cluster", help: "Find the jets of every event of a file, groom them, compute their substructure" },
      {
        name: "display",
        help: "Draw one event: in space, in rapidity and azimuth with jet areas, step by step, with Lund planes",
      },
      { name: "observables", help: "List the observables of a jet with their units and suffixes" },
    ],
    load: async () => (await import("../jets/tasks.ts")).tasks,
  },
  {
    name: "simulate",
    help: "Events and jets made here",
    verbs: [
      { name: "events", help: "Simulate collisions of a preset: hard process, showers, hadrons, detector" },
      { name: "jets", help: "Simulate single jets of known origin, one an event" },
      {
        name: "validate",
        help: "Compare a preset with what is known of real events: every observable, drawn and judged",
      },
    ],
    load: async () => (await import("../simulate/tasks.ts")).tasks,
  },
  {
    name: "jetlm",
    help: "Jets as a language",
    verbs: [
      { name: "tokenise fit", help: "Make a tokeniser of jets: a grid, or a network trained on them" },
      { name: "tokenise apply", help: "Jets to a file of tokens, or tokens back to jets" },
      {
        name: "tokenise report",
        help: "Compare what tokenisers keep of jets: mass, pT, tau21, tau32, soft-drop mass, beside the grids of the field",
      },
      { name: "train", help: "Train a jet language model on next constituents" },
      { name: "generate", help: "Generate jets with a trained model and check each one" },
      {
        name: "evaluate",
        help: "Compare generated jets with real ones: distances with their floors, a two-sample test, figures",
      },
      {
        name: "judge",
        help: "Give jets to classes by a trained network: confusion, tagging, distance to JetNet's jets",
      },
      {
        name: "likelihood",
        help: "How probable jets are under a model: nats per token and per jet, by position, and the density of each jet",
      },
      {
        name: "finetune",
        help: "Fine-tune a pre-trained model to classify jets: a ladder over the number of labelled jets, against scratch",
      },
      {
        name: "shift",
        help: "Domain shift: fine-tune a pre-trained model to generate other jets, against training from scratch",
      },
      { name: "tag", help: "Train a supervised tagger, beside cuts on observables and boosted trees" },
      {
        name: "scale",
        help: "Scaling laws of jet generation: loss against model size, data and compute, with a ground truth",
      },
      {
        name: "export",
        help: "Write a model as ONNX files: step with cache, whole jets, encoder and decoder of a learnt tokeniser",
      },
    ],
    load: async () => (await import("../jetlm/tasks.ts")).tasks,
  },
  {
    name: "lagrangian",
    help: "From a list of fields to every term the symmetries allow",
    verbs: [
      { name: "count", help: "Count the independent operators of a theory, by type, for any number of generations" },
      {
        name: "anomalies",
        help: "Sum the anomalies of a theory exactly; one-loop coefficients and accidental symmetries",
      },
      {
        name: "audit",
        help: "Compare the terms of a model file with all that its fields allow: missing, forbidden, dependent",
      },
      { name: "check", help: "Prove that terms are invariant, do not vanish, are independent and complete" },
      { name: "basis", help: "Write out every independent term of a theory, proved and with its certificate" },
      {
        name: "break",
        help: "Break the electroweak symmetry, and further U(1)s: charges, mixing, and mass matrices in terms of couplings",
      },
      {
        name: "mediators",
        help: "Find the new fields that couple to a theory, that make wanted terms, or that mediate an operator",
      },
      {
        name: "export",
        help: "Write the proved Lagrangian of a theory for other programs; what is written is read back and proved again",
      },
      {
        name: "workbench",
        help: "Write a page for the browser where fields are edited and every allowed term appears, proved",
      },
      {
        name: "dataset",
        help: "Draw field lists and count every type of their renormalisable Lagrangians, for training and evaluation",
      },
      { name: "train words", help: "Train the twin of BART-L, which writes Lagrangians word by word" },
      { name: "train", help: "Train a network that writes Lagrangians from field lists" },
      {
        name: "generate",
        help: "Let a trained network write the Lagrangian of a field list, and check every type exactly",
      },
      {
        name: "evaluate",
        help: "Compare written Lagrangians with the exact ones, by level of decoding and number of fields, beside baselines",
      },
      {
        name: "probe",
        help: "Probe what a network knows of letters: irreps, charges, relations, conjugation, beside chance",
      },
      {
        name: "study",
        help: "Answer a question about networks that write Lagrangians with twins, seeds and intervals",
      },
    ],
    load: async () => (await import("../lagrangian/tasks.ts")).tasks,
  },
  {
    name: "runs",
    help: "The runs on this machine",
    verbs: [
      { name: "list", help: "List all runs of a folder" },
      { name: "show", help: "Show one run: verdict, report, options, course of the metrics, files" },
      { name: "compare", help: "Compare runs: options that differ and last metrics" },
      { name: "resume", help: "Go on with an unfinished or failed run at its last checkpoint" },
    ],
    load: async () => (await import("./runs.ts")).runTasks(loadTask),
  },
  {
    name: "doctor",
    help: "Check this machine: Node, packages, devices, disk, load, data",
    verbs: [],
    load: async () => [(await import("./doctor.ts")).doctor],
  },
  {
    name: "bench",
    help: "How fast this machine is",
    verbs: [
      { name: "matmul", help: "Rate of a float32 matrix product" },
      { name: "gpt", help: "Tokens per second of a whole GPT training step (forward, backward, clipping, AdamW)" },
    ],
    load: async () => (await import("./bench.ts")).tasks,
  },
];

/** The task of a room's verb, or of a command of the house (room empty); undefined where there is none. */
export async function loadTask(room: string, name: string): Promise<Task | undefined> {
  const tasks = await ROOMS.find((candidate) => candidate.name === (room === "" ? name : room))?.load();
  return tasks?.find((candidate) => candidate.room === room && candidate.name === name);
}
