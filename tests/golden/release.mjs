// npm run release: freezes one file per estimator and two pipelines for the engine's format version in
// tests/golden/models/v<version>, beside a manifest with engine version and fingerprint. What is frozen stays as it is: only
// files that are missing are added, and the tests load all of them for ever.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildNative } from "../../cpp/toolchain/build.mjs";
import { ensureTools, main, nativeNeeds, root, Stop } from "../../cpp/toolchain/setup.mjs";

const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

await main(async () => {
  ensureTools(nativeNeeds);
  if (!process.argv.includes("--no-build")) await buildNative();
  const made = mkdtempSync(join(tmpdir(), "keepfit-release-"));
  try {
    const forge = spawnSync(join(root, "build", "native", "keepfit_forge"), ["models", made], {
      cwd: root,
      stdio: "inherit",
    });
    if (forge.status !== 0) throw new Stop("The models could not be made; the reason is above.");
    const { engine, format, files } = JSON.parse(readFileSync(join(made, "index.json"), "utf8"));
    const folder = join(root, "tests", "golden", "models", `v${format}`);
    const list = join(folder, "manifest.json");
    mkdirSync(folder, { recursive: true });
    const manifest = existsSync(list) ? JSON.parse(readFileSync(list, "utf8")) : { format, files: [] };
    const frozen = new Map(manifest.files.map((entry) => [entry.file, entry]));
    let added = 0;
    for (const { file, class: name, pipeline } of files) {
      if (frozen.has(file) || existsSync(join(folder, file))) continue; // never overwritten
      const bytes = readFileSync(join(made, file));
      copyFileSync(join(made, file), join(folder, file));
      const [offset, length] = pipeline;
      const fingerprint = sha256(bytes.subarray(offset, offset + length));
      frozen.set(file, { file, class: name, engine, fingerprint, sha256: sha256(bytes) });
      added++;
    }
    manifest.files = [...frozen.values()].sort((a, b) => (a.file < b.file ? -1 : 1));
    for (const entry of manifest.files) {
      const path = join(folder, entry.file);
      if (!existsSync(path) || sha256(readFileSync(path)) !== entry.sha256)
        throw new Stop(
          `tests/golden/models/v${format}/${entry.file} was removed or changed. A frozen file stays as it was released.`,
        );
    }
    writeFileSync(list, `${JSON.stringify(manifest, null, 2)}\n`);
    console.log(`Format version ${format}: ${added} files added, ${manifest.files.length} frozen in all.`);
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
});
