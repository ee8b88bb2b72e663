// npm run release: freezes one file per estimator and two pipelines for the engine's format version in
// tests/golden/models/v<version>, beside a manifest with engine version and fingerprint and a list of SHA-256 sums.
// What is frozen stays as it is, and the tests load all of it for ever: added are files whose pipeline this engine
// writes as none before did, as NAME.keepfit, or NAME-<engine version>.keepfit where there is one of that name.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildNative } from "../../cpp/toolchain/build.mjs";
import { main, root, Stop } from "../../cpp/toolchain/setup.mjs";

/** The one version that package, lock file, CMake and the latest entry of the changelog name. */
function agreedVersion() {
  const read = (file) => readFileSync(join(root, file), "utf8");
  const said = {
    "package.json": JSON.parse(read("package.json")).version,
    "package-lock.json": JSON.parse(read("package-lock.json")).packages[""].version,
    "CMakeLists.txt": /^project\(keepfit VERSION (\S+)/m.exec(read("CMakeLists.txt"))?.[1],
    "CHANGELOG.md": /^## \[(\d+\.\d+\.\d+)\] - \d{4}-\d{2}-\d{2}$/m.exec(read("CHANGELOG.md"))?.[1],
  };
  const [version, ...others] = new Set(Object.values(said));
  if (!version || others.length) {
    const each = Object.entries(said).map(([file, saying]) => `${file} says ${saying ?? "nothing"}`);
    throw new Stop(`A release has one version, but ${each.join(", ")}.`);
  }
  return version;
}

const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

await main(async () => {
  const version = agreedVersion();
  if (!process.argv.includes("--no-build")) await buildNative();
  const made = mkdtempSync(join(tmpdir(), "keepfit-release-"));
  try {
    const forge = spawnSync(join(root, "build", "native", "keepfit_forge"), ["models", made], {
      cwd: root,
      stdio: "inherit",
    });
    if (forge.status !== 0) throw new Stop("The models could not be made; the reason is above.");
    const { engine, format, files } = JSON.parse(readFileSync(join(made, "index.json"), "utf8"));
    if (engine !== version)
      throw new Stop(`The engine that was built is ${engine}, but this is ${version}; leave --no-build out.`);
    const folder = join(root, "tests", "golden", "models", `v${format}`);
    const list = join(folder, "manifest.json");
    mkdirSync(folder, { recursive: true });
    const manifest = existsSync(list) ? JSON.parse(readFileSync(list, "utf8")) : { format, files: [] };
    const frozen = new Map(manifest.files.map((entry) => [entry.file, entry]));
    for (const entry of manifest.files) {
      const path = join(folder, entry.file);
      if (!existsSync(path) || sha256(readFileSync(path)) !== entry.sha256)
        throw new Stop(
          `tests/golden/models/v${format}/${entry.file} was removed or changed. A frozen file stays as it was released.`,
        );
    }
    const added = [];
    for (const { file, class: name, pipeline } of files) {
      const bytes = readFileSync(join(made, file));
      const [offset, length] = pipeline;
      const fingerprint = sha256(bytes.subarray(offset, offset + length));
      const stem = file.replace(".keepfit", "");
      const known = manifest.files.filter((entry) => entry.file === file || entry.file.startsWith(`${stem}-`));
      if (known.some((entry) => entry.fingerprint === fingerprint)) continue;
      const as = known.length ? `${stem}-${engine}.keepfit` : file;
      if (existsSync(join(folder, as)) || known.some((entry) => entry.engine === engine))
        throw new Stop(
          `Engine ${engine} writes another ${file} than the one that was frozen for it. ` +
            `Whatever changes what a fit or a file holds raises the version (package.json, CMakeLists.txt); then run this again.`,
        );
      copyFileSync(join(made, file), join(folder, as));
      frozen.set(as, { file: as, class: name, engine, fingerprint, sha256: sha256(bytes) });
      added.push(as);
    }
    manifest.files = [...frozen.values()].sort((a, b) => (a.file < b.file ? -1 : 1));
    writeFileSync(list, `${JSON.stringify(manifest, null, 2)}\n`);
    writeFileSync(
      join(folder, "SHA256SUMS"),
      manifest.files.map((entry) => `${entry.sha256}  ${entry.file}\n`).join(""),
    );
    for (const file of added) console.log(`  ${file}`);
    console.log(`Format version ${format}: ${added.length} files added, ${manifest.files.length} frozen in all.`);
    console.log(`Commit what was added, run npm test, then: git tag -a v${version} -m "Keepfit ${version}"`);
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
});
