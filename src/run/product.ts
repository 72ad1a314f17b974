/** Which Glueball this is: version, commit, and the versions of the packages that compute. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export interface Product {
  readonly version: string;
  /** Git commit, with `-dirty` when files differ from it; absent in an installed package. */
  readonly commit?: string | undefined;
  readonly packages: Readonly<Record<string, string>>;
}

interface PackageFile {
  readonly name: string;
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** The folder of Glueball's package.json, whether it runs from sources or from the built package. */
export function productRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "package.json"))) folder = dirname(folder);
  return folder;
}

let described: Product | undefined;

/** Found once: what runs is what the process has loaded, whatever becomes of the files. */
export function describeProduct(): Product {
  described ??= findProduct();
  return described;
}

function findProduct(): Product {
  const root = productRoot();
  const file = readPackage(root);
  const packages: Record<string, string> = {};
  for (const name of Object.keys({ ...file.dependencies, ...file.optionalDependencies })) {
    packages[name] = installedVersion(root, name) ?? "absent";
  }
  return { version: file.version, commit: commitOf(root), packages };
}

/** Version of an installed package, looked for as Node does: in every node_modules upwards. */
function installedVersion(root: string, name: string): string | undefined {
  for (let folder = root; ; folder = dirname(folder)) {
    const candidate = join(folder, "node_modules", name);
    if (existsSync(join(candidate, "package.json"))) return readPackage(candidate).version;
    if (folder === dirname(folder)) return undefined;
  }
}

function readPackage(folder: string): PackageFile {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as PackageFile;
}

function commitOf(root: string): string | undefined {
  if (!existsSync(join(root, ".git"))) return undefined; // or git would name the commit of a repository around us
  try {
    const words = ["describe", "--always", "--dirty", "--abbrev=12", "--exclude=*"];
    return execFileSync("git", words, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    return undefined; // no git on this machine, or no commit yet
  }
}
