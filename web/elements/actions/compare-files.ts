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

/** What differs between two files; neither pipeline is constructed. */
export async function compareFiles(store: Store, a: () => Promise<NamedFile>, b: () => Promise<NamedFile>) {
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
