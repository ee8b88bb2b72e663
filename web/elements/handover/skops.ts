import { strToU8, zipSync } from "fflate";
import type { Form } from "./form.js";
import { few, stepsOf, unusedInWords } from "./form.js";

export const skops: Form = {
  id: "skops",
  control: "hand-skops",
  title: "scikit-learn",
  about: "The fitted estimators in the archive that skops reads, so that scikit-learn itself predicts.",
  ways: [
    { id: "file", title: "The file", about: "One .skops file." },
    {
      id: "folder",
      title: "With scripts",
      about: "A zip of the file, lines that load it, and a script that asks it what the proof asked the model.",
    },
  ],
  async make({ name, model, description }, way) {
    const { bytes, check, report } = await model.toSkops();
    const facts = [
      ["Steps", few(stepsOf(description), 12)],
      ["Written as", `an archive of skops ${report.skops}, for scikit-learn ${report.scikit_learn}`],
      ["Load it by", report.python.trim().split("\n").at(-1)!],
    ] as const;
    const left = [
      ...unusedInWords(description),
      ...Object.entries(report.left ?? {}).map(([of, attributes]) => `Of ${of}: ${few(attributes, 12)}.`),
      "The card and the signature, for which the archive has no place.",
    ];
    const about = { facts, left, notes: report.notes };
    const content = (parts: Uint8Array) => new Blob([parts as BlobPart], { type: "application/zip" });
    if (way !== "folder") return { file: `${name}.skops`, content: content(bytes), ...about };
    const files: readonly (readonly [name: string, bytes: Uint8Array, about: string])[] = [
      ["model.skops", bytes, "the estimators"],
      ["load.py", strToU8(report.python), "loads them, trusting what is in the file and no more"],
      ...(check === null
        ? []
        : [["check.py", strToU8(check), "compares them with the proof; its status says what came of it"] as const]),
    ];
    return {
      file: `${name}.zip`,
      // The archive is stored as it is; bytes are the same each time.
      content: content(
        zipSync(Object.fromEntries(files.map(([file, part]) => [`${name}/${file}`, part])), {
          level: 0,
          mtime: new Date(1980, 0, 1),
        }),
      ),
      ...about,
      files: files.map(([file, { length }, what]) => ({ name: file, size: length, about: what })),
    };
  },
};
