import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";
import { tokens } from "./elements/shared/tokens.js";
import type { Schema } from "./lib/types.js";
import { reference } from "./playground/reference.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const element = `${root}web/elements/keepfit-playground.ts`;

// Tutorials name the element's script, and programs the engine, so those names are fixed. Scripts stand side by side,
// which makes one relative address fit all of them.
const names = {
  entryFileNames: "[name].js",
  chunkFileNames: "[name]-[hash].js",
  assetFileNames: ({ names: [name = ""] }: { names: string[] }) =>
    name.endsWith(".wasm")
      ? "[name][extname]"
      : name.endsWith(".csv")
        ? "data/[name][extname]"
        : name.endsWith(".keepfit")
          ? "gallery/[name][extname]"
          : "assets/[name]-[hash][extname]",
};

/** The page's service worker, with the list of everything that was built and a hash over it. */
function serviceWorker(): Plugin {
  return {
    name: "keepfit-service-worker",
    apply: "build",
    enforce: "post",
    generateBundle(_, bundle) {
      const hash = createHash("sha256");
      const names = Object.keys(bundle).sort();
      for (const name of names) {
        const file = bundle[name]!;
        hash.update(`${name}\0`).update(file.type === "chunk" ? file.code : file.source);
      }
      const source = readFileSync(`${root}web/playground/service-worker.js`, "utf8")
        .replace("__VERSION__", hash.digest("hex").slice(0, 16))
        .replace("__FILES__", JSON.stringify(["./", ...names]));
      this.emitFile({ type: "asset", fileName: "service-worker.js", source });
    },
  };
}

/** JSON has neither NaN nor infinities; they were written as texts. */
const numbered = (_key: string, value: unknown): unknown =>
  value === "NaN" || value === "Infinity" || value === "-Infinity" ? Number(value) : value;

/**
 * Fills reference.html from the schema of the engine that the page is built with. It has no script: dark is the
 * reader's setting.
 */
function referencePage(): Plugin {
  return {
    name: "keepfit-reference",
    transformIndexHtml: {
      order: "pre",
      handler(html, { path }) {
        if (!path.endsWith("/reference.html")) return;
        const schema = JSON.parse(readFileSync(`${root}web/lib/generated/schema.json`, "utf8"), numbered) as Schema;
        const style = tokens.cssText
          .replace(".frame.wa-light", ".frame")
          .replace(/\.frame\.wa-dark (\{[^}]*\})/, "@media (prefers-color-scheme: dark) { .frame $1 }");
        return html.replace("/* tokens */", () => style).replace("<!-- reference -->", () => reference(schema));
      },
    },
  };
}

export default defineConfig({
  plugins: [referencePage(), serviceWorker()],
  root: `${root}web/playground`,
  base: "./", // the bundle must work wherever it is put, and from a page of another origin
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
        reference: `${root}web/playground/reference.html`,
        ...(existsSync(element) && { "keepfit-playground": element }),
      },
      preserveEntrySignatures: "exports-only",
      output: names,
    },
  },
  worker: { format: "es", rolldownOptions: { output: names } },
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
