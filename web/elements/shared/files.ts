import { fileOpen } from "browser-fs-access";

/** What names of files with tables end in. */
export const tableFiles = [
  ".csv",
  ".tsv",
  ".txt",
  ".dat",
  ".gz",
  ".parquet",
  ".xlsx",
  ".json",
  ".ndjson",
  ".jsonl",
  ".arff",
];

/** What names of files with models end in: of Keepfit, and of scikit-learn. */
export const modelFiles = [".keepfit", ".pkl", ".pickle", ".joblib", ".skops"];

/** A model's name by that of its file. */
export const modelName = (file: string): string =>
  file.replace(/\.(?:keepfit|skops|(?:pkl|pickle|joblib)(?:\.(?:gz|z|zlib))?)$/i, "");

/** A plain download: it also works in a sandboxed frame that allows downloads, where file pickers do not. */
export function download(name: string, content: Blob): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** Lets the reader choose a file; undefined when they think better of it. */
export async function chooseFile(description: string, extensions: string[]): Promise<File | undefined> {
  try {
    return await fileOpen({ description, extensions });
  } catch (error) {
    if ((error as Error).name === "AbortError") return undefined;
    throw error;
  }
}
