// From nothing to choices with their data: by the page's address, by the element's attributes.
import type { Engine, ParamValue } from "../../lib/index.js";
import { readAddress, resolved, writeAddress, type Wanted } from "../state/address.js";
import { dataNamed, defaults, type Choices } from "../state/choices.js";
import { proposalFor } from "../state/proposal.js";
import type { Shelf } from "../store/shelf.js";
import type { Store } from "../store/store.js";
import { openChoices } from "./open-data.js";
import { refreshShelf } from "./saved-models.js";

/** What the page around asks for; null where it says nothing. */
export interface Asked {
  readonly sample: string | null;
  readonly model: string | null;
  readonly hide: string | null;
  /** What stands behind the # of the page's address; undefined where that is not the playground's. */
  readonly address: string | undefined;
}

const beginning = ({ sample, hide }: Asked): Choices => ({
  ...defaults,
  data: sample ? dataNamed(sample) : defaults.data,
  view: { ...defaults.view, hide: hide ?? null },
});

export async function begin(
  store: Store,
  asked: Asked,
  engine: Promise<Engine>,
  openShelf: (onLost: (error: unknown) => void) => Promise<Shelf>,
): Promise<void> {
  const { services, jobs } = store;
  services.start(engine).catch((error) => jobs.fail("engine", error));
  openShelf((lost) => jobs.fail("save", lost))
    .then(async (shelf) => {
      services.keepOn(shelf);
      await refreshShelf(store);
    })
    .catch((error) => jobs.fail("save", error));
  const wanted = readAddress(asked.address ?? "", beginning(asked));
  const edits = new Map<string, ParamValue>([
    ...(asked.model ? [["model", asked.model] as const] : []),
    ...wanted.edits,
  ]);
  await take(store, { ...wanted, edits });
}

/** Takes what another address says; a file of one's own, which no address names, stays open. */
export async function follow(store: Store, asked: Asked): Promise<void> {
  const { data, target, task } = store.choices;
  const own = store.table && data.from === "file" ? { data, target, task } : {};
  await take(store, readAddress(asked.address ?? "", { ...beginning(asked), ...own }));
}

/** The address of what is chosen; nothing before there are data. */
export const addressOf = ({ choices, proposed, table }: Store): string | undefined =>
  table && writeAddress(choices, proposed);

async function take(store: Store, wanted: Wanted): Promise<void> {
  store.look(wanted.choices.view);
  const open = await openChoices(store, wanted.choices, (choices, table) =>
    resolved({ ...wanted, choices }, proposalFor(table, choices.split)),
  );
  if (open && wanted.unread.length)
    store.jobs.fail("data", {
      message: `The page's address cannot be read where it says “${wanted.unread.join("”, “")}”.`,
      hint: "What else it says is chosen. Take the whole address from where it was made.",
    });
}
