#!/usr/bin/env node
// The command `keepfit`. Python's says and does the same: tests/command has what both are held to.
import { tell, unwritten } from "./output.js";
import { run } from "./run.js";

process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  // Who reads what is printed may have read enough.
  if (error.code === "EPIPE") process.exit(0);
  tell(unwritten(error).message);
  process.exit(2);
});
// What Node says of what it is made of is nothing to those who call a command.
process.removeAllListeners("warning");
process.exitCode = await run(process.argv.slice(2));
