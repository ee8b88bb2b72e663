// The pickles made to mislead that the tests are run with, as the page shows them: what the engine tells of each, and
// what scanners say. Looked into by the build, so that the page says what the engine says that is built with it.
import { readFileSync } from "node:fs";
import type { Room, RoomFile, Verdict } from "./elements/gallery/pickles.js";
import { createEngine } from "./lib/index.js";

interface Scanned {
  readonly version?: string;
  readonly verdicts?: { readonly [file: string]: Verdict };
}

export async function pickleRoomOf(root: string): Promise<Room> {
  const folder = `${root}tests/golden/pickles/`;
  const json = (name: string): unknown => JSON.parse(readFileSync(folder + name, "utf8"));
  const expected = Object.entries(json("expected.json") as { [file: string]: { honest: boolean } });
  const all = Object.entries(json("scanners.json") as { [scanner: string]: Scanned });
  const scanned = all.filter(([, { verdicts }]) => verdicts);
  const honest = expected.filter(([, told]) => told.honest).map(([file]) => file);
  const verdicts = (file: string) => scanned.map(([, told]) => told.verdicts![file] ?? ("not scanned" as const));
  const engine = await createEngine({ worker: false });
  const files: Omit<RoomFile, "trick">[] = [];
  for (const [file, told] of expected) {
    if (told.honest) continue;
    const bytes = readFileSync(folder + file);
    const { calls_met: calls, findings_met: findings, globals } = await engine.examineSklearn(bytes);
    const refused = await engine.readSklearn(bytes).then(
      () => "",
      (error: { code: string }) => error.code,
    );
    const foreign = globals.filter(({ role }) => role === "foreign").length;
    files.push({ file, calls, findings, foreign, refused, verdicts: verdicts(file), bytes: bytes.toString("base64") });
  }
  engine.close();
  return {
    honest: honest.length,
    scanners: scanned.map(([name, { version = "", verdicts: said = {} }], i) => ({
      name,
      version,
      flagsHonest: honest.filter((file) => verdicts(file)[i] === "flags").length,
      errsHonest: honest.filter((file) => said[file] === "error").length,
    })),
    leftOut: all.filter(([, { verdicts: said }]) => !said).map(([name]) => name),
    files,
  };
}
