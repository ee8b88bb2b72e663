import type { Engine } from "../../lib/index.js";
import { fetchHostile, hostile, type Hostile } from "../gallery/files.js";
import { kind } from "../state/results.js";
import type { Store } from "../store/store.js";

/** What the engine said to a file of the gallery. */
export type Reception =
  | { kind: "refused"; code: string; where: string; message: string; milliseconds: number }
  | { kind: "opened"; name: string; milliseconds: number };

/** Of the files that were opened, by name. */
export const galleryKind = kind<ReadonlyMap<string, Reception>>("gallery");

/** Opens every file of the gallery in the engine that this page uses for everything else. */
export async function openGallery(store: Store): Promise<void> {
  await store.jobs.run("gallery", { says: "Opening the files of the gallery." }, async () => {
    const receptions = new Map<string, Reception>();
    const show = () => store.results.put(galleryKind, new Map(receptions), store.choices);
    show();
    const engine = await store.services.starting;
    for (const entry of hostile) {
      receptions.set(entry.file, await receive(engine, await fetchHostile(entry)));
      show();
    }
    return "All files of the gallery were opened.";
  });
}

async function receive(engine: Engine, bytes: Uint8Array): Promise<Reception> {
  const started = performance.now();
  try {
    const model = await engine.load(bytes);
    const milliseconds = performance.now() - started;
    void model.release().catch(() => {});
    return { kind: "opened", name: model.card?.name ?? "", milliseconds };
  } catch (error) {
    const { code = "", where = "", message } = error as { code?: string; where?: string; message: string };
    return { kind: "refused", code, where, message, milliseconds: performance.now() - started };
  }
}

/** Whether a file was received as it should be. */
export const asExpected = ({ rule }: Hostile, reception: Reception): boolean =>
  rule === (reception.kind === "opened" ? "accepted" : reception.code);
