// npm run format: clang-format for C++, Prettier for the rest.
import { execFileSync } from "node:child_process";
import { run, tool } from "./build.mjs";
import { ensurePackages, ensureTools, formatNeeds, main, root, Stop } from "./setup.mjs";

await main(async () => {
  ensureTools(formatNeeds);
  await ensurePackages();
  const listed = ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--"];
  const files = (...patterns) =>
    execFileSync("git", [...listed, ...patterns], { cwd: root, encoding: "utf8" })
      .split("\0")
      .filter(Boolean);
  const sources = files("*.cpp", "*.h", "*.c");
  if (sources.length && (await run("clang-format", ["-i", ...sources])) !== 0) throw new Stop("clang-format failed.");
  const web = files("*.ts", "*.mjs", "*.html", "*.css", ":!web/playground/data", ":!tests/golden/fixtures");
  const prettier = tool("prettier", "bin", "prettier.cjs");
  if (web.length && (await run(process.execPath, [prettier, "--write", "--log-level", "warn", ...web])) !== 0)
    throw new Stop("Prettier failed.");
});
