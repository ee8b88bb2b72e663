// What npm run check refuses: each rule is broken once.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import * as check from "../../cpp/toolchain/check.mjs";
import { files, languages, pythonLinter, width } from "../../cpp/toolchain/style.mjs";

const readme = `
| room | what is in it | may include |
|---|---|---|
| \`core/\` | tables | nothing else |
| \`tree/ ensemble/\` | estimators | \`core/\`, this row |
| \`compose/\` | more | the rows above |
| \`persistence/\` | files | \`core/\` |
`;
const lines = (problems: { line?: number }[]) => problems.map(({ line }) => line);

describe("what stands in a file", () => {
  it("lets no mark of a merge pass", () => {
    const text = ["a", "<".repeat(7) + " HEAD", "b", "=".repeat(7), "c", ">".repeat(7) + " other", "====", ""].join(
      "\n",
    );
    expect(lines(check.conflictsOf("a.md", text))).toEqual([2, 4, 6]);
  });

  it("finds wide lines, but not those that nobody can break", () => {
    const wide = `// ${"word ".repeat(30)}`;
    const text = `int a;\n${wide}\nf("${"x".repeat(130)}");\n`;
    expect(lines(check.widthOf("a.cpp", text, width))).toEqual([2]);
    expect(lines(check.widthOf("a.ts", `a(\`${"b ".repeat(70)}\`);\n${wide}\n`, width))).toEqual([2]);
    expect(check.widthOf("a.cpp", "ü".repeat(width), width)).toEqual([]);
  });

  it("finds the host's mathematics", () => {
    const text = "double a = std::sqrt(2.0);\ndouble b = std::exp(2.0);\ndouble c = math::exp(2.0);\n";
    expect(lines(check.hostsMathematicsOf("a.cpp", text))).toEqual([2]);
  });

  it("finds sources that are too long, and reasons that are no longer needed", () => {
    const long = "\n".repeat(check.longest + 1);
    expect(check.lengthOf("a.cpp", long, {})).toHaveLength(1);
    expect(check.lengthOf("a.cpp", long, { "a.cpp": "A table." })).toEqual([]);
    expect(check.lengthOf("a.cpp", "\n".repeat(check.longest), {})).toEqual([]);
    expect(check.lengthOf("a.cpp", "\n", { "a.cpp": "A table." })).toHaveLength(1);
  });
});

describe("codes of refusals", () => {
  it("are those of the list, wherever a refusal is made", () => {
    const known = new Set(["bad_value", "limit"]);
    const of = (text: string, file = "a.cpp") => lines(check.strangeCodesOf(file, text, known));
    expect(of('throw Error("bad_value", "x", "y");\nthrow Error("bad_valu", "x", "y");\n')).toEqual([2]);
    expect(of('Error out("strange",\n  "x");\nthrow about(\n  "odd", X, j, "y");\n')).toEqual([1, 3]);
    expect(
      of('throw new KeepfitError({ code: "limits", message: "a" });\nrefuse("odd", "where", "a");', "a.ts"),
    ).toEqual([1, 2]);
    expect(of('// throw Error("odd", "x", "y")\n')).toEqual([]);
  });
});

describe("rooms", () => {
  const rules = check.roomsIn(readme, "may include");
  const of = (file: string, text: string) => lines(check.arrowsOf(file, text, "cpp/", rules, check.includes));

  it("are read from the table of a README", () => {
    expect([...rules.get("ensemble")!].sort()).toEqual(["core", "ensemble", "tree"]);
    expect([...rules.get("compose")!].sort()).toEqual(["compose", "core", "ensemble", "tree"]);
    expect([...rules.get("core")!]).toEqual(["core"]);
    expect(() => check.roomsIn("no table", "may include")).toThrow(/table of rooms/);
  });

  it("use only what the table says", () => {
    expect(of("cpp/core/a.cpp", '#include "core/b.h"\n#include "tree/tree.h"\n')).toEqual([2]);
    expect(of("cpp/tree/a.cpp", '#include "ensemble/forest.h"\n#include "compose/voting.h"\n')).toEqual([2]);
    expect(of("cpp/persistence/a.cpp", '#include <vector>\n#include "compose/voting.h"\n')).toEqual([2]);
  });

  it("of the page likewise, whatever the form of the import", () => {
    const page = check.roomsIn(readFileSync("web/README.md", "utf8"), "may import");
    const web = (file: string, text: string) => lines(check.arrowsOf(file, text, "web/", page, check.imports));
    expect(web("web/lib/a.ts", 'import { a } from "../elements/b.js";\nawait import("./c.js");\n')).toEqual([1]);
    expect(web("web/lib/a.ts", 'const a = await import("../playground/b.js");\n')).toEqual([1]);
    expect(web("web/elements/steps/a.ts", 'export * from "../../lib/index.js";\n')).toEqual([]);
    // Parts know neither what a playground holds nor what may happen to it; values know neither.
    const uses = 'import { a } from "../state/a.js";\nimport { b } from "../store/b.js";\nimport "../actions/c.js";\n';
    expect(web("web/elements/parts/a.ts", uses)).toEqual([2, 3]);
    expect(web("web/elements/state/a.ts", uses)).toEqual([2, 3]);
    expect(web("web/elements/store/a.ts", uses)).toEqual([3]);
    expect(web("web/elements/studies/a.ts", uses)).toEqual([]);
    expect(web("web/elements/actions/a.ts", 'import "../steps/a.js";\n')).toEqual([1]);
  });

  it("of the page are all in the table", () => {
    const page = check.roomsIn(readFileSync("web/README.md", "utf8"), "may import");
    const rooms = new Set(files("web/elements/*/*.ts").map((file) => file.split("/").slice(1, 3).join("/")));
    expect(rooms.size).toBeGreaterThan(8);
    expect([...rooms].filter((room) => !page.has(room))).toEqual([]);
  });
});

describe("circles of imports", () => {
  const of = (sources: Record<string, string>) =>
    check.circlesOf(Object.entries(sources)).map(({ message }) => message);

  it("are found, whatever the form of the imports", () => {
    const sources = {
      "web/elements/a.ts": 'import {\n  b,\n  c,\n} from "./b.js";\n',
      "web/elements/b.ts": 'export * from "./c.js";\nimport "./d.js";\n',
      "web/elements/c.ts": 'const a = await import("./a.js");\n',
      "web/elements/d.ts": "",
    };
    expect(of(sources)).toEqual([
      "These import each other in a circle: elements/a.ts > elements/b.ts > elements/c.ts > elements/a.ts.",
    ]);
    expect(of({ ...sources, "web/elements/c.ts": "" })).toEqual([]);
  });

  it("of types alone are the library's only", () => {
    const types = (folder: string) => ({
      [`${folder}/a.ts`]: 'import type { b } from "./b.js";\n',
      [`${folder}/b.ts`]: 'import type {\n  a,\n} from "./a.js";\n',
    });
    expect(of(types("web/lib"))).toEqual([]);
    expect(of(types("web/elements"))).toHaveLength(1);
  });
});

describe("layout", () => {
  const language = (title: string) => languages.find((each) => each.title.includes(title))!;

  it.each([
    ["C++", "a.cpp", "int  f( ) {return 1;}\n", "int f() { return 1; }\n"],
    ["TypeScript", "a.ts", "const a = 'b'\n", 'const a = "b";\n'],
    ["CSS", "a.css", "a{color:red}\n", "a {\n  color: red;\n}\n"],
    ["Python", "a.py", "import sys\nimport os\nx = {  'a' : os.sep, 'b': sys.path }\n", undefined],
  ])("is one formatter's for %s", async (title, file, text, wanted) => {
    const format = await language(title).formatter();
    const once = await format(text, file);
    expect(once).not.toBe(text);
    if (wanted) expect(once).toBe(wanted);
    else expect(once).toMatch(/^import os\nimport sys\n\nx = \{"a": os\.sep, "b": sys\.path\}\n$/);
    expect(await format(once, file)).toBe(once);
  });

  it("tells what Ruff finds in Python", () => {
    const lint = pythonLinter();
    expect(lint("import os\n")).toEqual([{ line: 1, message: "`os` imported but unused (F401)" }]);
    expect(lint("def f(:\n")[0]?.message).toMatch(/syntax/i);
  });

  it("covers what is written by hand", () => {
    const all = languages.flatMap((each) => each.files());
    for (const file of ["cpp/core/node.cpp", "web/lib/engine.ts", "tests/golden/common.py", "cpp/toolchain/check.mjs"])
      expect(all).toContain(file);
    expect(all.filter((file) => file.startsWith("tests/golden/fixtures/"))).toEqual([]);
  });
});
