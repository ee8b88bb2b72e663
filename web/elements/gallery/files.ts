/** A file made to mislead, and what is known about it. */
export interface Hostile {
  file: string;
  title: string;
  /** What its author wants. */
  intent: string;
  /** Code of the refusal, or "accepted" where the file is sound and only its words are nasty. */
  rule: string;
  where: string;
  /** What a pickle of the same intent would have done. */
  pickle: string;
  /** Where this happened. */
  reference: string;
  address: string;
}

// The very files that the tests are run with.
const manifests = import.meta.glob<Omit<Hostile, "address">[]>("../../../tests/hostile/manifest.json", {
  eager: true,
  import: "default",
});
const addresses = import.meta.glob<string>("../../../tests/hostile/*.keepfit", {
  eager: true,
  query: "?url&no-inline",
  import: "default",
});

export const hostile: Hostile[] = Object.entries(manifests).flatMap(([path, entries]) =>
  entries
    .map((entry) => ({ ...entry, address: addresses[path.replace("manifest.json", entry.file)] ?? "" }))
    .filter(({ address }) => address !== ""),
);

export async function fetchHostile({ file, address }: Hostile): Promise<Uint8Array> {
  const answer = await fetch(new URL(address, import.meta.url));
  if (!answer.ok) throw new Error(`The server answered ${answer.status} for “${file}”. Reload the page.`);
  return new Uint8Array(await answer.arrayBuffer());
}
