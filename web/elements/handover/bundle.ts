// One folder, as a zip file, that programs of others take as it is. Small texts, and the model's file as it is saved.
import { strToU8, zipSync, type Zippable } from "fflate";
import { sha256 } from "../../lib/hash.js";
import { bytesInWords, count } from "../shared/words.js";
import { checkScript, expectedFile } from "./check-script.js";
import { dvcFile, dvcYaml } from "./dvc.js";
import type { Form, Given, Made } from "./form.js";
import { metricsIn, readme } from "./hub.js";
import { mlflowFiles } from "./mlflow.js";
import { scriptOf } from "./python.js";
import { answerable, rowsToAsk } from "./rows.js";
import { float } from "./text.js";

/** Drawn rows beside those of the proof. */
const drawn = 64;

/** What is larger is stored as it is: packing it would hold up the page. */
const large = 4_000_000;

const abouts: Readonly<Record<string, string>> = {
  "README.md": "words for people, and the card of a model on Hugging Face",
  "model.keepfit": "the model, as it is saved here",
  "model.json": "its card as JSON, for other programs",
  MLmodel: "opens the folder with mlflow.pyfunc, by way of the package keepfit",
  "requirements.txt": "what is needed to open it",
  "python_env.yaml": "the same for environments that MLflow makes",
  "input_example.json": "one row, to try the model with",
  "serving_input_example.json": "the same as MLflow serves it",
  "metrics.json": "scores on held-out rows, for DVC and others",
  "model.keepfit.dvc": "by which DVC knows the model",
  "dvc.yaml": "where DVC finds the scores and the model",
  "check.py": "loads, proves and compares; its status says what came of it",
  "expected.json": "rows, and what the model answers to them here",
  "recipe.py": "builds the pipeline anew in scikit-learn",
};

async function filesOf(given: Given): Promise<{ texts: Map<string, string>; asked: number; left: string[] }> {
  const { name, bytes, card, model, engine, inspection, description, signal } = given;
  const texts = new Map<string, string>();
  const left: string[] = [];
  const asked = await answerable(model, rowsToAsk(bytes, inspection, description, drawn), signal);
  texts.set("model.json", await engine.companion(bytes));
  for (const [file, text] of Object.entries(await mlflowFiles(given, asked))) texts.set(file, text);
  const metrics = metricsIn(card.metrics);
  if (metrics.length)
    texts.set(
      "metrics.json",
      `{\n${metrics.map(([key, value]) => `  ${JSON.stringify(key)}: ${float(value)}`).join(",\n")}\n}\n`,
    );
  else left.push("Scores: the card of the file names none.");
  texts.set("model.keepfit.dvc", dvcFile("model.keepfit", bytes, name));
  texts.set("dvc.yaml", dvcYaml(name, metrics.length > 0));
  const about = { sha256: await sha256(bytes), fingerprint: await model.fingerprint() };
  texts.set("expected.json", await expectedFile(model, asked, about));
  texts.set("check.py", checkScript);
  try {
    texts.set("recipe.py", scriptOf(given));
  } catch (error) {
    left.push(`The recipe as Python. ${(error as Error).message}`);
  }
  const order = Object.keys(abouts).filter((file) => texts.has(file) || /^(README\.md|model\.keepfit)$/.test(file));
  texts.set(
    "README.md",
    readme(
      given,
      order.map((file) => ({ name: file, about: abouts[file]! })),
    ),
  );
  return { texts, asked: asked.rows, left };
}

export const bundle: Form = {
  id: "zip",
  control: "hand-zip",
  title: "A folder for MLflow, DVC and Hugging Face",
  about:
    "One zip file: the model, its card and scores in their words, an example, and a script that checks the answers.",
  async make(given): Promise<Made> {
    const { name, bytes, card } = given;
    const { texts, asked, left } = await filesOf(given);
    const folder = folderName(name);
    const all = Object.keys(abouts).flatMap((file): [string, Uint8Array][] => {
      const text = texts.get(file);
      return file === "model.keepfit" ? [[file, bytes]] : text === undefined ? [] : [[file, strToU8(text)]];
    });
    // The same model makes the same bytes: no time of today stands in it.
    const mtime = dateOf(card.created);
    const zip: Zippable = Object.fromEntries(
      all.map(([file, content]) => [`${folder}/${file}`, [content, { mtime, level: content.length > large ? 0 : 6 }]]),
    );
    return {
      file: `${folder}.zip`,
      content: new Blob([zipSync(zip) as BlobPart], { type: "application/zip" }),
      facts: [
        [
          "Holds",
          `${count(all.length, "file")}, ${bytesInWords(all.reduce((sum, [, { length }]) => sum + length, 0))} unpacked`,
        ],
        ["Checks itself by", `${count(asked, "row")} with the answers given here`],
      ],
      left,
      notes: [
        "Unpack it first: MLflow and DVC take a folder.",
        "The example and the rows to check by are made of the columns' ranges and texts; rows of your data are in it only where the proof has some.",
      ],
      files: all.map(([file, { length }]) => ({ name: file, size: length, about: abouts[file]! })),
    };
  },
};

/** What every system takes for a folder's name. */
const folderName = (name: string): string =>
  name
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\\/:*?"<>|]/gu, "_")
    .replace(/^\.+|[. ]+$/g, "_")
    .slice(0, 100) || "model";

/** A zip has no zones: the hour is told as if it were here. None before 1980. */
function dateOf(created: string | undefined): Date {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)Z$/.exec(created ?? "") ?? [];
  if (!year || Number(year) < 1980 || Number(year) > 2099) return new Date(1980, 0, 1, 12);
  return new Date(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
}
