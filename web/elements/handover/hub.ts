// The card of a model as Hugging Face reads it: facts between two lines of hyphens, then words. It is the README of the
// folder, too.
import type { Card, Description } from "../../lib/index.js";
import { visible } from "../shared/foreign.js";
import { metricName, number } from "../shared/words.js";
import type { Given } from "./form.js";
import { stepsOf } from "./form.js";
import { quoted } from "./text.js";

export const metricsIn = (metrics: Card["metrics"]): [string, number][] =>
  Object.entries(metrics ?? {}).filter((entry): entry is [string, number] => Number.isFinite(entry[1]));

/** What the hub calls these. */
const metricIds: Readonly<Record<string, string>> = { f1_macro: "f1", r2: "r_squared" };
const metricId = (name: string): string => metricIds[name] ?? name;

const taskOf = ({ kind }: Description): string | undefined =>
  kind === "classifier" ? "tabular-classification" : kind === "regressor" ? "tabular-regression" : undefined;

function facts({ name, card, description }: Given): string {
  const task = taskOf(description);
  const metrics = metricsIn(card.metrics);
  const dataset = card.dataset?.name;
  const results =
    task && dataset && metrics.length
      ? `model-index:
- name: ${quoted(name)}
  results:
  - task:
      type: ${task}
    dataset:
      type: ${quoted(dataset)}
      name: ${quoted(dataset)}
    metrics:
${metrics
  .map(
    ([metric, value]) => `    - type: ${quoted(metricId(metric))}
      value: ${value}
      name: ${quoted(metricName(metric))}
`,
  )
  .join("")}`
      : "";
  return `library_name: keepfit
tags:
- keepfit
${task ? `- ${task}\npipeline_tag: ${task}\n` : ""}${
    metrics.length
      ? `metrics:\n${[...new Set(metrics.map(([metric]) => metricId(metric)))].map((metric) => `- ${quoted(metric)}\n`).join("")}`
      : ""
  }${results}`;
}

/** A text of the file as Markdown shows it: letter by letter, whatever stands in it. */
function code(text: string): string {
  const shown = visible(text, 120);
  const fence = "`".repeat(Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length)) + 1);
  const pad = fence.length > 1 ? " " : "";
  // A bar would end the cell of a table even there.
  return `${fence}${pad}${shown.replaceAll("|", "\\|")}${pad}${fence}`;
}

function about({ card, description }: Given): string[] {
  const { dataset, split, target, created } = card;
  const size = typeof split?.["test_size"] === "number" ? split["test_size"] : undefined;
  return [
    `- Steps: ${stepsOf(description).map(code).join(", ")}`,
    ...(dataset?.name
      ? [`- Fitted on: ${code(dataset.name)}${dataset.rows ? `, ${number(dataset.rows)} rows` : ""}`]
      : []),
    ...(dataset?.sha256 ? [`- SHA-256 of these data: ${code(dataset.sha256)}`] : []),
    ...(typeof target?.["name"] === "string" ? [`- Answers: ${code(target["name"])}`] : []),
    ...(size === undefined ? [] : [`- Held out: ${Math.round(size * 100)} % of the rows`]),
    ...(created ? [`- Saved: ${code(created)}`] : []),
    `- Takes: ${description.input.map(({ name, kind }) => `${code(name)} (${kind})`).join(", ")}`,
  ];
}

function scores({ metrics, baseline }: Card): string {
  const rows = metricsIn(metrics);
  if (!rows.length) return "";
  const beside = new Map(metricsIn(baseline));
  return `
## Scores on held-out rows

| metric | model | without features |
|---|---|---|
${rows.map(([name, value]) => `| ${metricName(name).replaceAll("|", "\\|")} | ${value} | ${beside.get(name) ?? ""} |\n`).join("")}`;
}

export const readme = (given: Given, files: readonly { name: string; about: string }[]): string => `---
${facts(given)}---

# ${code(given.name)}

A pipeline that was fitted and saved by Keepfit. The file holds data alone: no code, and nothing of it is run when it is opened.

${about(given).join("\n")}
${scores(given.card)}
## Use it

\`\`\`python
# pip install keepfit pandas
import keepfit
model = keepfit.load("model.keepfit")   # proved, or refused with a reason
model.predict(frame)
\`\`\`

\`python check.py\` loads the file, replays its proof, asks the rows of \`expected.json\`, and ends with another status than 0 where one answer differs in one bit.

## MLflow

\`\`\`python
# pip install keepfit mlflow-skinny pandas
import mlflow
mlflow.pyfunc.load_model(".").predict(frame)
\`\`\`

## DVC

\`dvc commit model.keepfit.dvc\` puts the model into the cache; write \`/model.keepfit\` into \`.gitignore\`, and Git has the small file alone.

## In this folder

| file | what it is |
|---|---|
${files.map(({ name, about: what }) => `| \`${name}\` | ${what} |\n`).join("")}
A licence is yours to add.
`;
