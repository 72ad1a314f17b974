/** Whether what is to be written fits on the disk: known before hours of work and not after. */
import { existsSync, statfsSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { EXIT, GlueballError } from "../../base/index.ts";

/** Files to come: where, and an estimate of their size. */
export interface SpaceNeed {
  readonly path: string;
  readonly bytes: number;
}

/** @throws GlueballError simulate/disk-too-small with exit code 3, for the first disk that has less than what goes there */
export function requireSpace(needs: readonly SpaceNeed[]): void {
  for (const { folder, bytes } of byDisk(needs)) {
    const { bavail, bsize } = statfsSync(folder);
    const free = bavail * bsize;
    if (bytes <= free) continue;
    throw new GlueballError(
      {
        code: "simulate/disk-too-small",
        what: "the sample does not fit on the disk",
        place: folder,
        found: `about ${inGB(bytes)} to write, ${inGB(free)} free`,
        expected: "at least as much free space as is written",
        hint: "Take a smaller --count, or another disk",
      },
      EXIT.tooLarge,
    );
  }
}

/** What goes to the same disk adds up. */
function byDisk(needs: readonly SpaceNeed[]): SpaceNeedOfDisk[] {
  const disks = new Map<number, SpaceNeedOfDisk>();
  for (const { path, bytes } of needs) {
    const folder = nearestFolder(resolve(path));
    const { dev } = statSync(folder);
    disks.set(dev, { folder, bytes: bytes + (disks.get(dev)?.bytes ?? 0) });
  }
  return [...disks.values()];
}

interface SpaceNeedOfDisk {
  readonly folder: string;
  readonly bytes: number;
}

/** The part of a path that is there already. */
function nearestFolder(path: string): string {
  return existsSync(path) ? path : nearestFolder(dirname(path));
}

function inGB(bytes: number): string {
  return `${(bytes / 1e9).toPrecision(3)} GB`;
}
