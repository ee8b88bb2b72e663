import type { Prepared } from "./prepared.js";

/** A data set that comes with the page: facts from its sidecar file, and where its CSV is. */
export interface Sample {
  name: string;
  title: string;
  source: string;
  licence: string;
  citation?: string;
  target: string;
  task: "classification" | "regression";
  columns: { name: string; kind: "number" | "text"; unit?: string }[];
  address: string;
  /** What of it is known without its reader. */
  prepared: () => Promise<Prepared>;
}

const sidecars = import.meta.glob<Omit<Sample, "address" | "prepared">>("../../playground/data/*.json", {
  eager: true,
  import: "default",
});
const addresses = import.meta.glob<string>("../../playground/data/*.csv", {
  eager: true,
  query: "?url&no-inline",
  import: "default",
});

/** They as the build has read them, each a script of its own. */
const prepared = import.meta.glob<Prepared>("../../playground/data/*.csv", { query: "?read", import: "default" });

const order = ["penguins", "iris", "wine", "breast_cancer", "diabetes"];
const place = (name: string): number => order.indexOf(name) + 1 || order.length + 1;

export const samples: Sample[] = Object.entries(sidecars)
  .map(([path, facts]) => {
    const table = path.replace(/json$/, "csv");
    return { ...facts, address: addresses[table]!, prepared: prepared[table]! };
  })
  .sort((a, b) => place(a.name) - place(b.name));

export const findSample = (name: string): Sample | undefined => samples.find((sample) => sample.name === name);

const fetched = new Map<string, Promise<Blob>>();

/** Fetched once, and again where it could not be. */
export function fetchSample(sample: Sample): Promise<Blob> {
  let found = fetched.get(sample.name);
  if (!found) {
    found = fetchAnew(sample);
    fetched.set(sample.name, found);
    found.catch(() => fetched.delete(sample.name));
  }
  return found;
}

async function fetchAnew(sample: Sample): Promise<Blob> {
  const answer = await fetch(new URL(sample.address, import.meta.url));
  if (!answer.ok)
    throw new Error(`The server answered ${answer.status} for the data set “${sample.title}”. Reload the page.`);
  return answer.blob();
}
