/** Writes the events of a context into the run folder: metrics, timings, log and inputs. */
import type { RunContext } from "./context.ts";
import type { RunFolder } from "./folder.ts";

/** Starts recording; the returned function stops it. `timings` get the seconds since this moment. */
export function recordEvents(context: RunContext, folder: RunFolder): () => void {
  const start = performance.now();
  return context.subscribe((event) => {
    switch (event.type) {
      case "metrics": {
        folder.metrics.append(event.step, event.metrics);
        const seconds = Math.round(performance.now() - start) / 1000;
        folder.timings.append(event.step, { seconds, ...event.timings });
        break;
      }
      case "log":
        folder.log(event.text);
        break;
      case "warning":
        folder.log(`warning: ${event.text}`);
        break;
      case "input":
        folder.addInput(event);
        break;
      case "progress":
        break;
      default:
        event satisfies never;
    }
  });
}
