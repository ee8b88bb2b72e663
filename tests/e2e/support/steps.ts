import type { Tab } from "./tab.js";

// The path of the page, as a reader walks it.

export async function openedData(tab: Tab, title: RegExp): Promise<string> {
  const said = await tab.text("kf-step-data .said", title);
  // What stands around it may be drawn a moment later.
  await tab.drawn();
  return said;
}

export async function fit(tab: Tab): Promise<string> {
  await tab.click("kf-step-fit wa-button, wa-button", "Fit");
  const said = await tab.text(".said", /^Fitted on/);
  // What an earlier fit gave stands there until this one is done.
  await tab.until("a fit of what is chosen", async () => (await tab.count("kf-step-fit .stale")) === 0);
  await tab.drawn();
  return said;
}

/** Puts another estimator in the place of the chosen box. */
export async function swapEstimator(tab: Tab, name: string): Promise<void> {
  // Not by the mouse either: results that come in above would push the button away from under it.
  await tab.until("estimators to choose from", async () => {
    await tab.run('all("#estimator", here)[0]?.click()');
    for (let looks = 0; looks < 10; looks++) {
      if (await tab.count("kf-picker dialog[open]")) return true;
      await new Promise((done) => setTimeout(done, 100));
    }
    return false;
  });
  await pick(tab, name);
}

/** Takes an estimator of those that are offered. */
export async function pick(tab: Tab, name: string): Promise<void> {
  // Not by the mouse, which may miss what is still coming into its place; the builder's own tests pick with it.
  await tab.until(`${name} among those offered`, () =>
    tab.run<boolean>(`
      const offered = all('kf-picker dialog[open] [data-pick="${name}"]', here)[0];
      offered?.click();
      return offered !== undefined;
    `),
  );
  await tab.until("a picker that is closed", async () => (await tab.count("kf-picker dialog[open]")) === 0);
}

export async function save(tab: Tab, name: string): Promise<void> {
  await tab.type("wa-input.name", name);
  await tab.click("wa-button", "Save");
  await tab.text(".said", new RegExp(`^Saved ${name};`));
}

export interface Verdict {
  word: string;
  basis: string;
  predictions: string;
  bytes: string;
  fingerprints: string[];
  /**
   * Hashes of the predictions recorded at the save and made by the loaded model; empty when held against the model
   * itself.
   */
  predictionHashes: string[];
}

export async function readVerdict(tab: Tab): Promise<Verdict> {
  const word = await tab.text(".verdict .word");
  const [basis = ""] = await tab.texts(".verdict .words p:nth-child(2)");
  return {
    word,
    basis,
    predictions: (await tab.texts('[data-count="predictions"]'))[0] ?? "",
    bytes: (await tab.texts('[data-count="bytes"]'))[0] ?? "",
    fingerprints: await tab.texts("[data-fingerprint]"),
    predictionHashes: await tab.texts("[data-predictions]"),
  };
}

export async function loadSaved(tab: Tab, name: string): Promise<Verdict> {
  await tab.click("wa-button", `Load ${name}`);
  await tab.text(".said", new RegExp(`^Loaded ${name},`));
  return readVerdict(tab);
}

/** Drops a file on step 5. */
export async function openFile(tab: Tab, name: string, bytes: Uint8Array | string): Promise<void> {
  await tab.drop("section#verify .body", name, bytes);
}
