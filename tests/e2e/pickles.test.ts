// Models of scikit-learn's that are opened as any other, compared with what Python predicted; files that are refused,
// and told what they would do; and the room of those that are made to mislead.
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { barriers } from "./support/barriers.js";
import { inBrowsers } from "./support/browsers.js";
import { root, servePlayground, type Site } from "./support/servers.js";
import { openedData } from "./support/steps.js";
import type { Tab } from "./support/tab.js";

let site: Site;
beforeAll(async () => {
  site = await servePlayground();
});
afterAll(() => site?.close());

const pickled = (file: string) => readFile(join(root, "tests/golden/pickles", file));

interface Case {
  readonly name: string;
  readonly format: string;
  readonly file: readonly [offset: number, length: number];
  readonly X: { readonly columns: readonly [string, (number | string | null)[]][] };
  readonly expect: { readonly predict?: (number | string)[]; readonly refused?: boolean };
}

/** Models that a version of scikit-learn saved, with the rows it was asked about and what it predicted. */
async function savedBy(version: string, wanted: (one: Case) => boolean): Promise<{ saved: Case; bytes: Uint8Array }> {
  const raw = gunzipSync(await readFile(join(root, `tests/golden/sklearn_files/${version}.bin.gz`)));
  const length = raw.readUInt32LE(0);
  const { cases } = JSON.parse(raw.toString("utf8", 4, 4 + length)) as { cases: Case[] };
  const saved = cases.find(wanted)!;
  const from = 4 + length + saved.file[0];
  return { saved, bytes: new Uint8Array(raw.subarray(from, from + saved.file[1])) };
}

/** The file that the page's lines of Python write. */
function rowsOf(
  { X, expect: { predict } }: Case,
  name = "prediction",
  change = (value: unknown, _row: number) => value,
) {
  const columns = [...X.columns, [name, predict!.map(change)] as const];
  const cell = (value: unknown) => (value === null ? "" : String(value));
  const lines = predict!.map((_, row) => columns.map(([, cells]) => cell(cells[row])).join(","));
  return [columns.map(([header]) => header).join(","), ...lines, ""].join("\n");
}

const picture = async (tab: Tab, name: string) => {
  await mkdir(join(root, "build/screenshots"), { recursive: true });
  await tab.screenshot(join(root, `build/screenshots/${name}.png`));
};

inBrowsers("a model of scikit-learn's", (browser) => {
  let tab: Tab;
  beforeAll(async () => {
    tab = await browser.open(`${site.origin}/#dataset=iris&frame=steps`);
    await openedData(tab, /Iris/);
  });
  const open = (name: string, bytes: Uint8Array) => tab.drop("section#verify .body", name, bytes);

  test("in a file of joblib's is opened, says where it is from, and predicts", async () => {
    await open("mixed.joblib", await pickled("mixed.joblib"));
    await tab.text(
      "kf-step-verify .said",
      /^Taken from mixed\.joblib, [\d.,]+ (?:bytes|kB), saved by scikit-learn 1\.9\.1: \d+ values read as data and audited, nothing of it was run\.$/,
    );
    await tab.text('kf-step-verify [data-proof="identical"]', /^12 proof rows, .* identical\.$/);
    await tab.text("kf-pickle .word", /^Nothing is in it that files of scikit-learn do not have$/);
    await tab.text("kf-inspector [data-source]", /Taken from a file of joblib's Saved by scikit-learn 1\.9\.1 NumPy 2/);
    await tab.click("kf-inspector [data-source] summary");
    await tab.text("kf-inspector .left", /OneHotEncoder.*_drop_idx_after_grouping/);
    await tab.text("kf-step-use [data-answer]", /^(yes|no)$/);
    expect(await tab.run<string>(`return all("kf-inspector, kf-form").map(said).join(" ")`)).not.toMatch(
      /(?<![\w.])-1(?![\d.,])/,
    );
    if (browser.name === "chromium") {
      expect(await barriers(tab)).toEqual([]);
      await picture(tab, "taken");
    }
  });

  test("is kept in the browser, and loaded from there like any other", async () => {
    await tab.click("kf-step-verify wa-button", "Keep it in this browser");
    await tab.text("kf-step-verify [data-taken]", /^Kept in this browser as mixed\./);
    await tab.click("kf-step-verify wa-button", "Load and verify");
    await tab.text("kf-step-verify .said", /^Loaded mixed, .* from this browser's storage/);
    await tab.text("kf-inspector [data-source]", /Taken from a file of joblib's/);
  });

  test("of version 1.2 is compared with what that predicted: equal, and where it is not", async () => {
    const { saved, bytes } = await savedBy(
      "1.2.2",
      ({ name, format, expect: { predict } }) =>
        format.startsWith("pickle") && /LogisticRegression/.test(name) && predict !== undefined,
    );
    await open("old.pkl", bytes);
    await tab.text("kf-step-verify .said", /^Taken from old\.pkl, .* saved by scikit-learn 1\.2\.2:/);
    await tab.text("kf-compare-python pre", /joblib\.load\("old\.pkl"\).*to_csv\("rows\.csv", index=False\)/);
    await tab.drop("kf-compare-python .panel", "rows.csv", rowsOf(saved));
    const rows = saved.expect.predict!.length;
    await tab.text('kf-compare-python [data-python="equal"]', new RegExp(`^Equal in all ${rows} rows rows\\.csv`));
    const other = saved.expect.predict!.find((value) => value !== saved.expect.predict![2])!;
    await tab.drop(
      "kf-compare-python .panel",
      "other.csv",
      rowsOf(saved, "y_pred", (value, row) => (row === 2 ? other : value)),
    );
    const said = await tab.text('kf-compare-python [data-python="different"]', /^Different in 1 of/);
    expect(said).toContain(`First in row 3: Python has ${other}, Keepfit ${saved.expect.predict![2]}`);
    await tab.drop("kf-compare-python .panel", "rows.csv", "a,b\n1,2\n");
    await tab.text("kf-compare-python [role=alert]", /^“rows\.csv” was not compared\. The file lacks the columns? “/);
    if (browser.name === "chromium") await picture(tab, "beside-python");
  });

  test("in a skops file is opened, too", async () => {
    const { saved, bytes } = await savedBy(
      "1.9.1-skops",
      ({ name, expect: { predict, refused } }) => !refused && predict !== undefined && /Regressor|Ridge/.test(name),
    );
    await open("model.skops", bytes);
    await tab.text("kf-step-verify .said", /^Taken from model\.skops, .* saved by scikit-learn 1\.9\.1 with skops /);
    await tab.text(
      "kf-pickle",
      /Nothing is in it that files of scikit-learn do not have[^]*protocol \d of skops, \d+ entries/,
    );
    await tab.text("kf-compare-python pre", /skops\.io\.load\("model\.skops", trusted=/);
    await tab.drop("kf-compare-python .panel", "rows.csv", rowsOf(saved));
    await tab.text("kf-compare-python [data-python]", /(Equal in all|Largest relative difference|unit)/);
    expect(tab.complaints).toEqual([]);
    expect(site.missing).toEqual([]);
  });
});

inBrowsers("what stands beside a model", (browser) => {
  let tab: Tab;
  beforeAll(async () => void (tab = await browser.open(`${site.origin}/#dataset=iris&frame=steps`)));
  const open = (name: string) =>
    readFile(join(root, "tests/golden/sklearn_files/bundles", name)).then((bytes) =>
      tab.drop("kf-step-verify", name, new Uint8Array(bytes)),
    );

  test("is left, and said", async () => {
    await openedData(tab, /Iris/);
    await open("everything_protocol_5.pkl");
    await tab.text("kf-step-verify .said", /^Taken from everything_protocol_5\.pkl, /);
    await tab.text("kf-step-verify", /The file holds a dict: the estimator at \['model'\] was taken, and nothing else/);
  });

  test("of two models neither is taken unasked, and a file of skops is looked into", async () => {
    await open("two.pkl");
    await tab.text("kf-step-verify [role=alert]", /a dict with 2 estimators: \['model'\] and \['scaler'\]\./);
    await open("other_estimator.skops");
    await tab.text("kf-step-verify [role=alert]", /SVC of sklearn\.svm\._classes, which Keepfit has not/);
    await tab.text("kf-pickle", /It would call[^]*sklearn\.svm\._classes\.SVC[^]*ObjectNode/);
    expect(tab.complaints).toEqual([]);
    if (browser.name === "chromium") await picture(tab, "skops-refused");
  });
});

inBrowsers("a pickle", (browser) => {
  let tab: Tab;
  beforeAll(async () => {
    tab = await browser.open(`${site.origin}/#dataset=iris&frame=steps`);
    await openedData(tab, /Iris/);
  });

  test("that does more is not loaded, and what it would call stands beside that", async () => {
    await tab.drop("kf-step-verify", "model.pkl", await pickled("getattr.pkl"));
    await tab.text(
      "kf-step-verify [role=alert]",
      /^“model\.pkl” was not loaded\. The file names builtins\.getattr \(byte \d+\), which no model of scikit-learn/,
    );
    await tab.text("kf-pickle .word", /^Loading it in Python would do more than make a model$/);
    const calls = await tab.texts("kf-pickle [data-calls] li");
    expect(calls[0]).toMatch(/^builtins\.getattr with \(os\.system, '__call__'\) byte 46, REDUCE$/);
    expect(calls).toHaveLength(2);
    const names = await tab.texts("kf-pickle [data-names] tr.foreign th");
    expect(names).toEqual(["builtins.getattr", "os.system"]);
    if (browser.name === "chromium") expect(await barriers(tab)).toEqual([]);
  });

  test("of scikit-learn alone is opened with its instructions, also where it was dropped as data", async () => {
    await tab.drop("kf-step-data", "chain.joblib", await pickled("chain_zlib.joblib"));
    await tab.text("kf-step-verify .said", /^Taken from chain\.joblib, /);
    await tab.text("kf-pickle .word", /^Nothing is in it that files of scikit-learn do not have$/);
    await tab.text(
      "kf-pickle p",
      /makes sklearn\.pipeline\.Pipeline, saved by scikit-learn 1\.9\.1\. .*packed with zlib/,
    );
    expect(await tab.count("kf-pickle [data-calls], kf-pickle [data-findings]")).toBe(0);
    await tab.click("kf-pickle summary", "Its instructions");
    await tab.text("kf-pickle [data-lines] td:nth-child(2)", /^STACK_GLOBAL$/);
    if (browser.name === "chromium") await picture(tab, "pickle");
  });

  test("packed as nobody here unpacks it is refused with the way; another file takes its place", async () => {
    await tab.drop("kf-step-verify", "chain.joblib", await pickled("chain_xz.joblib"));
    await tab.text("kf-step-verify [role=alert]", /was not loaded\. The file is compressed with xz\./);
    await tab.drop("kf-step-verify", "model.pkl", await pickled("reduce_global.pkl"));
    await tab.text("kf-pickle [data-calls] li", /^os\.system with \('id',\)/);
    await tab.drop("kf-step-verify", "good.keepfit", await readFile(join(root, "tests/hostile/good.keepfit")));
    await tab.text("kf-step-verify .said", /^Loaded good/);
    expect(await tab.count("kf-pickle, kf-compare-python")).toBe(0);
  });

  test("of the room of those made to mislead: what each tries, what is said of it; one is opened", async () => {
    await tab.click("kf-step-verify summary", "Files that would do more");
    const row = await tab.text('kf-pickle-room tr[data-pickle="dotted_name.pkl"]');
    expect(row).toMatch(/as if it were a part of sklearn\.utils.*Refused as harmful; tells 1 call.*clean clean warns$/);
    expect(await tab.count("kf-pickle-room tr[data-pickle]")).toBe(82);
    await tab.text("kf-pickle-room .sums", /Keepfit takes a model out of none of them.*picklescan 1\.0\.5 warns of/);
    if (browser.name === "chromium") {
      expect(await barriers(tab)).toEqual([]);
      await picture(tab, "pickle-room");
    }
    await tab.click("kf-pickle-room summary", "Hides the name");
    await tab.click("kf-pickle-room button", "memo_names.pkl");
    await tab.text("kf-step-verify [role=alert]", /^“memo_names\.pkl” was not loaded\. The file names os\.system/);
    await tab.text("kf-pickle [data-calls] li", /^os\.system with \('id',\)/);
    expect(tab.complaints).toEqual([]);
    expect(site.missing).toEqual([]);
  });
});
