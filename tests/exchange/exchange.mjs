// npm run exchange [-- NAME]: the golden fixtures' models in the formats of other programs, read back by those programs
// themselves. Makes build/exchange-venv from requirements.txt and builds the native engine. Of all estimators whose
// name holds NAME; without one, tests/exchange/onnx.json is written anew.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { buildNative } from "../../cpp/toolchain/build.mjs";
import { ensurePackages, main, root, Stop } from "../../cpp/toolchain/setup.mjs";
import { ensurePython } from "../python.mjs";

await main(async () => {
  await ensurePackages();
  await buildNative();
  const python = ensurePython("exchange");
  const here = join(root, "tests", "exchange");
  const [only] = process.argv.slice(2);
  const options = only ? ["--only", only, "--verbose"] : ["--reference", "--write", join(here, "onnx.json")];
  const { status } = spawnSync(
    python,
    [join(here, "to_onnx.py"), join(root, "build", "native", "keepfit_host"), ...options],
    { stdio: "inherit", env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1", OMP_NUM_THREADS: "1" } },
  );
  if (status !== 0) throw new Stop("An exported model cannot be run, or answers otherwise than it may; see above.");
});
