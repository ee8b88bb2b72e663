// The package as others get it: with what it names as its dependencies and nothing else of this folder.
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const read = (name: string) => JSON.parse(readFileSync(join(root, name), "utf8")) as Record<string, object>;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "keepfit-package-"));
  const modules = join(folder, "node_modules");
  mkdirSync(modules);
  const pack = ["pack", "--ignore-scripts", "--json", "--pack-destination", folder];
  const [{ filename }] = JSON.parse(execFileSync("npm", pack, { cwd: root, encoding: "utf8" })) as [
    { filename: string },
  ];
  execFileSync("tar", ["-xzf", join(folder, filename), "-C", modules]);
  execFileSync("mv", [join(modules, "package"), join(modules, "keepfit")]);
  for (const [path, { dev }] of Object.entries(read("package-lock.json")["packages"]!) as [string, { dev?: boolean }][])
    if (path && !dev) cpSync(join(root, path), join(folder, path), { recursive: true });
}, 180_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (script: string): string => {
  writeFileSync(join(folder, "script.mjs"), script);
  return execFileSync(process.execPath, ["script.mjs"], { cwd: folder, encoding: "utf8" }).trim();
};

test("fits, saves, loads and predicts the same bytes", () => {
  const said = run(`
    import { assertIdentical, createEngine, LogisticRegression, Pipeline, StandardScaler } from "keepfit";
    const engine = await createEngine();
    const X = new Map([["a", Float64Array.of(1, 2, 3, 4)], ["b", Float64Array.of(4, 1, 3, 2)]]);
    const model = await engine.fit(
      Pipeline({ steps: [["scale", StandardScaler()], ["model", LogisticRegression()]] }),
      { columns: X },
      ["no", "no", "yes", "yes"],
    );
    const again = await engine.load(await model.dump());
    await assertIdentical(model, again, { columns: X });
    console.log((await again.predict({ columns: X })).join(" "));
    engine.close();
  `);
  expect(said).toBe("no no yes yes");
});

test("reads Python, and tables", () => {
  const said = run(`
    import { createEngine } from "keepfit";
    import { recipeFromPython } from "keepfit/python";
    const recipe = await recipeFromPython("from sklearn.linear_model import Ridge\\nmodel = Ridge(alpha=2)");
    const engine = await createEngine();
    const table = await engine.openTable(new Blob(["a,b\\n1,2\\n3,4\\n"]), { name: "t.csv" });
    console.log(recipe.class, recipe.params.alpha, table.reading.rows);
    engine.close();
  `);
  expect(said).toBe("Ridge 2 2");
});

test("is a command, wherever it is called", () => {
  // As npm links it when it installs the package.
  execFileSync("npm", ["rebuild", "--ignore-scripts", "--offline", "keepfit"], { cwd: folder });
  const place = join(folder, "a folder, elsewhere");
  mkdirSync(place);
  const model = join(root, "tests", "golden", "models", "v1", "decision_tree_classifier.keepfit");
  cpSync(model, join(place, "Bäume.keepfit"));
  const call = (line: string) =>
    spawnSync("sh", ["-c", line], { cwd: place, encoding: "utf8", input: "a,b,c\n0,0,0\n" });
  expect(call("npx --no-install keepfit --version").stdout).toBe(
    `keepfit ${String(read("package.json")["version"])}\n`,
  );
  const command = join(folder, "node_modules", ".bin", "keepfit");
  expect(call(`'${command}' predict Bäume.keepfit -`)).toMatchObject({
    status: 0,
    stdout: "prediction\nno\n",
    stderr: "",
  });
  expect(call(`'${command}' inspect Bäume.keepfit --json | true`)).toMatchObject({ status: 0, stderr: "" });
  expect(call(`'${command}' inspect none`)).toMatchObject({ status: 2, stderr: "none: There is no such file.\n" });
  if (existsSync("/dev/full"))
    expect(call(`'${command}' inspect Bäume.keepfit > /dev/full`)).toMatchObject({
      status: 2,
      stderr: "standard output: No room is left.\n",
    });
  // What predicts is read alone.
  for (const part of ["fit", "fit-more", "tables", "interchange", "onnx", "pmml", "skops"])
    rmSync(join(folder, "node_modules", "keepfit", "build", "lib", "generated", `keepfit-${part}.wasm`));
  expect(call(`'${command}' predict Bäume.keepfit -`).stdout).toBe("prediction\nno\n");
  expect(call(`'${command}' verify Bäume.keepfit`).status).toBe(0);
  expect(call(`'${command}' convert Bäume.keepfit --to onnx`)).toMatchObject({ status: 1, stdout: "" });
}, 120_000);

test("asks nobody to install what only the page is built with", () => {
  const { dependencies } = read("package.json");
  expect(Object.keys(dependencies!).sort()).toEqual([
    "@lezer/python",
    "@msgpack/msgpack",
    "@noble/hashes",
    "fflate",
    "hyparquet",
    "hyparquet-compressors",
    "idb",
    "read-excel-file",
  ]);
});
