import { visible } from "../shared/foreign.js";
import type { NamedFile, Session } from "./session.js";

const keptFiles = 4;

/** Keeps the bytes of a file that was opened, so that it can be compared with another. */
export function keepFile(session: Session, file: NamedFile): void {
  const others = session.files.filter(({ name }) => name !== file.name);
  session.files = [file, ...others].slice(0, keptFiles);
}

export async function openToCompare(session: Session, file: File): Promise<NamedFile> {
  const named = { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) };
  keepFile(session, named);
  session.changed(`${visible(file.name, 80)} can be compared.`);
  return named;
}

/** What differs between two files; neither pipeline is constructed. */
export async function compareFiles(session: Session, a: () => Promise<NamedFile>, b: () => Promise<NamedFile>) {
  session.settle("compare");
  session.compared = undefined;
  session.changed("Comparing.");
  try {
    const engine = await session.starting!;
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
    session.compared = { a: first, b: second, result: await engine.diff(first.bytes, second.bytes), sameProof };
    session.changed("Compared.");
  } catch (error) {
    session.trouble("compare", error);
  }
}

type Side = NamedFile & { fingerprint: string; proof: Uint8Array };
