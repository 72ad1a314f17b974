/**
 * The ways in which files hold the particles of their rows (events or jets), each known by its columns. One entry a
 * layout: a name, the columns it is known by and those that it takes along, and how a batch of them becomes four-momenta.
 */
import { ASPEN_CANDIDATE, ASPEN_CANDIDATES } from "./aspenOpenJets.ts";
import type { Batch, ColumnSchema } from "./dataset.ts";
import { FINAL_STATE_COLUMNS, finalState } from "./finalState.ts";
import {
  classOf,
  doubles,
  firstOf,
  fromCartesianArray,
  fromPolarArray,
  fromPolarLists,
  integersOf,
} from "./particleMomenta.ts";
import { numbersOf } from "./particleMomenta.ts";
import type { ParticleBatch } from "./particles.ts";
import { JETCLASS } from "./jetClass.ts";

export interface Layout {
  /** As a person calls it. */
  readonly name: string;
  /** What must be there: columns of lists, columns of single numbers, or one column of arrays. */
  readonly lists?: readonly string[];
  readonly singles?: readonly string[];
  readonly isArray?: (column: ColumnSchema) => boolean;
  /** What is read where it is there. */
  readonly also?: readonly string[];
  /** `array` is the column that `isArray` chose. */
  read(batch: Batch, array: ColumnSchema | undefined): ParticleBatch;
}

/** Columns that a file may have under these names, by what they are. */
interface Extras {
  readonly label?: readonly string[];
  readonly weight?: readonly string[];
  readonly charge?: string;
  readonly pdgId?: string;
}

const STORE = {
  label: ["event.label", "jet.label"],
  weight: ["event.weight", "jet.weight"],
  charge: "charge",
  pdgId: "pid",
};
const STORE_COLUMNS = ["mass", "charge", "pid", ...STORE.label, ...STORE.weight];
const CARTESIAN = ["px", "py", "pz", "energy"] as const;
const PFNANO = {
  pt: "PFCands_pt",
  eta: "PFCands_eta",
  phi: "PFCands_phi",
  mass: "PFCands_mass",
  factor: "PFCands_puppiWeight",
};

const JETCLASS_LABELS = JETCLASS.map(({ name }) => `label_${name}`);

/** In the order in which they are tried. */
export const LAYOUTS: readonly Layout[] = [
  {
    name: "lists px, py, pz, energy (HepMC, Les Houches, text); where there is a status, 1 only",
    lists: CARTESIAN,
    also: [...FINAL_STATE_COLUMNS, "label", ...STORE.label],
    read: (batch) => ({
      ...finalState(generatorTypes(batch)),
      ...rowFields(batch, { label: ["label", ...STORE.label] }),
    }),
  },
  {
    name: "lists pt, eta, phi [, mass] (ragged store of events)",
    lists: ["pt", "eta", "phi"],
    also: STORE_COLUMNS,
    read: (batch) =>
      withExtras(batch, fromPolarLists(batch, { pt: "pt", eta: "eta", phi: "phi", mass: "mass" }), STORE),
  },
  {
    name: "lists pt, etaRel, phiRel [, mass] and single jet.eta, jet.phi (ragged store of jets)",
    lists: ["pt", "etaRel", "phiRel"],
    singles: ["jet.eta", "jet.phi"],
    also: STORE_COLUMNS,
    read: (batch) => {
      const axis = { eta: "jet.eta", phi: "jet.phi" };
      return withExtras(
        batch,
        fromPolarLists(batch, { pt: "pt", eta: "etaRel", phi: "phiRel", axis, mass: "mass" }),
        STORE,
      );
    },
  },
  {
    name: "lists PFCands_pt, PFCands_eta, PFCands_phi, PFCands_mass (PFNano), times PFCands_puppiWeight",
    lists: [PFNANO.pt, PFNANO.eta, PFNANO.phi, PFNANO.mass],
    also: [PFNANO.factor, "PFCands_charge", "PFCands_pdgId"],
    read: (batch) =>
      withExtras(batch, fromPolarLists(batch, PFNANO), { charge: "PFCands_charge", pdgId: "PFCands_pdgId" }),
  },
  {
    name: "lists part_px, part_py, part_pz, part_energy (JetClass)",
    lists: CARTESIAN.map((name) => `part_${name}`),
    also: ["part_charge", "jet_label", ...JETCLASS_LABELS],
    read: readJetClass,
  },
  {
    name: "array particles of shape [N, 3]: pt, eta, phi, massless (LHC Olympics)",
    isArray: ({ name, shape, ragged }) => !ragged && name === "particles" && shape.length === 2 && shape[1] === 3,
    also: ["label"],
    read: (batch, array) => {
      const found = fromPolarArray(batch, { ...array!, fieldsLast: true }, { pt: 0, eta: 1, phi: 2 });
      return withExtras(batch, found, { label: ["label"] });
    },
  },
  {
    name: "array PFCands of shape [150, 11] (AspenOpenJets), times puppiWeight",
    isArray: ({ name, shape }) =>
      name === "PFCands" && shape[0] === ASPEN_CANDIDATES && shape[1] === ASPEN_CANDIDATE.length,
    read: readAspen,
  },
  {
    name: "array of shape [4, M]: px, py, pz, E, with E > 0 for particles (NumPy)",
    isArray: ({ shape, ragged }) => !ragged && shape.length === 2 && shape[0] === CARTESIAN.length,
    also: ["label", "labels"],
    read: (batch, array) => {
      const found = fromCartesianArray(batch, { ...array!, fieldsLast: false }, { px: 0, py: 1, pz: 2, energy: 3 });
      return withExtras(batch, found, { label: ["label", "labels"] });
    },
  },
];

/** The columns of generator records in the types that `finalState` takes; other programs write other integers. */
function generatorTypes(batch: Batch): Batch {
  const doubled = doubles(batch, [...CARTESIAN, "weight"]);
  const columns = new Map(doubled.columns);
  for (const name of ["status", "pdgId", "charge"]) {
    const column = columns.get(name);
    if (column === undefined) continue;
    const numbers = numbersOf(batch, name);
    const values = name === "charge" ? Float32Array.from(numbers) : integersOf(numbers, name, batch.first);
    columns.set(name, { ...column, values });
  }
  return { ...doubled, columns };
}

function readJetClass(batch: Batch): ParticleBatch {
  const [px, py, pz, energy] = CARTESIAN.map((name) => numbersOf(batch, `part_${name}`)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const { offsets } = batch.columns.get("part_px")!;
  const { first, length } = batch;
  const label = classOf(batch, JETCLASS_LABELS);
  const charge = firstOf(batch, ["part_charge"]);
  return {
    first,
    length,
    offsets: offsets!,
    px,
    py,
    pz,
    energy,
    ...(charge === undefined ? {} : { charge: Float32Array.from(charge) }),
    ...(label === undefined ? rowFields(batch, { label: ["jet_label"] }) : { label }),
  };
}

function readAspen(batch: Batch, array: ColumnSchema | undefined): ParticleBatch {
  const field = (name: (typeof ASPEN_CANDIDATE)[number]): number => ASPEN_CANDIDATE.indexOf(name);
  const at = { px: field("px"), py: field("py"), pz: field("pz"), energy: field("E"), factor: field("puppiWeight") };
  const { particles, source } = fromCartesianArray(batch, { ...array!, fieldsLast: true }, at);
  const values = numbersOf(batch, array!.name);
  return {
    ...particles,
    charge: Float32Array.from(source, (place) => values[place + field("charge")]!),
    pdgId: Int32Array.from(source, (place) => values[place + field("pdgId")]!),
  };
}

/** Adds what else the file has: of each particle by the place it came from, of each row as it is. */
function withExtras(
  batch: Batch,
  { particles, source }: { readonly particles: ParticleBatch; readonly source: Uint32Array },
  extras: Extras,
): ParticleBatch {
  const { charge: chargeColumn, pdgId: pdgColumn } = extras;
  const charge = chargeColumn === undefined ? undefined : firstOf(batch, [chargeColumn]);
  const pdgId = pdgColumn === undefined ? undefined : firstOf(batch, [pdgColumn]);
  return {
    ...particles,
    ...(charge === undefined ? {} : { charge: Float32Array.from(source, (place) => charge[place]!) }),
    ...(pdgId === undefined
      ? {}
      : {
          pdgId: integersOf(
            Float64Array.from(source, (place) => pdgId[place]!),
            "pdgId",
            batch.first,
          ),
        }),
    ...rowFields(batch, extras),
  };
}

function rowFields(
  batch: Batch,
  { label: labels = [], weight: weights = [] }: Extras,
): Pick<ParticleBatch, "label" | "weight"> {
  const label = firstOf(batch, labels);
  const weight = firstOf(batch, weights);
  return {
    ...(label === undefined ? {} : { label: integersOf(label, "label", batch.first) }),
    ...(weight === undefined ? {} : { weight }),
  };
}
