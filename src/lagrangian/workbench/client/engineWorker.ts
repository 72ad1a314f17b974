/**
 * Asks the engine without stopping the page. A question about a theory that is no longer shown is dropped: a worker that
 * has been busy with one for longer than a moment is stopped and another is started.
 */
import type { Answer, Question, Request } from "../engine.ts";
import type { Asked, Replied } from "./worker.ts";

const PATIENCE_MS = 300;

export interface EngineWorker {
  /** Questions of earlier theories are dropped from here on: their promises never settle. */
  forget(): void;
  ask<K extends Question["kind"]>(
    request: Request & { readonly question: { readonly kind: K } },
  ): Promise<Extract<Answer, { readonly kind: K }>>;
}

interface Waiting {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

export function createEngineWorker(source: string): EngineWorker {
  const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const waiting = new Map<number, Waiting>();
  let worker = start();
  let lastId = 0;
  let busySince = Number.NaN; // of the oldest question that is not answered

  function start(): Worker {
    const made = new Worker(url);
    made.addEventListener("message", ({ data }: MessageEvent<Replied>) => {
      const asker = waiting.get(data.id);
      waiting.delete(data.id);
      busySince = waiting.size === 0 ? Number.NaN : performance.now();
      if (asker === undefined) return;
      if ("answer" in data) asker.resolve(data.answer);
      else asker.reject(new Error(data.error));
    });
    return made;
  }

  return {
    forget() {
      if (waiting.size > 0 && performance.now() - busySince > PATIENCE_MS) {
        worker.terminate();
        worker = start();
        busySince = Number.NaN;
      }
      waiting.clear();
    },
    ask(request) {
      const id = ++lastId;
      if (Number.isNaN(busySince)) busySince = performance.now();
      worker.postMessage({ id, request } satisfies Asked);
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve: resolve as Waiting["resolve"], reject });
      });
    },
  };
}
