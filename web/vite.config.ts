import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

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
        : "assets/[name]-[hash][extname]",
};

export default defineConfig({
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
