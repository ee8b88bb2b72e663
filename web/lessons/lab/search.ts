// The table of a search as a file tells it.

export interface Search {
  readonly class: string;
  readonly results: readonly {
    readonly params: Readonly<Record<string, unknown>>;
    readonly mean_test_score: number;
    readonly std_test_score: number;
    readonly rank_test_score: number;
  }[];
}

/** @param companion The text beside a file. */
export const searchIn = (companion: string): Search | undefined =>
  (JSON.parse(companion) as { card: { search?: Search } }).card.search;

const cell = (row: HTMLTableRowElement, text: string): void => void (row.insertCell().textContent = text);

export function drawSearch(place: HTMLElement, search: Search | undefined): void {
  if (!search) {
    const words = "The table stands here once a file holds it: use the best of a search, and save.";
    place.replaceChildren(Object.assign(document.createElement("p"), { className: "quiet", textContent: words }));
    return;
  }
  const table = document.createElement("table");
  const head = table.createTHead().insertRow();
  for (const title of [...Object.keys(search.results[0]!.params), "mean", "std", "rank"])
    head.append(Object.assign(document.createElement("th"), { scope: "col", textContent: title.replace(/.*__/, "") }));
  const body = table.createTBody();
  for (const { params, mean_test_score, std_test_score, rank_test_score } of search.results) {
    const row = body.insertRow();
    for (const value of Object.values(params)) cell(row, value === null ? "None" : String(value));
    cell(row, mean_test_score.toFixed(4));
    cell(row, std_test_score.toFixed(4));
    cell(row, String(rank_test_score));
  }
  place.replaceChildren(table);
}
