// The file by which DVC knows a large file that is not in Git: by its MD5, which is what DVC names files by.
import { md5 } from "@noble/hashes/legacy.js";
import { quoted } from "./text.js";

const hex = (digest: Uint8Array): string => Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** The sum within quotes: one of digits alone would be read as a number, and refused. */
export const dvcFile = (file: string, bytes: Uint8Array, desc: string): string => `outs:
- md5: "${hex(md5(bytes))}"
  size: ${bytes.length}
  hash: md5
  path: ${quoted(file)}
  desc: ${quoted(desc)}
`;

/** Where DVC finds the scores, and the model among others. */
export const dvcYaml = (name: string, hasMetrics: boolean): string => `${
  hasMetrics ? "metrics:\n- metrics.json\n" : ""
}artifacts:
  ${artifact(name)}:
    path: model.keepfit
    type: model
    desc: ${quoted(name)}
`;

/** DVC takes letters, digits, hyphens and slashes. */
const artifact = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+|-+$/g, "") || "model";
