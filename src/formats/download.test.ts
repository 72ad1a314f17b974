import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { GlueballError } from "../base/index.ts";
import { download } from "./download.ts";
import type { Checksum, DownloadOptions } from "./download.ts";

/** What the server does with one request; after the last one it behaves. */
type Fault =
  | { readonly kind: "drop"; readonly after: number }
  | { readonly kind: "stall"; readonly after: number }
  | { readonly kind: "status"; readonly status: number; readonly headers?: Record<string, string> }
  | { readonly kind: "refuse" };

interface ServedFile {
  content: Uint8Array;
  etag: string | undefined;
  ranges: boolean;
  /** Whether the length is announced. */
  announced: boolean;
  faults: Fault[];
  /** Called before each answer; changes the file under way. */
  before: (request: number) => void;
}

let server: Server;
let url: string;
let folder: string;
const folders: string[] = [];
let served: ServedFile;
let requests: IncomingMessage[];
/** Bytes of the file that the download has. */
let received: number;

/** Serves `served` with Range and If-Range as RFC 9110 has them, and fails as told. */
function answer(request: IncomingMessage, response: ServerResponse): void {
  served.before(requests.push(request));
  const fault = served.faults.shift();
  if (fault?.kind === "refuse") return void request.socket.destroy();
  if (fault?.kind === "status") return void response.writeHead(fault.status, fault.headers).end();
  const { content, etag, ranges, announced } = served;
  const tag = etag === undefined ? {} : { etag };
  const asked = ranges ? Number(request.headers.range?.match(/^bytes=(\d+)-$/)?.[1] ?? 0) : 0;
  const condition = request.headers["if-range"];
  const start = condition === undefined || condition === etag ? asked : 0;
  if (start > 0 && start >= content.length) {
    return void response.writeHead(416, { "content-range": `bytes */${content.length}` }).end();
  }
  const length = announced ? { "content-length": content.length - start } : {};
  const range = { "content-range": `bytes ${start}-${content.length - 1}/${content.length}` };
  response.writeHead(start > 0 ? 206 : 200, { ...tag, ...length, ...(start > 0 ? range : {}) });
  const body = content.subarray(start);
  if (fault === undefined) return void response.end(body);
  response.write(body.subarray(0, fault.after));
  if (fault.kind === "drop") cutAfter(start + Math.min(fault.after, body.length), request);
}

/** Cuts the connection when so many bytes have arrived on the other side: cut earlier, they would be lost on the way. */
function cutAfter(bytes: number, { socket }: IncomingMessage): void {
  if (received >= bytes) socket.destroy();
  else setTimeout(() => cutAfter(bytes, { socket } as IncomingMessage), 1);
}

beforeAll(async () => {
  server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

function serve(content: Uint8Array, faults: Fault[] = [], change: Partial<ServedFile> = {}): string {
  served = { content, etag: '"one"', ranges: true, announced: true, faults, before: () => {}, ...change };
  requests = [];
  received = 0;
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/file`;
  folder = mkdtempSync(join(tmpdir(), "download-"));
  folders.push(folder);
  return join(folder, "sub", "file");
}
afterEach(() => {
  for (const made of folders.splice(0)) rmSync(made, { recursive: true });
});

/** Long enough for a busy machine; a test of stalls gives its own. */
const STALL_MS = 20_000;

/** Options of every download here; a caller's own `onProgress` is called too. */
function quick(options: DownloadOptions = {}): DownloadOptions {
  const onProgress = (done: number, total: number | undefined): void => {
    received = done;
    options.onProgress?.(done, total);
  };
  return { pauseMs: 1, stallMs: STALL_MS, ...options, onProgress };
}

function bytes(length: number, seed = 7): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => (index * 131 + seed * 17 + (index >> 8)) & 255);
}

function times(count: number, fault: Fault): Fault[] {
  return Array.from({ length: count }, () => fault);
}

function md5(content: Uint8Array): Checksum {
  return { algorithm: "md5", value: createHash("md5").update(content).digest("hex") };
}

async function failure(path: string, options: DownloadOptions = {}): Promise<GlueballError> {
  const error = await download(url, path, quick(options)).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(GlueballError);
  return error as GlueballError;
}

/** What the requests asked for: the first byte. */
function asked(): string[] {
  return requests.map(({ headers }) => headers.range ?? "all");
}

describe("a file that comes", () => {
  test("is written whole, compared, and leaves nothing beside it", async () => {
    const content = bytes(100_000);
    const path = serve(content);
    const seen: [number, number | undefined][] = [];
    const onProgress = (done: number, total: number | undefined) => void seen.push([done, total]);
    const done = await download(url, path, quick({ size: 100_000, checksum: md5(content), onProgress }));
    expect(done).toEqual({ path, bytes: 100_000, checksum: md5(content), verified: true, requests: 1 });
    expect(new Uint8Array(readFileSync(path))).toEqual(content);
    expect(existsSync(`${path}.partial`)).toBe(false);
    expect(existsSync(`${path}.partial.json`)).toBe(false);
    expect(seen.at(-1)).toEqual([100_000, 100_000]);
    expect(seen.every(([here], index) => index === 0 || here > seen[index - 1]![0])).toBe(true);
  });

  test("gets a sha256 where no checksum is published, and is not called verified", async () => {
    const content = bytes(1000);
    const path = serve(content);
    const done = await download(url, path, quick());
    expect(done.verified).toBe(false);
    expect(done.checksum).toEqual({ algorithm: "sha256", value: createHash("sha256").update(content).digest("hex") });
  });

  test("may be empty, and may come without a length", async () => {
    const nothing = serve(bytes(0));
    expect((await download(url, nothing, quick())).bytes).toBe(0);
    expect(readFileSync(nothing).length).toBe(0);
    const content = bytes(5000);
    const path = serve(content, [], { announced: false });
    await download(url, path, quick());
    expect(new Uint8Array(readFileSync(path))).toEqual(content);
  });
});

describe("a network that fails", () => {
  test("drops are resumed with Range and If-Range; nothing is fetched twice", async () => {
    const content = bytes(50_000);
    const path = serve(content, [{ kind: "drop", after: 20_000 }, { kind: "drop", after: 10_000 }, { kind: "refuse" }]);
    const { requests: count } = await download(url, path, quick({ checksum: md5(content) }));
    expect(count).toBe(4);
    expect(asked()).toEqual(["all", "bytes=20000-", "bytes=30000-", "bytes=30000-"]);
    expect(requests.slice(1).map(({ headers }) => headers["if-range"])).toEqual(['"one"', '"one"', '"one"']);
    expect(new Uint8Array(readFileSync(path))).toEqual(content);
  });

  test("a later run of the program goes on where the first gave up", async () => {
    const content = bytes(9000);
    const faults: Fault[] = [{ kind: "drop", after: 4000 }, ...times(6, { kind: "refuse" })];
    const path = serve(content, faults);
    const error = await failure(path);
    expect(error.code).toBe("formats/download-failed");
    expect(error.message).toMatch(/after 7 requests and 4000 bytes.*it goes on where it stopped/);
    requests = [];
    await download(url, path, quick());
    expect(asked()).toEqual(["bytes=4000-"]);
    expect(new Uint8Array(readFileSync(path))).toEqual(content);
  });

  test("bytes from another address are not continued", async () => {
    const content = bytes(3000);
    const path = serve(content, [{ kind: "drop", after: 1000 }, ...times(6, { kind: "refuse" })]);
    await failure(path);
    requests = [];
    await download(`${url}2`, path, quick());
    expect(asked()).toEqual(["all"]);
  });

  test("a server that ignores Range sends all again", async () => {
    const content = bytes(8000);
    const path = serve(content, [{ kind: "drop", after: 5000 }], { ranges: false });
    await download(url, path, quick());
    expect(asked()).toEqual(["all", "bytes=5000-"]);
    expect(new Uint8Array(readFileSync(path))).toEqual(content);
  });

  test("a server that always drops at the same place is given up after a bounded number of requests", async () => {
    const path = serve(bytes(8000), times(100, { kind: "drop", after: 5000 }), { ranges: false });
    const error = await failure(path, { tries: 3 });
    expect(error.code).toBe("formats/download-failed");
    expect(requests.length).toBe(4);
  });

  test("a connection that stalls is left and the rest asked for", async () => {
    const content = bytes(6000);
    const path = serve(content, [{ kind: "stall", after: 2500 }]);
    await download(url, path, quick({ stallMs: 500 }));
    expect(asked().at(-1)).toBe("bytes=2500-");
    expect(new Uint8Array(readFileSync(path))).toEqual(content);
  });

  test("a server that is busy is asked later, as late as it wishes", async () => {
    const path = serve(bytes(10), [
      { kind: "status", status: 503, headers: { "retry-after": "0.05" } },
      { kind: "status", status: 429 },
    ]);
    const began = performance.now();
    expect((await download(url, path, quick())).requests).toBe(3);
    expect(performance.now() - began).toBeGreaterThan(45);
  });

  test("nobody listens", async () => {
    const path = serve(bytes(10));
    url = "http://127.0.0.1:1/file";
    const error = await failure(path, { tries: 2 });
    expect(error.code).toBe("formats/download-failed");
    expect(error.message).toContain("fetch failed");
  });
});

describe("a file that changes", () => {
  const first = bytes(7000, 1);
  const second = bytes(7000, 2);
  const change = (request: number) => {
    if (request === 2) Object.assign(served, { content: second, etag: '"two"' });
  };

  test("comes whole in its new version, never as two halves", async () => {
    const path = serve(first, [{ kind: "drop", after: 3000 }], { before: change });
    await download(url, path, quick());
    expect(new Uint8Array(readFileSync(path))).toEqual(second);
  });

  test("also from a server that obeys Range but not If-Range", async () => {
    const path = serve(first, [{ kind: "drop", after: 3000 }], {
      before: (request) => {
        change(request);
        delete requests.at(-1)!.headers["if-range"];
      },
    });
    await download(url, path, quick());
    expect(asked()).toEqual(["all", "bytes=3000-", "all"]);
    expect(new Uint8Array(readFileSync(path))).toEqual(second);
  });

  test("without any tag nothing is continued, unless a checksum can tell", async () => {
    const path = serve(first, [{ kind: "drop", after: 3000 }], { etag: undefined });
    await download(url, path, quick());
    expect(asked()).toEqual(["all", "all"]);
    const known = serve(first, [{ kind: "drop", after: 3000 }], { etag: undefined });
    await download(url, known, quick({ checksum: md5(first) }));
    expect(asked()).toEqual(["all", "bytes=3000-"]);
  });

  test("two halves that do not fit together are noticed by the checksum and fetched anew", async () => {
    const path = serve(first, [{ kind: "drop", after: 3000 }], {
      etag: undefined,
      before: (request) => void (request === 2 && (served.content = second)),
    });
    await download(url, path, quick({ checksum: md5(second) }));
    expect(asked()).toEqual(["all", "bytes=3000-", "all"]);
    expect(new Uint8Array(readFileSync(path))).toEqual(second);
  });

  test("became shorter than what is there", async () => {
    const path = serve(first, [{ kind: "drop", after: 3000 }], {
      etag: undefined,
      before: (request) => void (request === 2 && (served.content = second.subarray(0, 2000))),
    });
    await download(url, path, quick({ checksum: md5(second.subarray(0, 2000)) }));
    expect(new Uint8Array(readFileSync(path))).toEqual(second.subarray(0, 2000));
  });
});

describe("what asking again cannot cure", () => {
  test("the file does not exist", async () => {
    const path = serve(bytes(1), [{ kind: "status", status: 404 }]);
    const error = await failure(path);
    expect(error.code).toBe("formats/download-refused");
    expect(error.message).toBe(
      `the server does not give this file at ${url}: found "404 Not Found" [formats/download-refused]. ` +
        "Look at the page of the data set: the record may have moved, or ask for a login",
    );
    expect(requests.length).toBe(1);
  });

  test("the announced length is not the published one: refused before the first byte", async () => {
    const path = serve(bytes(5000));
    const error = await failure(path, { size: 5001 });
    expect(error.code).toBe("formats/download-size");
    expect(error.message).toContain('found "5000 bytes", expected 5001 bytes');
    expect(existsSync(`${path}.partial`)).toBe(false);
  });

  test.each([
    ["short", 5001],
    ["long", 4999],
  ])("a length that is not announced and too %s", async (_, size) => {
    const path = serve(bytes(5000), [], { announced: false });
    const error = await failure(path, { size });
    expect(error.code).toBe("formats/download-size");
    expect(existsSync(path)).toBe(false);
    expect(existsSync(`${path}.partial`)).toBe(false);
  });

  test("another content than the published one", async () => {
    const content = bytes(5000);
    const path = serve(content);
    const error = await failure(path, { checksum: { algorithm: "md5", value: "0".repeat(32) } });
    expect(error.code).toBe("formats/download-checksum");
    expect(error.message).toContain(`found "md5 ${md5(content).value}", expected md5 ${"0".repeat(32)}`);
    expect(existsSync(path)).toBe(false);
    expect(requests.length).toBe(1);
  });

  test("a file that no disk holds is refused with its size, exit code 3", async () => {
    const path = serve(bytes(1), [{ kind: "status", status: 200, headers: { "content-length": String(2 ** 52) } }]);
    const error = await failure(path);
    expect(error.code).toBe("formats/disk-full");
    expect(error.exitCode).toBe(3);
    expect(error.message).toContain(`expected ${2 ** 52} more bytes`);
  });

  test.skipIf(!existsSync("/dev/full"))("the disk becomes full while writing (needs /dev/full)", async () => {
    const path = join(serve(bytes(5000)), "../../file");
    symlinkSync("/dev/full", `${path}.partial`);
    const error = await failure(path);
    expect(error.code).toBe("formats/disk-full");
    expect(error.message).toContain("ENOSPC");
  });

  test("the folder is a file", async () => {
    const path = serve(bytes(1));
    writeFileSync(join(folder, "sub"), "");
    const error = await failure(path);
    expect(error.code).toBe("formats/cannot-write");
  });

  test.each(["file:///etc/passwd", "nothing", "ftp://x/y"])("%s is no address", async (wrong) => {
    const path = serve(bytes(1));
    url = wrong;
    expect((await failure(path)).code).toBe("formats/bad-url");
  });
});

test("an aborted download stops at once and keeps what is there", async () => {
  const content = bytes(6000);
  const path = serve(content, [{ kind: "stall", after: 2500 }]);
  const abort = new AbortController();
  const onProgress = () => abort.abort(new Error("Ctrl-C"));
  await expect(download(url, path, quick({ stallMs: 10_000, signal: abort.signal, onProgress }))).rejects.toThrow(
    "Ctrl-C",
  );
  expect(readFileSync(`${path}.partial`).length).toBe(2500);
  await download(url, path, quick());
  expect(asked().at(-1)).toBe("bytes=2500-");
});

test("whatever goes wrong on the way, the file is the one that is served", async () => {
  const fault = fc.oneof(
    fc.record({ kind: fc.constant("drop" as const), after: fc.nat(400) }),
    fc.record({ kind: fc.constant("status" as const), status: fc.constantFrom(500, 502, 429) }),
    fc.constant({ kind: "refuse" as const }),
  );
  const network = fc.record({ faults: fc.array(fault, { maxLength: 5 }), ranges: fc.boolean(), etag: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(network, fc.nat(1000), fc.boolean(), async ({ faults, ranges, etag }, length, announced) => {
      const content = bytes(length);
      const path = serve(content, [...faults], { ranges, announced, etag: etag ? '"one"' : undefined });
      // More tries than faults: a request can also die on a connection that the last fault closed.
      const { bytes: got } = await download(url, path, quick({ size: length, tries: 12 }));
      expect(got).toBe(length);
      expect(new Uint8Array(readFileSync(path))).toEqual(content);
    }),
    { numRuns: 30 },
  );
});
