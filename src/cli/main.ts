/** The entry of the command `glueball`. */
import { commandLine } from "./commandLine.ts";

// A reader that closed the pipe early (glueball ... | head) is not an error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});
process.exitCode = await commandLine(process.argv.slice(2), process);
