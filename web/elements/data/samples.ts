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
}

const sidecars = import.meta.glob<Omit<Sample, "address">>("../../playground/data/*.json", {
  eager: true,
  import: "default",
});
const addresses = import.meta.glob<string>("../../playground/data/*.csv", {
  eager: true,
  query: "?url&no-inline",
  import: "default",
});

const order = ["penguins", "iris", "wine", "breast_cancer", "diabetes"];
const place = (name: string): number => order.indexOf(name) + 1 || order.length + 1;

export const samples: Sample[] = Object.entries(sidecars)
  .map(([path, facts]) => ({ ...facts, address: addresses[path.replace(/json$/, "csv")]! }))
  .sort((a, b) => place(a.name) - place(b.name));

export const findSample = (name: string): Sample | undefined => samples.find((sample) => sample.name === name);

export async function fetchSample(sample: Sample): Promise<Blob> {
  const answer = await fetch(new URL(sample.address, import.meta.url));
  if (!answer.ok)
    throw new Error(`The server answered ${answer.status} for the data set “${sample.title}”. Reload the page.`);
  return answer.blob();
}
