// Makes the page that holds a model, whole but for model and engine: one HTML file that needs nothing beside it.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { build } from "vite";

/** The script in one piece; it may stand in an element of a page. */
async function script(root: string): Promise<string> {
  const here = `${root}web/standalone`;
  const built = await build({
    configFile: false,
    root: here,
    cacheDir: `${root}build/vite`,
    logLevel: "error",
    publicDir: false,
    worker: { format: "es" },
    resolve: {
      alias: [
        { find: /^.*\/generated\/addresses\.js$/, replacement: `${here}/no-engine-files.ts` },
        { find: /^.*\/tables\/(open|load)\.js$/, replacement: `${here}/no-tables.ts` },
      ],
    },
    build: {
      write: false,
      target: "es2022",
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 2000,
      rolldownOptions: { input: `${here}/standalone.ts`, output: { codeSplitting: false } },
    },
  });
  const { output } = [built].flat()[0] as { output: { type: string; code?: string }[] };
  const chunks = output.filter(({ type }) => type === "chunk");
  if (chunks.length !== 1) throw new Error(`The page that holds a model came in ${chunks.length} pieces, not in one.`);
  return chunks[0]!.code!.replaceAll("</script", "<\\/script").replaceAll("<!--", "<\\!--");
}

/** The page, with marks where a model, its name and the engine will stand. */
export async function standalonePage(root: string): Promise<string> {
  const code = await script(root);
  const page = readFileSync(`${root}web/standalone/standalone.html`, "utf8").replace("__SCRIPT__", () => code);
  // The page's own policy lets this script run, and no other.
  const [, whole = ""] = /<script type="module">([^]*?)<\/script>/.exec(page)!;
  const hash = createHash("sha256").update(whole).digest("base64");
  return page.replace("__SCRIPT_HASH__", `sha256-${hash}`);
}
