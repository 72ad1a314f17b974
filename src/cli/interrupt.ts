/**
 * The first Ctrl-C (or the SIGTERM of a batch system) asks the task to finish its step and save; the second stops the
 * process at once.
 */
import { EXIT, GlueballError } from "../base/index.ts";

export interface Interrupt {
  readonly signal: AbortSignal;
  /** Gives Ctrl-C back its usual meaning. */
  stop(): void;
}

/** `say` tells the user what happens next. */
export function listenForInterrupt(say: (text: string) => void): Interrupt {
  const controller = new AbortController();
  const onSignal = (): void => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    say("finishing this step; once more to stop at once");
    controller.abort(new GlueballError({ code: "run/interrupted", what: "interrupted" }, EXIT.interrupted));
  };
  const names = ["SIGINT", "SIGTERM"] as const;
  for (const name of names) process.on(name, onSignal);
  return {
    signal: controller.signal,
    stop: () => {
      for (const name of names) process.off(name, onSignal);
    },
  };
}
