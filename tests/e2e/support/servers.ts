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
  ".xml": "text/xml; charset=utf-8",
};

export interface Site {
  readonly origin: string;
  /** Addresses that were asked for and are not there. */
  readonly missing: string[];
  close(): Promise<void>;
}

/** What stands in the place of a file's content; undefined where it is to be missing. */
type Change = (path: string, content: Buffer) => Buffer | string | undefined | Promise<Buffer | string | undefined>;

const serve = (folder: string, headers: Record<string, string>, change?: Change): Promise<Site> =>
  answering(headers, async (path) => {
    const file = join(folder, path.endsWith("/") ? `${path}index.html` : path);
    const content = await readFile(file);
    const body = change ? await change(path, content) : content;
    if (body === undefined) throw new Error("It is to be missing.");
    return { body, type: types[extname(file)] ?? "application/octet-stream" };
  });

interface Answer {
  readonly body: string | Buffer;
  readonly type: string;
}

async function answering(headers: Record<string, string>, answer: (path: string) => Promise<Answer>): Promise<Site> {
  const missing: string[] = [];
  const server: Server = createServer(async (request, response) => {
    let path = new URL(request.url ?? "/", "http://host").pathname;
    try {
      path = normalize(decodeURIComponent(path));
      const { body, type } = await answer(path);
      response.writeHead(200, { "Content-Type": type, ...headers }).end(body);
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

/** Pages and files of somebody else's, by their paths; texts that begin with a tag are pages. */
export const serveHost = (
  files: Record<string, string | Buffer>,
  headers: Record<string, string> = {},
): Promise<Site> =>
  answering(headers, async (path) => {
    const body = files[path];
    if (body === undefined) throw new Error("not served");
    return { body, type: types[extname(path)] ?? (String(body.slice(0, 1)) === "<" ? types[".html"]! : "text/plain") };
  });

/** Nothing but the script policy that is promised to be enough, and leave for other origins to load the files. */
export const servePlayground = (change?: Change): Promise<Site> =>
  serve(
    join(root, "build/web"),
    {
      "Content-Security-Policy": "script-src 'self' 'wasm-unsafe-eval'",
      "Access-Control-Allow-Origin": "*",
    },
    change,
  );

/** A tutorial of somebody else; its policy allows scripts of the playground's origin, and blobs for workers. */
export const serveTutorial = (playground: string): Promise<Site> =>
  serve(
    join(root, "tests/e2e/tutorial"),
    { "Content-Security-Policy": `script-src 'self' 'wasm-unsafe-eval' ${playground}; worker-src 'self' blob:` },
    (path, content) =>
      /(\/|\.html)$/.test(path) ? content.toString("utf8").replaceAll("KEEPFIT_ORIGIN", playground) : content,
  );

/** What a page counts of itself: threads that live. Fifteen seconds of a reader are one of these tests. */
const counting = `
  window.living = new Set();
  const wait = setTimeout;
  window.setTimeout = (then, time, ...more) => wait(then, time === 15_000 ? 1000 : time, ...more);
  window.Worker = class extends Worker {
    constructor(address, ...more) {
      super(address, ...more);
      // Of another origin it comes through a blob; the site's own do not.
      if (String(address).startsWith("blob:")) living.add(this);
    }
    terminate() {
      living.delete(this);
      super.terminate();
    }
  };
`;

/** A page without one asks for it at an address of the browser's choice. */
const icon = `<link rel="icon" href="data:," />`;

/** An app or a site that tests/hosts/hosts.mjs has built, with the playground where its sources say your.host. */
export async function serveBuilt(name: string, playground: string): Promise<Site> {
  const places = new Map([["https://your.host/", `${playground}/`]]);
  const site = await serve(join(root, "build/hosts", name), {}, (path, content) => {
    if (!/(\/|\.(html|js|xml))$/.test(path)) return content;
    let text = content
      .toString("utf8")
      .replace(/<head\b[^>]*>/, (head) => `${head}${icon}<script>${counting}</script>`);
    for (const [named, meant] of places) text = text.replaceAll(named, meant);
    return text;
  });
  places.set("https://site.example/", `${site.origin}/`);
  return site;
}
