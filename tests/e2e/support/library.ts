// The built library as a page has it that needs no bundler: every address a file, from one origin.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { root, type Site } from "./servers.js";

const types: Record<string, string> = {
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".wasm": "application/wasm",
};

// Browsers know no packages; an import map would do for the page, but workers have none.
const packages: Record<string, string> = {
  "@msgpack/msgpack": "/node_modules/@msgpack/msgpack/dist.esm/index.mjs",
  "@noble/hashes/sha2.js": "/node_modules/@noble/hashes/sha2.js",
  idb: "/node_modules/idb/build/index.js",
  fflate: "/node_modules/fflate/esm/browser.js",
  fzstd: "/node_modules/fzstd/esm/index.mjs",
  hyparquet: "/node_modules/hyparquet/src/index.js",
  "hyparquet-compressors": "/node_modules/hyparquet-compressors/src/index.js",
  hysnappy: "/node_modules/hysnappy/js/index.js",
  "read-excel-file/universal": "/node_modules/read-excel-file/universal/index.js",
  saxen: "/node_modules/saxen/dist/index.js",
};

const page = `<!doctype html><title>Keepfit</title><link rel="icon" href="data:," /><script type="module" src="/start.js"></script>`;
const start = `
  import * as keepfit from "/lib/index.js";
  globalThis.keepfit = keepfit;
`;

/**
 * Serves `build/lib`. `/` is a page with the library as `keepfit`, `/sandbox` the same without an origin of its own.
 */
export async function serveLibrary(): Promise<Site> {
  const missing: string[] = [];
  const server = createServer(async (request, response) => {
    const path = new URL(request.url ?? "/", "http://host").pathname;
    const headers: Record<string, string> = {
      "Content-Security-Policy": `script-src 'self' 'wasm-unsafe-eval'${path === "/sandbox" ? "; sandbox allow-scripts" : ""}`,
      "Access-Control-Allow-Origin": "*",
      "Cache-Control": "max-age=600",
    };
    const send = (type: string, body: string | Buffer) =>
      response.writeHead(200, { "Content-Type": type, ...headers }).end(body);
    if (path === "/" || path === "/sandbox") return send("text/html; charset=utf-8", page);
    if (path === "/start.js") return send(types[".js"]!, start);
    try {
      const file = path.startsWith("/node_modules/") ? path : path.replace(/^\/lib\//, "/build/lib/");
      if (!file.startsWith("/node_modules/") && !file.startsWith("/build/lib/")) throw new Error("not served");
      const content = await readFile(join(root, file));
      const type = types[extname(file)] ?? "application/octet-stream";
      if (extname(file) !== ".js") return send(type, content);
      send(
        type,
        content
          .toString("utf8")
          .replaceAll(/(\bfrom |\bimport\()["']([^"'.][^"']*)["']/g, (whole, before: string, name: string) =>
            packages[name] ? `${before}"${packages[name]}"` : whole,
          ),
      );
    } catch {
      if (path !== "/favicon.ico") missing.push(path);
      response.writeHead(404, headers).end();
    }
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as { port: number };
  return {
    origin: `http://127.0.0.1:${port}`,
    missing,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
