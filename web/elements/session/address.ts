import type { ParamValue } from "../../lib/index.js";
import { textOf, valueOf } from "../shared/param-text.js";
import type { Edits } from "./plan.js";
import type { Session, SplitChoice } from "./session.js";

/** What of a playground stands in the page's address: enough to come back to the same fit. */
export interface AddressState {
  dataset?: string;
  target?: string;
  /** Steps to leave out. */
  hide?: string;
  split: Partial<SplitChoice>;
  edits: Edits;
}

const own = new Set(["dataset", "target", "seed", "test_size", "stratify", "hide"]);

/** `#dataset=penguins&model=DecisionTreeClassifier&model__max_depth=3&seed=1` */
export function readAddress(hash: string): AddressState {
  const words = new URLSearchParams(hash.replace(/^#/, ""));
  const edits = new Map<string, ParamValue>();
  for (const [key, text] of words) if (!own.has(key)) edits.set(key, valueOf(text));
  const split: Partial<SplitChoice> = {};
  const size = Number(words.get("test_size") ?? NaN);
  const seed = Number(words.get("seed") ?? NaN);
  if (size > 0 && size < 1) split.test_size = size;
  if (Number.isInteger(seed) && seed >= 0) split.random_state = seed;
  if (words.has("stratify")) split.stratify = words.get("stratify") !== "false";
  const dataset = words.get("dataset");
  const target = words.get("target");
  const hide = words.get("hide");
  return { split, edits, ...(hide ? { hide } : {}), ...(dataset ? { dataset } : {}), ...(target ? { target } : {}) };
}

export function writeAddress({ table, edits, split }: Session, hide: string | null): string {
  const words = new URLSearchParams();
  // A file of one's own cannot be named by an address; only its settings are.
  if (table?.sample) words.set("dataset", table.name);
  if (table && table.target !== table.sample?.target) words.set("target", table.target);
  for (const [key, value] of edits) words.set(key, textOf(value));
  if (split.test_size !== 0.25) words.set("test_size", String(split.test_size));
  if (split.random_state !== 0) words.set("seed", String(split.random_state));
  if (!split.stratify) words.set("stratify", "false");
  if (hide) words.set("hide", hide);
  return words.size ? `#${words}` : "";
}
