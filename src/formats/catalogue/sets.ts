/**
 * What `../catalogue.ts` knows, as tables. Sources of the facts, all read at public places, none checked by downloading:
 * record numbers from the specification of this room; names of files and checksums from the download scripts of the
 * projects named beside each set; licences from the page of the record, "(unverified)" where only others state them.
 */
import { ASPEN_OPEN_JETS_FILES } from "./aspenOpenJets.ts";
import type { PublicFile, PublicSet } from "../catalogue.ts";
import type { Checksum } from "../download.ts";

/**
 * One file a line: name, bytes, checksum as `md5:...` or `sha256:...`; `-` stands for unknown. `address` makes the URL
 * of a name.
 */
function fileTable(address: (name: string) => string, table: string): PublicFile[] {
  const lines = table.split("\n").map((line) => line.trim());
  return lines
    .filter((line) => line !== "")
    .map((line) => {
      const [name, bytes, checksum] = line.split(/\s+/) as [string, string, string];
      return { name, url: address(name), bytes: bytes === "-" ? undefined : Number(bytes), checksum: read(checksum) };
    });
}

function read(text: string): Checksum | undefined {
  if (text === "-") return undefined;
  const [algorithm, value] = text.split(":") as [Checksum["algorithm"], string];
  return { algorithm, value };
}

/** What every record of Zenodo has in common. */
function zenodo(record: number, table: string): Pick<PublicSet, "page" | "doi" | "files"> {
  const page = `https://zenodo.org/records/${record}`;
  return { page, doi: `10.5281/zenodo.${record}`, files: fileTable((name) => `${page}/files/${name}`, table) };
}

const CC_BY = "CC-BY-4.0";
const CC_BY_UNVERIFIED = "CC-BY-4.0 (unverified)";

/** Names of files: hep-lbdl/PAWS and other users of the records; only the tiny file has a checksum of ours. */
const LHC_OLYMPICS: readonly PublicSet[] = [
  {
    name: "lhco-tiny",
    title: "LHC Olympics 2020: the first 1000 events of the R&D set",
    licence: CC_BY_UNVERIFIED,
    page: "https://github.com/lhcolympics2020/parsingscripts",
    files: fileTable(
      (name) =>
        `https://raw.githubusercontent.com/lhcolympics2020/parsingscripts/a464a08fa288d275a97148b5a063cae9aa19cfa7/${name}`,
      `events_anomalydetection_tiny.h5 2587490 sha256:12eafee7103869eb55403f7cbdff066e7b289877db10d41450ccfb633df3a6ff`,
    ),
  },
  {
    name: "lhco-rnd",
    title: "LHC Olympics 2020: R&D set, 1M QCD and 100k W' -> XY events, and three-prong signal",
    licence: CC_BY_UNVERIFIED,
    ...zenodo(
      4536377,
      `events_anomalydetection.h5           - -
       events_anomalydetection_Z_XY_qqq.h5  - -`,
    ),
  },
  {
    name: "lhco-v2",
    title: "LHC Olympics 2020: second version of the R&D set, and its jet features",
    licence: CC_BY_UNVERIFIED,
    ...zenodo(
      6466204,
      `events_anomalydetection_v2.h5           - -
       events_anomalydetection_v2.features.h5  - -
       events_anomalydetection_Z_XY_qqq.h5     - -`,
    ),
  },
  {
    name: "lhco-extra-qcd",
    title: "LHC Olympics 2020: extra QCD events in the signal region",
    licence: CC_BY_UNVERIFIED,
    ...zenodo(
      8370758,
      `events_anomalydetection_qcd_extra_inneronly_features.h5            - -
       events_anomalydetection_qcd_extra_inneronly_4vecs_and_features.h5  - -`,
    ),
  },
  {
    name: "lhco-black-boxes",
    title: "LHC Olympics 2020: black boxes 1 to 3, keys of 1 and 3, background simulation",
    licence: CC_BY_UNVERIFIED,
    ...zenodo(
      4536624,
      `events_LHCO2020_BlackBox1.h5             - -
       events_LHCO2020_BlackBox1.masterkey      - -
       events_LHCO2020_BlackBox2.h5             - -
       events_LHCO2020_BlackBox3.h5             - -
       events_LHCO2020_BlackBox3.masterkey      - -
       events_LHCO2020_backgroundMC_Pythia.h5   - -`,
    ),
  },
];

const JETS: readonly PublicSet[] = [
  {
    // Checksums: jet-universe/particle_transformer, get_datasets.py.
    name: "jetclass",
    title: "JetClass: 125M simulated jets in ten classes (ROOT in tar)",
    licence: CC_BY,
    ...zenodo(
      6619768,
      `JetClass_Pythia_train_100M_part0.tar  -  md5:de4fd2dca2e68ab3c85d5cfd3bcc65c3
       JetClass_Pythia_train_100M_part1.tar  -  md5:9722a359c5ef697bea0fbf79bf50f003
       JetClass_Pythia_train_100M_part2.tar  -  md5:1e9f66cd1f915f9d10e90ae1d7761720
       JetClass_Pythia_train_100M_part3.tar  -  md5:47348fc8985319fa4806da87500482fa
       JetClass_Pythia_train_100M_part4.tar  -  md5:6b0ce16bd93b442a8d51914466990279
       JetClass_Pythia_train_100M_part5.tar  -  md5:416e347512e716de51d392bee327b8e9
       JetClass_Pythia_train_100M_part6.tar  -  md5:e9b9c1557b1b39bf0a16e4ab631ae451
       JetClass_Pythia_train_100M_part7.tar  -  md5:5bfc6cb285ccb7680cefa9ac82ad1a2e
       JetClass_Pythia_train_100M_part8.tar  -  md5:540c1a0d66dfad78d2b363c5740ccf86
       JetClass_Pythia_train_100M_part9.tar  -  md5:668f40b3275167ff7104c48317c0ae2a
       JetClass_Pythia_val_5M.tar            -  md5:7235ccb577ed85023ea3ab4d5e6160cf
       JetClass_Pythia_test_20M.tar          -  md5:64e5156d26d101adeb43b8388207d767`,
    ),
  },
  {
    // Licence: the card of the data set.
    name: "jetclass2",
    title: "JetClass-II: large-radius jets in 188 classes (Parquet)",
    page: "https://huggingface.co/datasets/jet-universe/jetclass2",
    licence: "MIT",
    files: [],
  },
  {
    // Checksums: a public Keras loader of the record (md5), not the record itself.
    name: "top-tagging",
    title: "Top quark tagging reference set: 1.2M + 400k + 400k jets (HDF5)",
    licence: CC_BY,
    ...zenodo(
      2603256,
      `train.h5  -  md5:45663819f47c13724f67eb0fd80bfa5c
       val.h5    -  md5:dca4b7248027618f041f9baa86d360fc
       test.h5   -  md5:13163479dee30a5fe546e4536cc3d04d`,
    ),
  },
  {
    // Checksums: energyflow, datasets/qg_jets.py.
    name: "quark-gluon",
    title: "Pythia 8 quark and gluon jets for Energy Flow: 2M jets (npz)",
    licence: CC_BY,
    ...zenodo(
      3164691,
      `QG_jets.npz     -  sha256:3f27a02eab06e8b83ccc9d25638021e6e24c9361341730961f9d560dee12c257
       QG_jets_1.npz   -  sha256:648e49cd59b5353e0064e7b1a3388d9c2f4a454d3ca67afaa8d0344c836ecb35
       QG_jets_2.npz   -  sha256:09f7b16fa7edb312c0f652bb8504de45f082c4193df65204d693155017272fe9
       QG_jets_3.npz   -  sha256:7dc9a50bb38e9f6fc1f11db18f9bd04f72823c944851746b848dee0bba808537
       QG_jets_4.npz   -  sha256:3e6217aad8e0502f5ce3b6371c61396dfc48a6cf4f26ee377cc7b991b1d2b543
       QG_jets_5.npz   -  sha256:b5b7d742b2599bcbe1d7a639895bca64c28da513dc3620b0e5bbb5801f8c88fd
       QG_jets_6.npz   -  sha256:7d31bc48c15983401e0dbe8fd5ee938c3809d9ee3c909f4adab6daf8b73c14f1
       QG_jets_7.npz   -  sha256:cec0d7b2afa9d955543c597f9b7f3b3767812a68b2401ec870caf3a2ceb98401
       QG_jets_8.npz   -  sha256:e984620f57abe06fc5d0b063f9f84ba54bd3e8c295d2b2419a7b1c6175079ed4
       QG_jets_9.npz   -  sha256:6e3b69196995d6eb3b8e7af874e2b9f93d904624f7a7a73b8ff39f151e3bd189
       QG_jets_10.npz  -  sha256:fa3d386f230b806058ff17e5bd77326ff4bf01d72aa5eb3325c1df2a8825927c
       QG_jets_11.npz  -  sha256:acd49ab7bea8f72ecf699a9a898bccacc8730474259d68406656a5a43d407fb0
       QG_jets_12.npz  -  sha256:2edd55b8bc30c686a0637855e1ba068586eb97041e8114d5540d96db2a7a2e17
       QG_jets_13.npz  -  sha256:7276a8a0e573f9795a47f9d5addc10d2af903c2a0ffa5c848a720ccae93daa90
       QG_jets_14.npz  -  sha256:2068ecfa912e94cd3ce7273b7c77af0bbd5ec57940997e7483b56f03434a6869
       QG_jets_15.npz  -  sha256:41a732ce6321dd593214225b03fb87329607ccae768c705e3896ffecc28bfcca
       QG_jets_16.npz  -  sha256:9d68caeb18f3ccf127b9032f52e63ee011c4381293a3a503f894e5c0741ae215
       QG_jets_17.npz  -  sha256:086053ca611bb04d97fa0b6509b4ffb6955421b067c7b277498f0e5188879331
       QG_jets_18.npz  -  sha256:cdc595f5fedef7db9411a9f93f2786f110073b4d17a523700f625846588b1e44
       QG_jets_19.npz  -  sha256:d07781139320ae134ce4824bc0cefa43fd5003cd97cdf3aed90d4fb12fad8a1d`,
    ),
  },
  {
    // Records and names: jet-net/JetNet, datasets/jetnet.py.
    name: "jetnet30",
    title: "JetNet: g, q, t, w and z jets of up to 30 particles (HDF5)",
    ...zenodo(6975118, ["g", "q", "t", "w", "z"].map((type) => `${type}.hdf5 - -`).join("\n")),
  },
  {
    name: "jetnet150",
    title: "JetNet150: the same with up to 150 particles (HDF5)",
    ...zenodo(6975117, ["g", "q", "t", "w", "z"].map((type) => `${type}150.hdf5 - -`).join("\n")),
  },
  {
    // Sizes, checksums, licence: the record's own list, as copied into raunavm/transferlearningsophon on 2026-09-22.
    name: "aspen-open-jets",
    title: "Aspen Open Jets: about 180M jets of CMS JetHT 2016 (HDF5)",
    page: "https://www.fdr.uni-hamburg.de/record/16505",
    licence: CC_BY_UNVERIFIED,
    files: fileTable((name) => `https://www.fdr.uni-hamburg.de/record/16505/files/${name}`, ASPEN_OPEN_JETS_FILES),
  },
];

/** Checksums: a public PyTorch loader of the three records (md5). Energies are in MeV. */
const CALORIMETERS: readonly PublicSet[] = [
  {
    name: "calochallenge-1",
    title: "CaloChallenge 2022, data set 1: photons and pions, 368 and 533 voxels (HDF5)",
    licence: CC_BY_UNVERIFIED,
    ...zenodo(
      8099322,
      `dataset_1_photons_1.hdf5  -  md5:005d2adeda7db034b388112661265656
       dataset_1_photons_2.hdf5  -  md5:4767715ed56e99565fd9c67340661e70
       dataset_1_pions_1.hdf5    -  md5:6a5f52722064a1bcd8a0bc002f16515d
       dataset_1_pions_2.hdf5    -  md5:fee7457b40127bc23c8ab909e2638ca0`,
    ),
  },
  {
    name: "calochallenge-2",
    title: "CaloChallenge 2022, data set 2: electrons, 6480 voxels (HDF5)",
    licence: CC_BY_UNVERIFIED,
    ...zenodo(
      6366271,
      `dataset_2_1.hdf5  -  md5:e590333e9a2da51b258288d74bd8357a
       dataset_2_2.hdf5  -  md5:7a56fd68aa53ded37c2ac445694d9736`,
    ),
  },
  {
    name: "calochallenge-3",
    title: "CaloChallenge 2022, data set 3: electrons, 40,500 voxels (HDF5)",
    licence: CC_BY_UNVERIFIED,
    ...zenodo(
      6366324,
      `dataset_3_1.hdf5  -  md5:d33f03418aa311b0965452fcbef1ff87
       dataset_3_2.hdf5  -  md5:911dec2c40aafa64a07b7450b80881bf
       dataset_3_3.hdf5  -  md5:5ea62f6831a1821bb5035fafc9f030e8
       dataset_3_4.hdf5  -  md5:5e8d82e6a6c28c6914a3b602a1cfa299`,
    ),
  },
];

const SKHEP_COMMIT = "f51b8fb0aa3b3609996375a745eac8084472245f";

/** Sizes and checksums are those of our own copies. */
const SAMPLES: readonly PublicSet[] = [
  {
    name: "scikit-hep-samples",
    title: "Small files to try the readers on: one ROOT tree in four compressions, CMS NanoAOD",
    page: "https://github.com/scikit-hep/scikit-hep-testdata",
    licence: "BSD-3-Clause",
    files: fileTable(
      (name) =>
        `https://raw.githubusercontent.com/scikit-hep/scikit-hep-testdata/${SKHEP_COMMIT}/src/skhep_testdata/data/${name}`,
      `uproot-HZZ-zlib.root  222324  sha256:8ae0f4d39bbba9bc1d3feab721ba7a8720837a0f344a29873fcc0c0bbe92c9a7
       uproot-HZZ-lz4.root   286260  sha256:73e401455c6824cff56790ffc179ebe60d4bdd4f573a4d085daddcabd977cc87
       uproot-HZZ-lzma.root  184196  sha256:770e3a54b13c5cb7378b994f13d263ba83b811f9089bd730aa26440a0dd2a4ac
       uproot-HZZ-zstd.root  225552  sha256:d758791f28ac6120cd06a7099dd7ab5e03c5ecc5d0f3de4f75743841791ba9d2
       nanoAOD_2015_CMS_Open_Data_ttbar.root  377623  sha256:c14a29b25b15b837226f396e920b5d9fb134f3558bef5b0a9db5d6d9606c5f3a`,
    ),
  },
];

/** All sets, in the order in which `glueball data list` prints them. */
export const PUBLIC_SETS: readonly PublicSet[] = [...LHC_OLYMPICS, ...JETS, ...CALORIMETERS, ...SAMPLES];
