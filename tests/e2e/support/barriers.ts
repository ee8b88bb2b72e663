import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import type { Tab } from "./tab.js";

const axeFile = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

interface Violation {
  id: string;
  impact: string;
  nodes: { target: unknown; failureSummary: string }[];
}

/** All that axe-core finds wrong with what is shown, of whatever weight. */
export async function barriers(tab: Tab): Promise<string[]> {
  const page = tab.page as Page;
  // Not a script element: the page's policy would refuse it, as it should.
  await page.evaluate(await readFile(axeFile, "utf8"));
  return page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(): Promise<{ violations: Violation[] }> } };
    return (await axe.run()).violations.flatMap(({ id, impact, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${impact}: ${id}: ${JSON.stringify(target)} ${failureSummary}`),
    );
  });
}
