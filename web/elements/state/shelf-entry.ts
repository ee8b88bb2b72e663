// A saved model as the shelf shows it. What stands beside the bytes is plain JSON of any version of this page, so that
// everything in it may be missing.
import type { StoredModel, StoredSummary } from "../../lib/index.js";

export interface ShelfEntry {
  readonly name: string;
  readonly size: number;
  /** UTC, ISO 8601. */
  readonly saved: string;
  readonly dataset: string;
  /** The class that answers. */
  readonly model: string;
  readonly metric: readonly [name: string, value: number] | undefined;
  readonly fingerprint: string;
  readonly trainingRows: boolean;
  /** Proof rows that were taken from the data. */
  readonly takenRows: number;
  readonly signedBy: string | undefined;
  readonly tags: readonly string[];
  readonly note: string;
}

/** What a person writes about a saved model; it stands on the shelf and never in the file. */
export type Remarks = Pick<ShelfEntry, "tags" | "note">;

const mostTags = 12;
const longestTag = 40;
const longestNote = 2000;

const text = (value: unknown): string => (typeof value === "string" ? value : "");

export function entryOf({ name, size, saved, summary }: StoredModel): ShelfEntry {
  const { metric, signedBy, takenRows } = summary;
  const [metricName, value] = Array.isArray(metric) ? (metric as unknown[]) : [];
  return {
    name,
    size,
    saved,
    dataset: text(summary["dataset"]),
    model: text(summary["model"]),
    metric: typeof metricName === "string" && typeof value === "number" ? [metricName, value] : undefined,
    fingerprint: text(summary["fingerprint"]),
    trainingRows: summary["trainingRows"] === true,
    takenRows: typeof takenRows === "number" ? takenRows : 0,
    signedBy: typeof signedBy === "string" ? signedBy : undefined,
    ...remarksIn(summary),
  };
}

/** The remarks in what was stored or imported; what is none is left out. */
export function remarksIn({ tags, note }: StoredSummary): Remarks {
  const known = Array.isArray(tags) ? tags.filter((tag) => typeof tag === "string") : [];
  return { tags: tidyTags(known), note: text(note).slice(0, longestNote).trim() };
}

/** Tags as they are typed, with commas between them. */
export const tagsFrom = (typed: string): string[] => tidyTags(typed.split(","));

function tidyTags(tags: readonly string[]): string[] {
  const tidy = tags.map((tag) => tag.trim().replace(/\s+/g, " ").slice(0, longestTag));
  return [...new Set(tidy)].filter((tag) => tag !== "" && !tag.includes(",")).slice(0, mostTags);
}

/** What is written beside the bytes, with other remarks. */
export const withRemarks = ({ tags: _, note: __, ...rest }: StoredSummary, { tags, note }: Remarks): StoredSummary => ({
  ...rest,
  ...(tags.length ? { tags } : {}),
  ...(note ? { note } : {}),
});

// ---- in what order, and which ---------------------------------------------------------------------------------------

export const orders = ["saved", "name", "data", "score", "size"] as const;
export type Order = (typeof orders)[number];

const byText = (a: string, b: string): number => a.localeCompare(b, "en", { numeric: true });

/** Scores are told apart within a metric alone; what has none comes last. */
function byScore({ metric: a }: ShelfEntry, { metric: b }: ShelfEntry): number {
  if (!a || !b) return Number(!a) - Number(!b);
  return byText(a[0], b[0]) || b[1] - a[1];
}

const comparisons: Record<Order, (a: ShelfEntry, b: ShelfEntry) => number> = {
  saved: (a, b) => (a.saved < b.saved ? 1 : a.saved > b.saved ? -1 : 0),
  name: () => 0,
  data: (a, b) => byText(a.dataset, b.dataset),
  score: byScore,
  size: (a, b) => b.size - a.size,
};

export const sorted = (entries: readonly ShelfEntry[], order: Order): ShelfEntry[] =>
  [...entries].sort((a, b) => comparisons[order](a, b) || byText(a.name, b.name));

/** Whether all words stand somewhere in what is said of it, in any order; and the tag among its own. */
export function matches(entry: ShelfEntry, words: string, tag: string | undefined): boolean {
  const { name, dataset, model, fingerprint, note, tags } = entry;
  if (tag !== undefined && !tags.includes(tag)) return false;
  const all = [name, dataset, model, fingerprint, note, ...tags].join("\n").toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => all.includes(word));
}

/** All tags in use, the most frequent first. */
export function tagsOf(entries: readonly ShelfEntry[]): string[] {
  const counts = new Map<string, number>();
  for (const { tags } of entries) for (const tag of tags) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || byText(a[0], b[0])).map(([tag]) => tag);
}

/** A name that is not taken: the wanted one, or with a number behind it. */
export function untaken(wanted: string, taken: ReadonlySet<string>): string {
  let name = wanted;
  for (let n = 2; taken.has(name); n++) name = `${wanted}-${n}`;
  return name;
}
