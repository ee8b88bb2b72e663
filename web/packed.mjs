// The built files as they go over the wire: compressed once, beside the build, and given to whoever takes them so.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, extname, join, normalize, sep } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

/** Types of what gets smaller; anything else goes as it is. */
export const types = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".csv": "text/csv; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

const [brotli, zip] = [promisify(brotliCompress), promisify(gzip)];

/** Ways to compress, the smallest first, by the names that they have in headers. */
const ways = {
  // The last tenths of what is very large, as onnxruntime, would take most of a minute.
  br: (bytes) =>
    brotli(bytes, {
      params: {
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
        ...(bytes.length > 4_000_000 && { [constants.BROTLI_PARAM_QUALITY]: 6 }),
      },
    }),
  gzip: (bytes) => zip(bytes, { level: 9 }),
};

/** Fills `to` with what of `from` gets smaller: NAME.br, NAME.gzip. */
export async function pack(from, to) {
  rmSync(to, { recursive: true, force: true });
  for (const name of readdirSync(from, { recursive: true })) {
    if (!types[extname(name)]) continue;
    const bytes = readFileSync(join(from, name));
    const made = await Promise.all(Object.entries(ways).map(async ([way, press]) => [way, await press(bytes)]));
    mkdirSync(dirname(join(to, name)), { recursive: true });
    for (const [way, pressed] of made)
      if (pressed.length < bytes.length) writeFileSync(join(to, `${name}.${way}`), pressed);
  }
}

/** How somebody wants it who sent this Accept-Encoding, of those there are; "" for as it is. */
export function wayFor(accepts, there) {
  const asked = new Map(
    (accepts ?? "").split(",").map((each) => {
      const [name, ...more] = each.split(";").map((part) => part.trim().toLowerCase());
      const share = more.find((part) => part.startsWith("q="));
      return [name, share === undefined ? 1 : Number(share.slice(2))];
    }),
  );
  return there.find((way) => (asked.get(way) ?? asked.get("*") ?? 0) > 0) ?? "";
}

/**
 * Answers requests for files of `folder` from what is packed in `packed`; what is not there is left to whoever comes
 * next. With `headers` for each answer.
 */
export function servePacked(folder, packed, headers = {}) {
  return ({ method, url, headers: sent }, response, next) => {
    const path = pathOf(url);
    const file = path && join(folder, path);
    const type = file && types[extname(file)];
    if (!type || !/^(GET|HEAD)$/.test(method) || sent.range || !isFile(file)) return next();
    response.setHeader("Vary", "Accept-Encoding");
    const there = Object.keys(ways).filter((way) => existsSync(join(packed, `${path}.${way}`)));
    const way = wayFor(sent["accept-encoding"], there);
    if (!way) return next();
    const bytes = readFileSync(join(packed, `${path}.${way}`));
    // Names of scripts stay while what is in them changes, so a page asks each time; the tag spares it the bytes.
    const tag = `"${createHash("sha256").update(bytes).digest("base64url").slice(0, 22)}"`;
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    response.setHeader("ETag", tag);
    response.setHeader("Cache-Control", "no-cache");
    if (sent["if-none-match"]?.split(",").some((each) => each.trim() === tag)) return response.writeHead(304).end();
    response.writeHead(200, { "Content-Type": type, "Content-Encoding": way, "Content-Length": bytes.length });
    response.end(method === "HEAD" ? undefined : bytes);
  };
}

/** The file that an address means, within the folder. */
function pathOf(url) {
  try {
    const { pathname } = new URL(url, "http://host");
    const path = normalize(decodeURIComponent(pathname.endsWith("/") ? `${pathname}index.html` : pathname).slice(1));
    return path.split(sep).includes("..") ? undefined : path;
  } catch {
    return undefined;
  }
}

const isFile = (file) => statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
