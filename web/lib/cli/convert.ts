// Models of scikit-learn's to .keepfit files, and either to files of other programs.
import { basename, parse } from "node:path";
import type { Engine, Model } from "../types.js";
import { counted } from "../words.js";
import { Misuse, type Options } from "./command.js";
import { isTaken, read, say, tell, write } from "./output.js";
import { refuse } from "./refusal.js";

type Format = NonNullable<Options["to"]>;

const isFormat = (word: string): word is Format => ["keepfit", "onnx", "pmml", "skops"].includes(word);

/** What every file of Keepfit's begins with, behind the head of a map. */
const isOurs = (bytes: Uint8Array): boolean =>
  Buffer.from(bytes.subarray(1, 9)).equals(Buffer.from("\xa7keepfit", "latin1"));

const withoutEnd = (path: string): string => path.slice(0, path.length - parse(path).ext.length);

/** Refuses to replace a file that may not be. */
export function checkFree(path: string, force = false): void {
  if (isTaken(path, force))
    refuse("name_taken", path, `There is a file ${path} already.`, "Name another with -o, or say --force.");
}

interface Made {
  readonly bytes: Uint8Array;
  readonly notes: readonly string[];
  /** What it is. */
  readonly line: string;
  readonly more?: readonly string[];
}

const writers: {
  readonly [format in Format]: (model: Model, name: string | undefined, stem: string) => Promise<Made>;
} = {
  async keepfit(model, name, stem) {
    const bytes = await model.dump({ card: { name: name ?? stem } });
    const version = model.card!.source!["scikit-learn"];
    const rows = counted(model.proof?.rows ?? 0, "row");
    return { bytes, notes: [], line: `${await classOf(model)} of scikit-learn ${version}, ${rows} of proof.` };
  },
  async onnx(model, name) {
    const { bytes, report } = await model.toOnnx(name === undefined ? {} : { name });
    const [inputs, outputs] = [counted(report.inputs.length, "input"), counted(report.outputs.length, "output")];
    const line = `${await classOf(model)} as ONNX, operator set ${report.opset}, ${inputs}, ${outputs}.`;
    return { bytes, notes: report.notes, line };
  },
  async pmml(model) {
    const { text, report } = await model.toPmml();
    const line = `${await classOf(model)} as PMML 4.4, ${counted(report.verification, "row")} to verify it by.`;
    return { bytes: Buffer.from(text), notes: report.notes, line };
  },
  async skops(model) {
    const { bytes, report } = await model.toSkops();
    const { scikit_learn, skops, notes, python } = report;
    const line = `${await classOf(model)} of scikit-learn ${scikit_learn}, as skops ${skops} writes it.`;
    return { bytes, notes, line, more: python.replace(/\n+$/, "").split("\n") };
  },
};

const classOf = async (model: Model): Promise<string> => (await model.describe()).class;

export async function convert(engine: Engine, [file]: readonly string[], options: Options): Promise<number> {
  const end = parse(options.output ?? "")
    .ext.toLowerCase()
    .slice(1);
  const format = options.to ?? (isFormat(end) ? end : "keepfit");
  const bytes = read(file!);
  const ours = isOurs(bytes);
  if (ours && format === "keepfit")
    throw new Misuse("convert", `${file} is a .keepfit file already: say --to onnx, --to pmml or --to skops.`);
  if (ours && options.part !== undefined) throw new Misuse("convert", "--part is for files of scikit-learn's.");
  if (options.name !== undefined && (format === "pmml" || format === "skops"))
    throw new Misuse("convert", "--name is for keepfit and ONNX.");
  const to = options.output ?? `${withoutEnd(file!)}.${format}`;
  checkFree(to, options.force);
  const part = options.part === undefined ? {} : { part: options.part };
  const model = ours ? await engine.load(bytes) : await engine.readSklearn(bytes, part);
  const made = await writers[format](model, options.name, withoutEnd(basename(file!)));
  write(to, made.bytes);
  const source = ours ? undefined : model.card?.source;
  for (const note of [...(source?.notes ?? []), ...made.notes]) tell(note);
  // Where the file itself goes there, this is said beside it.
  const summary = to === "-" ? tell : say;
  [`${to}: ${made.line}`, ...(made.more ?? [])].forEach(summary);
  return 0;
}
