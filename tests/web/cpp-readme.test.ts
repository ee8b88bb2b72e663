// The example of cpp/README.md is what its compiler takes, without a warning.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { root } from "./helpers.js";

interface Compiled {
  readonly directory: string;
  readonly command: string;
  readonly file: string;
}

/** The files that a page shows, each under the path in its first line. */
function filesIn(page: string): Map<string, string> {
  const blocks = page.matchAll(/^```cpp\n\/\/ cpp\/(\S+\.(?:h|cpp))\n([^]*?)^```$/gm);
  return new Map([...blocks].map(([, path, text]) => [path!, text!]));
}

test("the estimator that cpp/README.md shows compiles", () => {
  const files = filesIn(readFileSync(`${root}cpp/README.md`, "utf8"));
  expect([...files.keys()]).toEqual(["dummy/midrange_regressor.h", "dummy/midrange_regressor.cpp"]);
  const folder = mkdtempSync(join(tmpdir(), "keepfit-readme-"));
  try {
    for (const [path, text] of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    // As its neighbour is compiled.
    const all = JSON.parse(readFileSync(`${root}build/native/compile_commands.json`, "utf8")) as Compiled[];
    const { directory, command } = all.find(({ file }) => file.endsWith("/cpp/dummy/dummy_regressor.cpp"))!;
    const [compiler, ...rest] = command
      .replace(/ -o \S+/, "")
      .replace(/ -c \S+/, "")
      .split(" ");
    const source = join(folder, "dummy/midrange_regressor.cpp");
    const { status, stderr } = spawnSync(compiler!, [...rest, "-Werror", "-fsyntax-only", `-I${folder}`, source], {
      cwd: directory,
      encoding: "utf8",
    });
    expect(stderr).toBe("");
    expect(status).toBe(0);
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 60_000);
