// Builds what the web is given, where something changed: the library's types, the library, the page.
// npm run build: everything that a user of the package needs. Node built-ins only; Vite and TypeScript run as programs.
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { buildNative, buildWasm } from "../cpp/toolchain/build.mjs";
import { modules } from "../cpp/toolchain/modules.mjs";
import { ensurePackages, main, root, Stop } from "../cpp/toolchain/setup.mjs";
import { ifChanged, inBuild, run, tool } from "../cpp/toolchain/steps.mjs";
import { pack } from "./packed.mjs";
import { checkView, views } from "./views.mjs";

const common = ["package-lock.json", "package.json", "web/vite.config.ts", "web/tsconfig.json"];
// What is made of the engine lies in a folder that is looked at only where it is named.
const made = "web/lib/generated";
const declared = ["cpp/core/errors.json", "cpp/python/keepfit/command.json"];
const built = [...declared, ...modules.map(({ file }) => relative(root, file)), "build/wasm/parts.json"];

/** web/lib/generated: the types that the engine's schema declares. */
export async function buildTypes() {
  const script = join(root, "web", "lib", "generate.mjs");
  if (!existsSync(script))
    throw new Stop("web/lib/generate.mjs is missing, so the library's types cannot be generated.");
  await ifChanged(
    "types",
    ["package-lock.json", "web/lib", ...built],
    join(root, "web", "lib", "generated", "keepfit.wasm"),
    async () => {
      if ((await run(process.execPath, [script])) !== 0)
        throw new Stop("The library's types could not be generated from the engine's schema; the reason is above.");
    },
  );
}

/** build/lib: the library as ES modules with declarations, the engine beside it. */
export async function buildLibrary() {
  const index = inBuild("lib", "index.js");
  await ifChanged("lib", [...common, "web/tsconfig.lib.json", "web/lib", made, ...built], index, async () => {
    rmSync(inBuild("lib"), { recursive: true, force: true });
    const status = await run(process.execPath, [tool("typescript", "bin", "tsc"), "-p", "web/tsconfig.lib.json"]);
    if (status !== 0) throw new Stop("The library does not compile; TypeScript's message is above.");
    mkdirSync(inBuild("lib", "generated"), { recursive: true });
    const generated = join(root, "web", "lib", "generated");
    for (const name of readdirSync(generated).filter((each) => /\.(wasm|json)$/.test(each)))
      copyFileSync(join(generated, name), inBuild("lib", "generated", name));
    console.log("Built build/lib.");
  });
}

/** build/web: the page, the element's bundle, the worker, the engine and the sample data. */
export async function buildPage() {
  if (!existsSync(join(root, "web", "playground", "index.html")))
    throw new Stop("web/playground/index.html is missing, so the page cannot be built.");
  await ifChanged(
    "web",
    // The page shows the hostile files of the tests.
    [
      ...[
        ...common,
        "web/views.mjs",
        "web/lib",
        made,
        "web/elements",
        "web/playground",
        "web/standalone",
        "web/lessons",
      ],
      "tests/hostile",
      ...built,
    ],
    inBuild("web", "index.html"),
    async () => {
      const status = await run(process.execPath, [
        tool("vite", "bin", "vite.js"),
        "build",
        "--config",
        "web/vite.config.ts",
        "--logLevel",
        "warn",
      ]);
      if (status !== 0) throw new Stop("The page does not build; Vite's message is above.");
      console.log("Built build/web.");
      for (const view of views) console.log(sizeOf(view));
    },
  );
}

function sizeOf(view) {
  try {
    return checkView(view, inBuild("web"));
  } catch (error) {
    throw new Stop(error.message);
  }
}

/** build/packed: the page's files as they go over the wire. */
export async function buildPacked() {
  await ifChanged("packed", ["web/packed.mjs", "build/web"], inBuild("packed", "index.html.br"), () =>
    pack(inBuild("web"), inBuild("packed")),
  );
}

/** Types of everything below web/ and tests/. */
export async function checkTypes() {
  await ifChanged(
    "typecheck",
    [...common, "web/lib", made, "web/elements", "web/playground", "web/standalone", "web/lessons", "tests"],
    root,
    async () => {
      if (
        (await run(process.execPath, [tool("typescript", "bin", "tsc"), "-p", "web/tsconfig.json", "--noEmit"])) !== 0
      )
        throw new Stop("Some types do not fit; TypeScript's message is above.");
    },
  );
}

const parts = {
  native: [buildNative],
  wasm: [buildWasm],
  types: [buildWasm, buildTypes],
  lib: [buildWasm, buildTypes, buildLibrary],
  web: [buildWasm, buildTypes, buildPage],
  all: [buildWasm, buildTypes, buildLibrary, buildPage],
};

if (process.argv[1] === fileURLToPath(import.meta.url))
  await main(async () => {
    const steps = parts[process.argv[2] ?? "all"];
    if (!steps) throw new Stop(`npm run build takes one of: ${Object.keys(parts).join(", ")}.`);
    await ensurePackages();
    for (const step of steps) await step();
  });
