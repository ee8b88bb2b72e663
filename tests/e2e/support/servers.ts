// Two origins: the built playground as a static host would serve it, and a page of somebody else's that embeds it.
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../..", import.meta.url));

const types: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".csv": "text/csv; charset=utf-8",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

export interface Site {
  readonly origin: string;
  /** Addresses that were asked for and are not there. */
  readonly missing: string[];
  close(): Promise<void>;
}

async function serve(
  folder: string,
  headers: Record<string, string>,
  change?: (text: string) => string,
): Promise<Site> {
  const missing: string[] = [];
  const server: Server = createServer(async (request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url ?? "/", "http://host").pathname));
    const file = join(folder, path.endsWith("/") ? `${path}index.html` : path);
    try {
      const content = await readFile(file);
      const body = change && extname(file) === ".html" ? change(content.toString("utf8")) : content;
      response
        .writeHead(200, { "Content-Type": types[extname(file)] ?? "application/octet-stream", ...headers })
        .end(body);
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

/** Nothing but the script policy that is promised to be enough, and leave for other origins to load the files. */
export const servePlayground = (): Promise<Site> =>
  serve(join(root, "build/web"), {
    "Content-Security-Policy": "script-src 'self' 'wasm-unsafe-eval'",
    "Access-Control-Allow-Origin": "*",
  });

/** The tutorial; its own policy allows scripts of the playground's origin and the blobs that workers start from. */
export const serveTutorial = (playground: string): Promise<Site> =>
  serve(
    join(root, "web/lessons/tutorial"),
    { "Content-Security-Policy": `script-src 'self' 'wasm-unsafe-eval' ${playground}; worker-src 'self' blob:` },
    (text) => text.replaceAll("KEEPFIT_ORIGIN", playground),
  );
