import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build, defineConfig, type Plugin } from "vite";
import { prepare, readAs } from "./elements/data/prepared.js";
import { headColumns, headRows } from "./elements/data/table.js";
import { tokens } from "./elements/shared/tokens.js";
import { lessonPage, lessonsPage } from "./lessons/frame.js";
import { lessons } from "./lessons/index.js";
import { createEngine } from "./lib/index.js";
import { schemaFrom } from "./lib/schema.js";
import { reference } from "./playground/reference.js";
import { standalonePage } from "./standalone/build.js";

const root = fileURLToPath(new URL("..", import.meta.url));

/** What this build is known by to another one in the same page. */
const copy = createHash("sha256");
for (const folder of ["lib", "elements"])
  for (const file of readdirSync(`${root}web/${folder}`, { recursive: true, encoding: "utf8" }).sort())
    if (/\.ts$/.test(file)) copy.update(`${file}\0`).update(readFileSync(`${root}web/${folder}/${file}`));
const known = { __COPY__: JSON.stringify(copy.digest("hex").slice(0, 12)) };

const elements = ["keepfit-playground", "model-element"];

// Tutorials name the elements' scripts, and programs the engine, so those names are fixed. Scripts stand side by side,
// which makes one relative address fit all of them.
const names = {
  entryFileNames: "[name].js",
  chunkFileNames: "[name]-[hash].js",
  assetFileNames: ({ names: [name = ""] }: { names: string[] }) =>
    name.endsWith(".wasm")
      ? "[name][extname]"
      : // Some hosts do not know .mjs for a script.
        name.endsWith(".mjs")
        ? "[name].js"
        : name.endsWith(".csv")
          ? "data/[name][extname]"
          : name.endsWith(".keepfit")
            ? "gallery/[name][extname]"
            : "assets/[name]-[hash][extname]",
};

const at = (...names: string[]): string[] => names.map((name) => `${root}web/elements/${name}.ts`);

interface Modules {
  getModuleInfo(id: string): { importedIds: readonly string[] } | null;
}

/** Everything that some scripts import before they run, and they themselves; looked at once per build. */
function importedBy(entries: readonly string[]): (id: string, modules: Modules) => boolean {
  let known: { modules: Modules; all: Set<string> } | undefined;
  return (id, modules) => {
    if (!known?.all.has(entries[0]!) || known.modules.getModuleInfo !== modules.getModuleInfo) {
      const all = new Set<string>();
      const walk = (each: string): void => {
        if (all.has(each)) return;
        all.add(each);
        modules.getModuleInfo(each)?.importedIds.forEach(walk);
      };
      entries.forEach(walk);
      known = { modules, all };
    }
    return known.all.has(id);
  };
}

const inFirstView = importedBy(at("keepfit-playground", "steps/kf-step-data"));
const inWorkspace = importedBy(at("steps/kf-step-pipeline", "steps/kf-step-fit"));
const inModel = importedBy(at("model-element"));
const afterModel = importedBy(at("actions/batch", "parts/kf-batch", "parts/kf-inspector"));

/** The library names it; a saved model by itself keeps nothing. */
const isShelf = (id: string): boolean => /web\/lib\/store\.ts$|node_modules\/idb\//.test(id);

/**
 * With many small scripts a page waits for one round trip after another. So what is seen before the engine is there
 * comes in one piece, or in two where a saved model begins with the same; and then what works with it.
 */
function pieceOf(id: string, modules: Modules): string | null {
  if (id.includes("preload-helper")) return "base";
  if (inFirstView(id, modules)) return inModel(id, modules) && !isShelf(id) ? "base" : "first-view";
  // A saved model has these after its first answer, and nothing else of the workspace.
  if (inWorkspace(id, modules)) return afterModel(id, modules) ? "controls" : "workspace";
  return null;
}

// What one imports comes before it, as a piece takes along what is in none yet.
const pieces = ["base", "first-view", "controls", "workspace"].map((piece, at, all) => ({
  name: (id: string, modules: Modules) => (pieceOf(id, modules) === piece ? piece : null),
  debugName: piece,
  priority: all.length - at,
}));

/** onnxruntime, many times as large as the page: kept for visits without a network only once it was fetched. */
const isAskedFor = (name: string): boolean => name.startsWith("ort");

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
        .replace("__FILES__", JSON.stringify(["./", ...names.filter((name) => !isAskedFor(name))]))
        .replace("__ASKED_FOR__", JSON.stringify(names.filter(isAskedFor)));
      this.emitFile({ type: "asset", fileName: "service-worker.js", source });
    },
  };
}

/** The page that holds a model, which the playground fetches when one is made: beside it, under a name of its own. */
function standalone(): Plugin {
  const fileName = "standalone.html";
  return {
    name: "keepfit-standalone",
    async generateBundle() {
      this.emitFile({ type: "asset", fileName, source: await standalonePage(root) });
    },
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        if (request.url?.split("?")[0] !== `/${fileName}`) return next();
        standalonePage(root).then((page) => response.setHeader("Content-Type", "text/html").end(page), next);
      });
    },
  };
}

/**
 * The element that pages name, in one script that imports nothing: it knows what the rest begins with, and has all of
 * it fetched at the same time.
 */
function modelLoader(): Plugin {
  return {
    name: "keepfit-model-loader",
    async generateBundle(_, bundle) {
      const all = new Set<string>();
      const walk = (name: string): void => {
        const file = bundle[name];
        if (all.has(name) || file?.type !== "chunk") return;
        all.add(name);
        file.imports.forEach(walk);
      };
      walk("model-element.js");
      const built = await build({
        configFile: false,
        logLevel: "error",
        publicDir: false,
        cacheDir: `${root}build/vite`,
        define: { ...known, __BEGINS_WITH__: JSON.stringify([...all].map((name) => `./${name}`)) },
        build: {
          write: false,
          target: "es2022",
          assetsInlineLimit: 0,
          modulePreload: false,
          rolldownOptions: {
            input: `${root}web/elements/keepfit-model.ts`,
            external: /\/model-element\.js$/,
            preserveEntrySignatures: "exports-only",
            output: { ...names },
          },
        },
        base: "./",
      });
      const { output } = [built].flat()[0] as { output: { type: string; isEntry?: boolean; code?: string }[] };
      const { code } = output.find(({ isEntry }) => isEntry)!;
      this.emitFile({ type: "asset", fileName: "keepfit-model.js", source: code! });
    },
  };
}

/** Colours and sizes for a page beside the playground, whose dark is the reader's setting. */
const style = tokens.cssText
  .replace(".frame.wa-light", ".frame")
  .replace(/\.frame\.wa-dark (\{[^}]*\})/, "@media (prefers-color-scheme: dark) { .frame $1 }");

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
        const schema = schemaFrom(readFileSync(`${root}web/lib/generated/schema.json`, "utf8"));
        return html.replace("/* tokens */", () => style).replace("<!-- reference -->", () => reference(schema));
      },
    },
  };
}

/** A script of its own, which waits for none of the page's: as one of its modules it would run with them. */
function early(): Plugin {
  return {
    name: "keepfit-early",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler: (_, { path }) =>
        path === "/index.html"
          ? [{ tag: "script", attrs: { type: "module", async: true, src: "./early.js" }, injectTo: "head" }]
          : undefined,
    },
  };
}

/** The samples as the engine reads them: a page that begins with one needs no reader. */
function readSamples(): Plugin {
  return {
    name: "keepfit-samples",
    enforce: "pre",
    async load(id) {
      if (!id.endsWith(".csv?read")) return undefined;
      const path = id.slice(0, -"?read".length);
      const facts = JSON.parse(readFileSync(path.replace(/csv$/, "json"), "utf8")) as Parameters<typeof readAs>[0];
      const engine = await createEngine({ worker: false });
      const open = await engine.openTable(readFileSync(path), readAs(facts));
      const found = JSON.stringify(await prepare(open, headRows, headColumns));
      engine.close();
      return { code: `export default JSON.parse(${JSON.stringify(found)});`, moduleType: "js" };
    },
  };
}

/** The pickles made to mislead: what the engine tells of each, and what scanners do. */
function pickleRoom(): Plugin {
  return {
    name: "keepfit-pickle-room",
    enforce: "pre",
    async load(id) {
      if (!id.endsWith("pickles.py?room")) return undefined;
      const { pickleRoomOf } = await import("./pickle-room.js");
      return {
        code: `export default JSON.parse(${JSON.stringify(JSON.stringify(await pickleRoomOf(root)))});`,
        moduleType: "js",
      };
    },
  };
}

/** A site may have controls of Web Awesome of its own: theirs are registered only under names that are free. */
function besideOthers(): Plugin {
  return {
    name: "keepfit-beside-others",
    enforce: "pre",
    resolveId(source, importer) {
      if (source === "lit/decorators.js" && importer?.includes("@awesome.me/webawesome"))
        return `${root}web/elements/shared/decorators.ts`;
      return undefined;
    },
  };
}

/** The pages of the lessons, made of their texts and of one frame: lessons/NAME.html, and the list of them. */
function lessonPages(): Plugin {
  const folder = `${root}web/playground/lessons/`;
  const made = (name: string, sources: string): string | undefined => {
    if (name === "index") return lessonsPage({ sources }, style);
    const lesson = lessons.find((each) => each.name === name);
    const text = `${root}web/lessons/${name}/text.html`;
    return lesson && lessonPage(lesson, readFileSync(text, "utf8"), { sources }, style);
  };
  const nameIn = (path: string): string | undefined => /^(\w+)\.html$/.exec(path)?.[1];
  return {
    name: "keepfit-lessons",
    resolveId: (id) => (id.startsWith(folder) ? id : undefined),
    load: (id) => (id.startsWith(folder) ? made(nameIn(id.slice(folder.length))!, "../..") : undefined),
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const name = nameIn((request.url ?? "").replace(/^\/lessons\//, "").replace(/[?#].*/, ""));
        const page = request.url?.startsWith("/lessons/") && name ? made(name, `/@fs${root}web`) : undefined;
        if (page === undefined) return next();
        void server.transformIndexHtml(request.url!, page).then((html) => {
          response.setHeader("Content-Type", "text/html; charset=utf-8");
          response.end(html);
        }, next);
      });
    },
  };
}

export default defineConfig({
  plugins: [
    besideOthers(),
    readSamples(),
    pickleRoom(),
    referencePage(),
    lessonPages(),
    early(),
    standalone(),
    modelLoader(),
    serviceWorker(),
  ],
  root: `${root}web/playground`,
  define: known,
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
        early: `${root}web/playground/early.ts`,
        reference: `${root}web/playground/reference.html`,
        "lessons/index": `${root}web/playground/lessons/index.html`,
        ...Object.fromEntries(
          lessons.map(({ name }) => [`lessons/${name}`, `${root}web/playground/lessons/${name}.html`]),
        ),
        ...Object.fromEntries(elements.map((name) => [name, `${root}web/elements/${name}.ts`])),
      },
      preserveEntrySignatures: "allow-extension",
      // The library names its store, and who has no use for it does not fetch it.
      treeshake: { moduleSideEffects: (id: string) => !isShelf(id) },
      output: { ...names, codeSplitting: { groups: pieces, includeDependenciesRecursively: false } },
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
