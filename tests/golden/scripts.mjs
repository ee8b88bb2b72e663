// Every golden recipe written as Python, for scripts.py to hold to what scikit-learn makes of the recipe itself.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../cpp/toolchain/setup.mjs";

/** JSON in which 1.0 says that it is a float, as recipes have it. */
const withFloats = (text) =>
  JSON.parse(
    text.replace(/"(?:[^"\\]|\\.)*"|-?\d+\.0(?=[,\]}\s])/g, (found) =>
      found.startsWith('"') ? found : `{"$float":${found.slice(0, -2)}}`,
    ),
  );

/** Writes build/golden/scripts.json: {fixture, case, script} for each recipe, each once. */
export async function writeScripts() {
  const { recipeToPython } = await import(join(root, "build", "lib", "python", "index.js"));
  const fixtures = join(root, "tests", "golden", "fixtures");
  const scripts = new Map();
  for (const name of readdirSync(fixtures).filter((each) => each.endsWith(".json"))) {
    const { cases } = withFloats(readFileSync(join(fixtures, name), "utf8"));
    for (const [place, { recipe }] of cases.entries()) {
      if (typeof recipe?.class !== "string") continue;
      const script = recipeToPython(recipe, { fit: false, name: "made" });
      if (!scripts.has(script)) scripts.set(script, { fixture: name, case: place, script });
    }
  }
  const folder = join(root, "build", "golden");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "scripts.json"), JSON.stringify([...scripts.values()]));
}
