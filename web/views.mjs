// What somebody waits for before the page shows anything, and how large that may be.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";

/** What is fetched before the engine, in bytes after gzip, which every host can do. */
export const views = [
  { title: "Page, first view", page: "index.html", script: "index.js", limit: 120_000 },
  { title: "Element of tutorials", script: "keepfit-playground.js", limit: 120_000 },
  { title: "Element of a saved model", script: "model-element.js", limit: 84_000 },
];

/** Scripts that are fetched before one of them runs: those that are imported, and not only when they are asked for. */
function importedBy(folder, script, found = new Set()) {
  if (found.has(script)) return found;
  found.add(script);
  const code = readFileSync(join(folder, script), "utf8");
  for (const [, , name] of code.matchAll(/(?:\bfrom|\bimport)\s*(["'])\.\/([\w-]+\.js)\1/g))
    importedBy(folder, name, found);
  return found;
}

/** The files of a view, with the size of each. */
export function filesOf({ page, script }, folder) {
  const html = page ? readFileSync(join(folder, page), "utf8") : "";
  const styles = [...html.matchAll(/<link rel="stylesheet"[^>]*href="\.\/([^"]+)"/g)].map(([, name]) => name);
  return [...(page ? [page] : []), ...styles, ...importedBy(folder, script)].map((name) => {
    const bytes = readFileSync(join(folder, name));
    const [gzip, brotli] = [gzipSync(bytes, { level: 9 }).length, brotliCompressSync(bytes).length];
    return { name, raw: bytes.length, gzip, brotli };
  });
}

export const sumOf = (files) =>
  files.reduce(
    (sum, { raw, gzip, brotli }) => ({ raw: sum.raw + raw, gzip: sum.gzip + gzip, brotli: sum.brotli + brotli }),
    { raw: 0, gzip: 0, brotli: 0 },
  );

/** Says the size of a view; throws where it is too large. */
export function checkView(view, folder) {
  const { raw, gzip, brotli } = sumOf(filesOf(view, folder));
  const [whole, zipped, small, most] = [raw, gzip, brotli, view.limit].map((n) => n.toLocaleString("en"));
  const says = `${view.title}: ${whole} bytes, ${zipped} after gzip, ${small} after brotli -q 11`;
  if (gzip > view.limit) throw new Error(`${says}; the limit is ${most} bytes after gzip.`);
  return `${says} (limit ${most} after gzip).`;
}
