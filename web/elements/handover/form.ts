// A saved model, and what is made of it for other programs.
import type { AnyRecipe, Card, Description, Engine, Inspection, Model, OnnxExport } from "../../lib/index.js";
import { visible } from "../shared/foreign.js";
import { count, listed } from "../shared/words.js";

export interface Given {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly model: Model;
  readonly card: Card;
  readonly inspection: Inspection;
  readonly description: Description;
  readonly recipe: AnyRecipe;
  readonly engine: Engine;
  readonly signal: AbortSignal;
}

/** What came of it: a file, and what is said of it. */
export interface Made {
  readonly file: string;
  readonly content: Blob;
  /** What it holds. */
  readonly facts: readonly (readonly [term: string, text: string])[];
  /** What is in the model and not in this. */
  readonly left: readonly string[];
  readonly notes: readonly string[];
  /** What is in an archive. */
  readonly files?: readonly { readonly name: string; readonly size: number; readonly about: string }[];
  /** What can be run to see whether it answers alike. */
  readonly onnx?: OnnxExport;
}

export interface Form {
  readonly id: string;
  /** By which a page around leaves it out. */
  readonly control: string;
  readonly title: string;
  readonly about: string;
  /** Ways to make it, the first being the usual one. */
  readonly ways?: readonly { readonly id: string; readonly title: string; readonly about: string }[];
  make(given: Given, way: string): Promise<Made>;
}

/** A few of many, in words. */
export function few(names: readonly string[], most = 8): string {
  const shown = names.slice(0, most).map((name) => visible(name, 60));
  return listed(names.length > most ? [...shown, `${names.length - most} more`] : shown);
}

/** The steps that do something, by the class of each, in their order. */
export function stepsOf({ rows }: Description): string[] {
  const steps = rows.filter(({ kind }) => kind === "estimator");
  const inside = new Set(steps.flatMap(({ path }) => path.split("__").map((_, i, all) => all.slice(0, i).join("__"))));
  return steps
    .filter(({ path }) => (path === "" ? steps.length === 1 : !inside.has(path)))
    .map(({ preview }) => preview);
}

export const portsInWords = (ports: readonly (readonly [name: string, type: string])[], noun: string): string =>
  `${count(ports.length, noun)}: ${few(ports.map(([name, type]) => `${name} (${type === "string" ? "text" : type})`))}`;

export const unusedInWords = ({ unused_columns: unused }: Description): string[] =>
  unused.length ? [`The ${unused.length === 1 ? "column" : "columns"} ${few(unused)}, which no step uses.`] : [];
