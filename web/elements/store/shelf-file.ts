// All saved models as one file: a zip of their files as they are, and `shelf.json` with names, dates, tags and notes,
// which stand in no model's file. By fflate, as browsers have no zip of their own; any archiver opens it.
import { strFromU8, strToU8, unzipSync, Zip, ZipDeflate } from "fflate";
import { sha256 } from "../../lib/hash.js";
import { breathe } from "../shared/breathe.js";
import { number } from "../shared/words.js";
import { remarksIn, type Remarks } from "../state/shelf-entry.js";

export interface Shelved extends Remarks {
  readonly name: string;
  readonly saved: string;
}

/** A model on its way into a file. */
export interface ToPack extends Shelved {
  read(): Promise<Uint8Array>;
}

const listName = "shelf.json";
/** Compressed at once, so that the page can answer in between. */
const piece = 1 << 18;
/** No model is larger; what says that it is was made to fill the memory. */
const largest = 1 << 29;
const mostMembers = 10_000;
const tooMany = {
  message: `It holds more than ${number(mostMembers)} files.`,
  hint: "Pack fewer of them at a time; nothing was imported.",
};

interface Report {
  readonly signal: AbortSignal;
  onProgress(progress: { done: number; total: number }): void;
}

/** The file of all models, one after the other. */
export async function packShelf(models: readonly ToPack[], { signal, onProgress }: Report): Promise<Blob> {
  const parts: BlobPart[] = [];
  const zip = new Zip((error, data) => {
    if (error) throw error;
    parts.push(data as Uint8Array<ArrayBuffer>);
  });
  const files = fileNames(models.map(({ name }) => name));
  const listed = models.map(({ name, saved, tags, note }, i) => ({ file: files[i], name, saved, tags, note }));
  await add(zip, listName, strToU8(await listText(listed)), new Date().toISOString());
  for (const [i, model] of models.entries()) {
    signal.throwIfAborted();
    await add(zip, files[i]!, await model.read(), model.saved);
    onProgress({ done: i + 1, total: models.length });
  }
  zip.end();
  return new Blob(parts, { type: "application/zip" });
}

async function add(zip: Zip, name: string, bytes: Uint8Array, saved: string): Promise<void> {
  const member = new ZipDeflate(name, { level: 6 });
  member.mtime = dateFor(saved);
  zip.add(member);
  for (let at = 0; at === 0 || at < bytes.length; at += piece) {
    // A copy: what is handed over may be taken away.
    member.push(bytes.slice(at, at + piece), at + piece >= bytes.length);
    await breathe();
  }
}

/** A zip has no dates before 1980. */
function dateFor(saved: string): Date {
  const date = new Date(saved);
  return date.getFullYear() >= 1980 && date.getFullYear() < 2100 ? date : new Date(1980, 0, 1, 12);
}

/** A file's name for each model, which any system takes, and no two of which it takes for the same. */
export function fileNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    const plain =
      name
        .replace(/[\p{Cc}\p{Cf}\\/:*?"<>|]/gu, "_")
        .replace(/^\.+|[. ]+$/g, "_")
        .slice(0, 100) || "model";
    let file = plain;
    for (let n = 2; taken.has(file.toLowerCase()); n++) file = `${plain}-${n}`;
    taken.add(file.toLowerCase());
    return `${file}.keepfit`;
  });
}

// ---- the list beside the models -------------------------------------------------------------------------------------

/** fflate compares no checksum, so the list bears one of its own; models have theirs. */
async function listText(models: readonly unknown[]): Promise<string> {
  const hash = await sha256(strToU8(JSON.stringify(models)));
  return JSON.stringify({ keepfit_shelf: 1, sha256: hash, models }, null, 1);
}

/** What the list says of each file; undefined where it is damaged, or none. */
async function listIn(bytes: Uint8Array): Promise<Map<string, Shelved> | undefined> {
  try {
    const { keepfit_shelf: version, sha256: hash, models } = JSON.parse(strFromU8(bytes)) as Record<string, unknown>;
    if (version !== 1 || !Array.isArray(models)) return undefined;
    if ((await sha256(strToU8(JSON.stringify(models)))) !== hash) return undefined;
    return new Map((models as Record<string, unknown>[]).map((one) => [String(one["file"]), shelvedOf(one)]));
  } catch {
    return undefined;
  }
}

function shelvedOf(one: Record<string, unknown>): Shelved {
  const saved = String(one["saved"]);
  return {
    name: String(one["name"]),
    saved: Number.isNaN(Date.parse(saved)) ? "" : new Date(saved).toISOString(),
    ...remarksIn(one),
  };
}

// ---- out of a file --------------------------------------------------------------------------------------------------

/** A model's file in the archive; nothing is unpacked before it is asked for. */
export interface Member {
  readonly file: string;
  /** What the list says of it; undefined where it says nothing. */
  readonly shelved: Shelved | undefined;
  /** Throws in words where it cannot be unpacked. */
  take(): Uint8Array;
}

export interface Unpacked {
  readonly members: readonly Member[];
  /** Files that are no models. */
  readonly others: readonly string[];
  /** Whether the list of names and notes is there but damaged. */
  readonly listDamaged: boolean;
}

/** What macOS puts beside each file of a zip, which nobody asked for. */
const isShadow = (file: string): boolean => /^__MACOSX\/|(^|\/)\._[^/]*$/.test(file);

/** @throws where it is no zip at all. */
export async function unpackShelf(archive: Uint8Array): Promise<Unpacked> {
  const entries: { file: string; size: number; at: number }[] = [];
  try {
    unzipSync(archive, {
      filter: ({ name, originalSize }) => {
        if (entries.length >= mostMembers) throw tooMany;
        if (!name.endsWith("/")) entries.push({ file: name, size: originalSize, at: entries.length });
        return false;
      },
    });
  } catch (error) {
    if (error === tooMany) throw error;
    throw { message: "It is no zip file, or its table of contents is damaged.", hint: "Nothing was imported." };
  }
  const isList = ({ file }: { file: string }) => file === listName;
  const list = entries.find(isList);
  const told = list && (await listIn(takeOr(archive, list)));
  const models = entries.filter(({ file }) => !isShadow(file) && file.toLowerCase().endsWith(".keepfit"));
  return {
    members: models.map((entry) => ({
      file: entry.file,
      shelved: told?.get(entry.file),
      take: () => takeOut(archive, entry),
    })),
    others: entries
      .filter((entry) => !isList(entry) && !models.includes(entry) && !isShadow(entry.file))
      .map(({ file }) => file),
    listDamaged: list !== undefined && told === undefined,
  };
}

function takeOr(archive: Uint8Array, entry: { file: string; size: number; at: number }): Uint8Array {
  try {
    return takeOut(archive, entry);
  } catch {
    return new Uint8Array();
  }
}

/** One member alone, so that a damaged one costs the others nothing. */
function takeOut(archive: Uint8Array, { file, size, at }: { file: string; size: number; at: number }): Uint8Array {
  if (size > largest) throw { message: "It says that it is larger than any model.", hint: "" };
  let place = -1;
  try {
    const found = unzipSync(archive, {
      filter: ({ name }) => !name.endsWith("/") && ++place === at,
    });
    return found[file]!;
  } catch {
    throw { message: "It cannot be unpacked: the archive is damaged there.", hint: "" };
  }
}
