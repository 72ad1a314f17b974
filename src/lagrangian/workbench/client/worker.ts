/** The engine in a worker: one question, one answer. */
import { GlueballError } from "../../../base/index.ts";
import type { Answer, Request } from "../engine.ts";
import { createEngine } from "../engine.ts";

export interface Asked {
  readonly id: number;
  readonly request: Request;
}

export type Replied = { readonly id: number } & ({ readonly answer: Answer } | { readonly error: string });

const engine = createEngine();

addEventListener("message", ({ data }: MessageEvent<Asked>) => {
  const { id, request } = data;
  postMessage(replyTo(id, request));
});

function replyTo(id: number, request: Request): Replied {
  try {
    return { id, answer: engine.answer(request) };
  } catch (error) {
    if (error instanceof GlueballError) return { id, error: error.message };
    return { id, error: `the engine failed, which is a fault of Glueball: ${String(error)}` };
  }
}
