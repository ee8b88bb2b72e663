// The files that were frozen by past engines and this one: tests/golden/models.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { root } from "./helpers.js";

const folder = `${root}tests/golden/models/`;

export interface FrozenFile {
  readonly file: string;
  readonly class: string;
  /** Version of the engine that wrote it. */
  readonly engine: string;
  readonly fingerprint: string;
  readonly sha256: string;
}

/** `v1/name.keepfit` and what the manifest says of it. */
export const frozen: [string, FrozenFile][] = readdirSync(folder)
  .filter((version) => existsSync(`${folder}${version}/manifest.json`))
  .flatMap((version) => {
    const { files } = JSON.parse(readFileSync(`${folder}${version}/manifest.json`, "utf8")) as { files: FrozenFile[] };
    return files.map((entry): [string, FrozenFile] => [`${version}/${entry.file}`, entry]);
  });

export const frozenBytes = (path: string): Uint8Array => new Uint8Array(readFileSync(folder + path));
