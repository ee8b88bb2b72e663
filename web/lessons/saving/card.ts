// What the file that was saved says of itself, as a table.

interface Companion {
  readonly card: {
    readonly created?: string;
    readonly engine?: { readonly fitted?: string; readonly saved?: string };
    readonly dataset?: { readonly name?: string; readonly sha256?: string; readonly rows?: number };
    readonly metrics?: Readonly<Record<string, number>>;
    readonly baseline?: Readonly<Record<string, number>>;
  };
  readonly file: { readonly fingerprint: string; readonly bytes: number };
}

/** @param text The companion of the file; without it there is nothing to show yet. */
export function drawCard(place: HTMLElement, text: string | undefined): void {
  if (text === undefined) {
    place.replaceChildren(
      Object.assign(document.createElement("p"), {
        className: "quiet",
        textContent: "Save a model, and they stand here.",
      }),
    );
    return;
  }
  const { card, file } = JSON.parse(text) as Companion;
  const { accuracy } = card.metrics ?? {};
  const rows: [string, string][] = [
    ["Versions", `engine ${[...new Set(Object.values(card.engine ?? {}))].join(", ")}`],
    ["Data", `${card.dataset?.name}, ${card.dataset?.rows} rows, SHA-256 ${card.dataset?.sha256?.slice(0, 12)}…`],
    ["Scores", `accuracy ${accuracy?.toFixed(4)}, always the same answer ${card.baseline?.["accuracy"]?.toFixed(4)}`],
    ["Date", card.created ?? ""],
    ["Fingerprint", `${file.fingerprint.slice(0, 12)}…`],
  ];
  const table = document.createElement("table");
  for (const [name, value] of rows) {
    const row = table.insertRow();
    row.append(Object.assign(document.createElement("th"), { scope: "row", textContent: name }));
    row.insertCell().textContent = value;
  }
  place.replaceChildren(table);
}
