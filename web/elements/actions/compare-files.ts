import { visible } from "../shared/foreign.js";
import { comparedKind, type NamedFile } from "../state/results.js";
import type { Store } from "../store/store.js";

const keptFiles = 4;

/** Keeps the bytes of a file that was opened, so that it can be compared with another. */
export function keepFile(store: Store, file: NamedFile): void {
  const others = store.desk.files.filter(({ name }) => name !== file.name);
  store.remember({ files: [file, ...others].slice(0, keptFiles) });
}

export async function openToCompare(store: Store, file: File): Promise<NamedFile> {
  const named = { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) };
  keepFile(store, named);
  store.jobs.say(`${visible(file.name, 80)} can be compared.`);
  return named;
}

/** The same of `saved:NAME` or `file:NAME`. */
export const compareSides = (store: Store, a: string, b: string): Promise<void> =>
  compareFiles(store, readerOf(store, a), readerOf(store, b));

function readerOf({ desk, services }: Store, key: string): () => Promise<NamedFile> {
  const name = key.slice(key.indexOf(":") + 1);
  if (key.startsWith("file:")) return async () => desk.files.find((file) => file.name === name)!;
  return async () => ({ name, bytes: await services.shelf!.get(name) });
}

/** What differs between two files; neither pipeline is constructed. */
async function compareFiles(store: Store, a: () => Promise<NamedFile>, b: () => Promise<NamedFile>) {
  store.results.drop(comparedKind);
  await store.jobs.run("compare", { says: "Comparing.", instead: true }, async ({ signal }) => {
    const engine = await store.services.starting;
    const sides = [];
    for (const read of [a, b]) {
      const file = await read();
      try {
        const [offset, length] = (await engine.inspect(file.bytes)).sections["proof"] ?? [0, 0];
        const proof = file.bytes.subarray(offset, offset + length);
        sides.push({ ...file, fingerprint: await engine.fingerprint(file.bytes), proof });
      } catch (error) {
        const { message, hint = "" } = error as { message: string; hint?: string };
        throw { message: `“${visible(file.name, 80)}” cannot be compared. ${message}`, hint };
      }
    }
    const [first, second] = sides as [Side, Side];
    const sameProof =
      first.proof.length === second.proof.length && first.proof.every((byte, i) => byte === second.proof[i]);
    const result = await engine.diff(first.bytes, second.bytes);
    signal.throwIfAborted();
    store.results.put(comparedKind, { a: first, b: second, result, sameProof }, store.choices);
    return "Compared.";
  });
}

type Side = NamedFile & { fingerprint: string; proof: Uint8Array };
