import type { Engine } from "../../lib/index.js";
import type { Hostile } from "../gallery/files.js";
import { kind } from "../state/results.js";
import type { Store } from "../store/store.js";

/** What the engine said to a file of the gallery. */
export type Reception =
  | { kind: "refused"; code: string; where: string; message: string; milliseconds: number }
  | { kind: "opened"; name: string; milliseconds: number };

export interface Gallery {
  readonly files: readonly Hostile[];
  readonly receptions: ReadonlyMap<string, Reception>;
}

export const galleryKind = kind<Gallery>("gallery");

/** Fetches the gallery, which pages without it never do; `draw` is what it is drawn with. */
export async function showGallery(store: Store, draw: () => Promise<unknown>): Promise<void> {
  if (store.results.get(galleryKind)) return;
  await store.jobs.run("gallery", {}, async () => {
    const [{ hostile }] = await Promise.all([import("../gallery/files.js"), draw()]);
    store.results.put(galleryKind, { files: hostile, receptions: new Map() }, store.choices);
  });
}

/** Opens every file of the gallery in the engine that this page uses for everything else. */
export async function openGallery(store: Store): Promise<void> {
  const gallery = store.results.get(galleryKind);
  if (!gallery) return;
  await store.jobs.run("gallery", { says: "Opening the files of the gallery." }, async () => {
    const receptions = new Map<string, Reception>();
    const show = () => store.results.amend(galleryKind, { receptions: new Map(receptions) });
    show();
    const { fetchHostile } = await import("../gallery/files.js");
    const engine = await store.services.starting;
    for (const entry of gallery.files) {
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
