// npm run exchange [-- NAME]: the golden fixtures' models in the formats of other programs, read back by those programs
// themselves: ONNX by onnxruntime, PMML by JPMML-Evaluator, archives of skops by skops and scikit-learn. Makes
// build/exchange-venv from requirements.txt, fetches what pmml.xml names into build/jpmml (Maven, a JDK) and builds the
// native engine. Of all estimators whose name holds NAME; without one, tests/exchange/onnx.json, pmml.json and
// skops.json are written anew.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { buildNative } from "../../cpp/toolchain/build.mjs";
import { ensurePackages, main, root, Stop } from "../../cpp/toolchain/setup.mjs";
import { ensurePython } from "../python.mjs";

const here = join(root, "tests", "exchange");
const jpmml = join(root, "build", "jpmml");

function run(command, ...args) {
  const env = { ...process.env, PYTHONDONTWRITEBYTECODE: "1", OMP_NUM_THREADS: "1" };
  const { error, status } = spawnSync(command, args, { stdio: "inherit", env });
  if (error?.code === "ENOENT")
    throw new Stop(`${command} was not found. PMML is read by Java: install Maven and a JDK.`);
  return status;
}

/** Where Java finds the evaluator and what asks it. */
function ensureJpmml() {
  const jars = join(jpmml, "jars");
  if (!existsSync(jars)) {
    console.log("Fetching JPMML-Evaluator into build/jpmml.");
    const pom = join(here, "pmml.xml");
    if (run("mvn", "-q", "-B", "-f", pom, "dependency:copy-dependencies", `-DoutputDirectory=${jars}`) !== 0)
      throw new Stop("JPMML-Evaluator could not be fetched; see above.");
  }
  if (run("javac", "-cp", join(jars, "*"), "-d", jpmml, join(here, "Pmml.java")) !== 0)
    throw new Stop("tests/exchange/Pmml.java could not be compiled; see above.");
  return [jpmml, join(jars, "*")].join(delimiter);
}

await main(async () => {
  await ensurePackages();
  await buildNative();
  const python = ensurePython("exchange");
  const host = join(root, "build", "native", "keepfit_host");
  const [only] = process.argv.slice(2);
  const written = (name) => (only ? ["--only", only] : ["--write", join(here, name)]);
  const onnx = run(python, join(here, "to_onnx.py"), host, ...written("onnx.json"), only ? "--verbose" : "--reference");
  const skops = run(python, join(here, "to_skops.py"), host, ...written("skops.json"));
  const classpath = ensureJpmml();
  const pmml = run(python, join(here, "to_pmml.py"), host, classpath, ...written("pmml.json"));
  if (onnx !== 0 || pmml !== 0 || skops !== 0)
    throw new Stop("An exported model cannot be run, or answers otherwise than it may; see above.");
});
