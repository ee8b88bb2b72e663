import { sha256 } from "../../lib/hash.js";
import { anyBreak, broken, caughtBy, copiesOf, noticedBy, type Break, type Caught } from "../bytes/break.js";
import { chainTo, namesOf, wholeOf } from "../bytes/walk.js";
import { openedKind, type Opened } from "../state/results.js";
import { breaksKind, type Attempt, type Breaks, type Tally } from "../state/verified.js";
import type { Report } from "../store/jobs.js";
import type { Store } from "../store/store.js";

/** Where breaking is under way, and where it is said what went wrong. */
export const breaking = "break";

/** So many of the last attempts are shown. */
const kept = 6;

/** Opens a copy of the loaded file in which one bit is another. */
export const breakCopy = (store: Store, how: Break): Promise<boolean> =>
  onCopy(store, async (opened, found) => {
    const caught = await open(store, opened.bytes, how);
    const was = opened.bytes[how.at]!;
    const place = namesOf(chainTo(opened.bytes, wholeOf(opened.bytes), how.at).at(-1)!);
    const attempt: Attempt = { how, was, is: was ^ (1 << how.bit), place, caught };
    return { ...found, attempts: [attempt, ...found.attempts].slice(0, kept) };
  });

/** The same for many bits, chosen at random, and how often each check caught one. */
export const breakMany = (store: Store, mend: boolean): Promise<boolean> =>
  onCopy(store, async (opened, found, { signal, onProgress }) => {
    const tries = copiesOf(opened.bytes.length);
    const by = new Map<string, { caught: Caught; times: number }>();
    for (let i = 0; i < tries; i++) {
      signal.throwIfAborted();
      onProgress({ done: i, total: tries });
      const caught = await open(store, opened.bytes, anyBreak(opened.bytes.length, mend));
      const key = noticedBy(caught);
      by.set(key, { caught, times: (by.get(key)?.times ?? 0) + 1 });
    }
    const tally: Tally = { mend, tries, by: [...by.values()].sort((a, b) => b.times - a.times) };
    return { ...found, tally };
  });

export const stopBreaking = (store: Store): void => store.jobs.stop(breaking);

async function open(store: Store, bytes: Uint8Array, how: Break): Promise<Caught> {
  return caughtBy(await store.services.starting, bytes, await broken(bytes, how));
}

async function onCopy(
  store: Store,
  work: (opened: Opened, found: Breaks, report: Report) => Promise<Breaks>,
): Promise<boolean> {
  const opened = store.results.get(openedKind);
  if (!opened) return false;
  return store.jobs.run(breaking, {}, async (report) => {
    const known = store.results.get(breaksKind);
    const before = known?.of === opened.model ? known.before : await sha256(opened.bytes);
    const none: Breaks = { of: opened.model, attempts: [], tally: undefined, before, after: before };
    const found = await work(opened, known?.of === opened.model ? known : none, report);
    if (store.results.get(openedKind) !== opened) return;
    const after = await sha256(await storedBytes(store, opened));
    store.results.put(breaksKind, { ...found, after }, store.choices);
    const [last] = found.attempts;
    return last && `A copy with byte ${last.how.at} broken was opened: ${noticedBy(last.caught)}.`;
  });
}

/** The file as it is kept: what lies on the shelf, read again, or what was dropped here. */
async function storedBytes(store: Store, { from, name, bytes }: Opened): Promise<Uint8Array> {
  if (from !== "store" || !store.services.shelf) return bytes;
  // Renamed or deleted meanwhile: then there is none to look at.
  return store.services.shelf.get(name).catch(() => bytes);
}
