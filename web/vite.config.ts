import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { defineConfig, type Plugin } from "vite";

const root = fileURLToPath(new URL("..", import.meta.url));
const wasm = `${root}build/wasm/keepfit.wasm`;
const library = `${root}web/lib/`;

/**
 * The library names its two companions relative to itself, `new URL("./keepfit.wasm", import.meta.url)` and
 * `new URL("./worker.js", import.meta.url)`, which is how they stand in the published package. From the sources the
 * engine is in build/wasm and the worker is TypeScript; in the bundle both have fixed names beside the entry.
 */
export function companions({ test = false } = {}): Plugin {
  let mode: "build" | "serve" | "test" = "serve";
  return {
    name: "keepfit-companions",
    enforce: "pre",
    configResolved(config) {
      mode = test ? "test" : config.command;
    },
    transform(code, id) {
      const [file = ""] = id.split("?");
      if (!file.startsWith(library)) return;
      const place = (name: string) => new RegExp(`new URL\\(\\s*(["'])\\./${name}\\1\\s*,\\s*import\\.meta\\.url\\s*\\)`, "g");
      let changed = code.replace(
        place("keepfit\\.wasm"),
        mode === "test"
          ? `new URL(${JSON.stringify(pathToFileURL(wasm).href)})`
          : mode === "serve"
            ? `new URL(${JSON.stringify(`/@fs${wasm}`)}, import.meta.url)`
            : `new URL(/* @vite-ignore */ "./keepfit.wasm", import.meta.url)`,
      );
      if (mode !== "test" && place("worker\\.[jt]s").test(changed))
        changed =
          `import keepfitWorker from "${library}worker.ts?worker&url";\n` +
          changed.replace(place("worker\\.[jt]s"), "new URL(/* @vite-ignore */ keepfitWorker, import.meta.url)");
      return changed === code ? undefined : { code: changed, map: null };
    },
    generateBundle(_, bundle) {
      // The workers are bundled by a run of their own, which must not bring the files again.
      if (!Object.keys(bundle).includes("index.html")) return;
      this.emitFile({ type: "asset", fileName: "keepfit.wasm", source: readFileSync(wasm) });
      const data = `${root}web/playground/data/`;
      if (existsSync(data))
        for (const name of readdirSync(data))
          this.emitFile({ type: "asset", fileName: `data/${name}`, source: readFileSync(data + name) });
    },
  };
}

const element = `${root}web/elements/keepfit-playground.ts`;

// Workers and lazily loaded parts stand beside the element's own file, so that one relative address fits all of them.
const names = {
  entryFileNames: "[name].js",
  chunkFileNames: "[name]-[hash].js",
  assetFileNames: "assets/[name]-[hash][extname]",
};

export default defineConfig({
  root: `${root}web/playground`,
  base: "./", // the bundle must work wherever it is put, and from a page of another origin
  plugins: [companions()],
  publicDir: false,
  cacheDir: `${root}build/vite`,
  build: {
    outDir: `${root}build/web`,
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 2000,
    rolldownOptions: {
      input: {
        index: `${root}web/playground/index.html`,
        ...(existsSync(element) && { "keepfit-playground": element }),
      },
      preserveEntrySignatures: "exports-only",
      output: names,
    },
  },
  worker: { format: "es", plugins: () => [companions()], rolldownOptions: { output: names } },
  server: { fs: { allow: [root] }, cors: true },
  preview: {
    // A page of another origin may load the bundle; nothing more than this policy is needed to run it.
    cors: true,
    headers: {
      "Access-Control-Allow-Origin": "*",
      "Content-Security-Policy": "script-src 'self' 'wasm-unsafe-eval'",
    },
  },
});
