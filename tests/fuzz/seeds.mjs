// What the fuzz targets and the sweep begin with.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, inflateSync } from "node:zlib";
import { root } from "../../cpp/toolchain/setup.mjs";
import { inBuild } from "../../cpp/toolchain/steps.mjs";

const corpus = (name) => join(root, "tests", "fuzz", "corpus", name);

/** Model files: of every estimator, those of earlier engines, and hostile ones. */
export function files() {
  const folder = inBuild("fuzz-seeds", "files");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const from = { corpus: corpus("files"), hostile: join(root, "tests", "hostile") };
  for (const version of readdirSync(join(root, "tests", "golden", "models")))
    from[version] = join(root, "tests", "golden", "models", version);
  for (const [origin, place] of Object.entries(from))
    for (const name of readdirSync(place).filter((each) => each.endsWith(".keepfit")))
      writeFileSync(join(folder, `${origin}-${name}`), readFileSync(join(place, name)));
  return [folder];
}

export const requests = () => [corpus("requests")];

/** The tables of tests/tables behind twelve bytes that ask for nothing, and what once was found. */
function tables() {
  const folder = inBuild("fuzz-seeds", "tables");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const place = join(root, "tests", "tables");
  for (const name of readdirSync(place).filter((each) => each.endsWith(".csv")))
    writeFileSync(join(folder, name), Buffer.concat([Buffer.alloc(12), readFileSync(join(place, name))]));
  for (const name of readdirSync(corpus("tables")))
    writeFileSync(join(folder, name), readFileSync(join(corpus("tables"), name)));
  return [folder];
}

/** Bytes of what `audit` looks at: the time that a file takes grows with it. */
export const smallFile = 1024;

/** The smaller ones of those files. */
function smallFiles() {
  const folder = inBuild("fuzz-seeds", "audit");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const [all] = files();
  for (const name of readdirSync(all)) {
    const bytes = readFileSync(join(all, name));
    if (bytes.length <= smallFile) writeFileSync(join(folder, name), bytes);
  }
  return [folder];
}

/** Honest and hostile pickles, and what once was found. */
const bundles = join(root, "tests", "golden", "sklearn_files", "bundles");
const pickles = () => [join(root, "tests", "golden", "pickles"), bundles, corpus("pickle")].filter(existsSync);

/** Models that four versions of scikit-learn saved, unpacked: of each class and form the smallest. */
function sklearn() {
  const folder = inBuild("fuzz-seeds", "sklearn");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const place = join(root, "tests", "golden", "sklearn_files");
  const smallest = new Map();
  for (const name of readdirSync(place).filter((each) => each.endsWith(".bin.gz"))) {
    const raw = gunzipSync(readFileSync(join(place, name)));
    const begin = 4 + raw.readUInt32LE(0);
    for (const { class: model, format, file } of JSON.parse(raw.toString("utf8", 4, begin)).cases) {
      const bytes = raw.subarray(begin + file[0], begin + file[0] + file[1]);
      const plain =
        format === "joblib_zlib" ? inflateSync(bytes) : format === "joblib_gzip" ? gunzipSync(bytes) : bytes;
      const key = `${name.slice(0, 3)}-${model}-${format}`;
      if (!smallest.has(key) || plain.length < smallest.get(key).length) smallest.set(key, plain);
    }
  }
  for (const [key, bytes] of smallest) writeFileSync(join(folder, key), bytes);
  return existsSync(corpus("sklearn")) ? [folder, corpus("sklearn")] : [folder];
}

export const seeds = {
  audit: smallFiles,
  load_predict: files,
  inspect: files,
  border: requests,
  tables,
  pickle: pickles,
  sklearn,
};
