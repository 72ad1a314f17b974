/** The entry of the command `glueball`. */
import { commandLine } from "./commandLine.ts";

// A reader that closed a pipe early (glueball ... 2>&1 | head) is not an error, and no reason to stop a training.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
}
process.exitCode = await commandLine(process.argv.slice(2), process);
