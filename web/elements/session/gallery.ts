import type { Hostile } from "../gallery/files.js";
import type { Session } from "./session.js";

/** What the engine said to a file of the gallery. */
export type Reception =
  | { kind: "refused"; code: string; where: string; message: string; milliseconds: number }
  | { kind: "opened"; name: string; milliseconds: number };

export interface Gallery {
  files: readonly Hostile[];
  receptions: ReadonlyMap<string, Reception>;
  busy: boolean;
}

/** Fetches the gallery, which pages without it never do. */
export async function showGallery(session: Session): Promise<void> {
  if (session.gallery) return;
  session.gallery = { files: [], receptions: new Map(), busy: false };
  try {
    const [{ hostile }] = await Promise.all([import("../gallery/files.js"), import("../steps/kf-step-gallery.js")]);
    session.gallery = { ...session.gallery, files: hostile };
    session.changed();
  } catch (error) {
    session.gallery = undefined;
    session.trouble("gallery", error);
  }
}

/** Opens every file of the gallery in the engine that this page uses for everything else. */
export async function openGallery(session: Session): Promise<void> {
  const { gallery } = session;
  if (!gallery || gallery.busy) return;
  session.settle("gallery");
  const update = (change: Partial<Gallery>) => (session.gallery = { ...session.gallery!, ...change });
  update({ busy: true, receptions: new Map() });
  session.changed("Opening the files of the gallery.");
  try {
    const { fetchHostile } = await import("../gallery/files.js");
    const engine = await session.starting!;
    for (const entry of gallery.files) {
      const bytes = await fetchHostile(entry);
      const started = performance.now();
      const reception = await engine.load(bytes).then(
        async (model): Promise<Reception> => {
          const milliseconds = performance.now() - started;
          void model.release().catch(() => {});
          return { kind: "opened", name: model.card?.name ?? "", milliseconds };
        },
        (error: { code?: string; where?: string; message: string }): Reception => ({
          kind: "refused",
          code: error.code ?? "",
          where: error.where ?? "",
          message: error.message,
          milliseconds: performance.now() - started,
        }),
      );
      update({ receptions: new Map([...session.gallery!.receptions, [entry.file, reception]]) });
      session.changed();
    }
    session.changed("All files of the gallery were opened.");
  } catch (error) {
    session.trouble("gallery", error);
  } finally {
    update({ busy: false });
    session.changed();
  }
}

/** Whether a file was received as it should be. */
export const asExpected = ({ rule }: Hostile, reception: Reception): boolean =>
  rule === (reception.kind === "opened" ? "accepted" : reception.code);
