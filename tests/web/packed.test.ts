// Files are served compressed to whoever takes them so, and what is fetched first has a limit.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, request, type IncomingMessage, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";

type Next = () => void;
interface Packed {
  pack(from: string, to: string): Promise<void>;
  servePacked(
    folder: string,
    packed: string,
    headers?: Record<string, string>,
  ): (request: IncomingMessage, response: unknown, next: Next) => void;
  wayFor(accepts: string | undefined, there: string[]): string;
}
interface Views {
  checkView(view: { title: string; page?: string; script: string; limit: number }, folder: string): string;
}
const load = async <Module>(name: string): Promise<Module> =>
  (await import(new URL(`../../web/${name}`, import.meta.url).href)) as Module;

const folder = mkdtempSync(join(tmpdir(), "keepfit-packed-"));
const script = `export const words = ${JSON.stringify("the same again and again ".repeat(400))};\n`;
const page = `<!doctype html><link rel="stylesheet" crossorigin href="./assets/page.css"><p>${"words ".repeat(200)}</p>`;
let server: Server;
let port = 0;

beforeAll(async () => {
  mkdirSync(join(folder, "web", "assets"), { recursive: true });
  writeFileSync(join(folder, "web", "index.html"), page);
  writeFileSync(join(folder, "web", "index.js"), `import"./other.js";import("./late.js");\n`);
  writeFileSync(join(folder, "web", "other.js"), script);
  writeFileSync(join(folder, "web", "late.js"), script);
  writeFileSync(join(folder, "web", "assets", "page.css"), "p { color: red; }\n");
  writeFileSync(join(folder, "web", "model.keepfit"), "not text");
  writeFileSync(join(folder, "secret.js"), script);
  const { pack, servePacked } = await load<Packed>("packed.mjs");
  await pack(join(folder, "web"), join(folder, "packed"));
  const serve = servePacked(join(folder, "web"), join(folder, "packed"), { "X-Policy": "kept" });
  server = createServer((asked, response) => serve(asked, response, () => response.writeHead(418).end("plain")));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  port = (server.address() as { port: number }).port;
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

/** As it comes over the wire: fetch would unfold it. */
function get(path: string, headers: Record<string, string> = {}, method = "GET") {
  return new Promise<{ status: number; headers: IncomingMessage["headers"]; bytes: Buffer }>((done, fail) => {
    const asked = request({ host: "127.0.0.1", port, path, method, headers }, (answer) => {
      const parts: Buffer[] = [];
      answer.on("data", (part: Buffer) => parts.push(part));
      answer.on("end", () =>
        done({ status: answer.statusCode!, headers: answer.headers, bytes: Buffer.concat(parts) }),
      );
    });
    asked.on("error", fail).end();
  });
}

test("brotli for those who take it, else gzip, else the file as it is", async () => {
  const small = await get("/other.js", { "Accept-Encoding": "gzip, deflate, br" });
  expect(small.status).toBe(200);
  expect(small.headers).toMatchObject({
    "content-encoding": "br",
    "content-type": "text/javascript; charset=utf-8",
    "content-length": String(small.bytes.length),
    vary: "Accept-Encoding",
    "x-policy": "kept",
  });
  expect(brotliDecompressSync(small.bytes).toString()).toBe(script);
  const zipped = await get("/other.js", { "Accept-Encoding": "gzip" });
  expect(zipped.headers["content-encoding"]).toBe("gzip");
  expect(gunzipSync(zipped.bytes).toString()).toBe(script);
  const plain = await get("/other.js");
  expect([plain.status, plain.headers["content-encoding"], plain.headers.vary]).toEqual([
    418,
    undefined,
    "Accept-Encoding",
  ]);
});

test("what a browser says of its wishes is weighed", async () => {
  const { wayFor } = await load<Packed>("packed.mjs");
  const both = ["br", "gzip"];
  expect(wayFor("br;q=0, gzip;q=0.5", both)).toBe("gzip");
  expect(wayFor("*", both)).toBe("br");
  expect(wayFor("*;q=0", both)).toBe("");
  expect(wayFor("identity", both)).toBe("");
  expect(wayFor(undefined, both)).toBe("");
  expect(wayFor("br", ["gzip"])).toBe("");
});

test("a folder means its page, a tag spares the bytes, HEAD has none", async () => {
  const whole = await get("/?plain", { "Accept-Encoding": "br" });
  expect(brotliDecompressSync(whole.bytes).toString()).toBe(page);
  const known = await get("/", { "Accept-Encoding": "br", "If-None-Match": whole.headers.etag! });
  expect([known.status, known.bytes.length, known.headers.vary]).toEqual([304, 0, "Accept-Encoding"]);
  const other = await get("/", { "Accept-Encoding": "gzip", "If-None-Match": whole.headers.etag! });
  expect(other.status).toBe(200);
  const head = await get("/", { "Accept-Encoding": "br" }, "HEAD");
  expect([head.status, head.bytes.length, head.headers["content-length"]]).toEqual([
    200,
    0,
    String(whole.bytes.length),
  ]);
});

test("what is not packed, asked for in part, or outside is left to others", async () => {
  for (const [path, more] of [
    ["/model.keepfit", {}],
    ["/none.js", {}],
    ["/other.js", { Range: "bytes=0-9" }],
    ["/..%2fsecret.js", {}],
    ["/%E0%A4%A", {}],
  ] as const)
    expect((await get(path, { "Accept-Encoding": "br", ...more })).status, path).toBe(418);
});

test("a view is its page, its style and what it imports without being asked; above its limit it is refused", async () => {
  const { checkView } = await load<Views>("views.mjs");
  const view = { title: "Page", page: "index.html", script: "index.js" };
  const raw = ["index.html", "index.js", "other.js", "assets/page.css"].reduce(
    (sum, name) => sum + readFileSync(join(folder, "web", name)).length,
    0,
  );
  expect(checkView({ ...view, limit: 10_000 }, join(folder, "web"))).toContain(`${raw.toLocaleString("en")} bytes`);
  expect(() => checkView({ ...view, limit: 100 }, join(folder, "web"))).toThrow(/the limit is 100 bytes after gzip/);
});
