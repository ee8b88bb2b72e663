import { tricks } from "./tricks.js";

/** What a scanner says: it warns, found nothing, could not read the file, or left it out. */
export type Verdict = "flags" | "clean" | "error" | "not scanned";

/** A pickle made to mislead, as the build has found it. */
export interface RoomFile {
  readonly file: string;
  readonly trick: string;
  /** What Keepfit tells of it: calls and oddities, names that are foreign, and by which rule it is not taken. */
  readonly calls: number;
  readonly findings: number;
  readonly foreign: number;
  readonly refused: string;
  /** In the order of `scanners`. */
  readonly verdicts: readonly Verdict[];
  /** Base64. */
  readonly bytes: string;
}

export interface RoomScanner {
  readonly name: string;
  readonly version: string;
  /** How many honest files of scikit-learn's it flags, and cannot read. */
  readonly flagsHonest: number;
  readonly errsHonest: number;
}

/** What the build makes of the files of the tests. */
export interface Room {
  readonly honest: number;
  readonly scanners: readonly RoomScanner[];
  readonly leftOut: readonly string[];
  readonly files: readonly Omit<RoomFile, "trick">[];
}

// The folder that this script has written, looked into by the build.
const made = import.meta.glob<Room>("../../../tests/golden/pickles.py", {
  eager: true,
  query: "?room",
  import: "default",
});
const room = Object.values(made)[0]!;
export const { honest, scanners, leftOut } = room;

const found = new Map(room.files.map((each) => [each.file, each]));

export const groups: readonly { readonly title: string; readonly files: readonly RoomFile[] }[] = tricks.map(
  ({ title, files }) => ({
    title,
    files: Object.entries(files).flatMap(([file, trick]) => {
      const known = found.get(file);
      return known ? [{ ...known, trick }] : [];
    }),
  }),
);
