// The rows of an inspection and the bytes they are about.
import type { Inspection } from "../../lib/index.js";
import { childrenOf, type Span } from "./walk.js";

/** The longest name and path that an inspection writes out; beyond them it has no place in the file here. */
const longestName = 200;

/** Where the rows of an inspection lie in the file, by path; rows whose name was cut, and warnings, are not in it. */
export function placesOf(bytes: Uint8Array, whole: Span, { rows }: Inspection): ReadonlyMap<string, Span> {
  const wanted = new Set(rows.filter(({ kind }) => kind !== "warning").map(({ path }) => path));
  const places = new Map<string, Span>();
  const put = (path: string, span: Span): void => {
    if (wanted.has(path) && !places.has(path)) places.set(path, span);
  };
  const join = (path: string, name: string, by: string): string => (path === "" ? name : path + by + name);

  function estimator(span: Span, path: string, whole = span): void {
    put(path, whole);
    const [, params, fitted] = childrenOf(bytes, span);
    for (const entry of params ? childrenOf(bytes, params) : []) parameter(entry, path);
    for (const entry of fitted ? childrenOf(bytes, fitted) : []) attribute(entry, path);
  }

  function parameter(entry: Span, path: string): void {
    const here = join(path, entry.name, "__");
    if (isEstimator(bytes, entry)) return estimator(entry, here);
    put(here, entry);
    if (entry.kind !== "list") return;
    for (const item of childrenOf(bytes, entry)) {
      const step = childrenOf(bytes, item)[1];
      const at = join(path, item.name.slice(0, longestName), "__");
      if (step && isEstimator(bytes, step)) estimator(step, at, item);
      else put(at, item);
    }
  }

  function attribute(entry: Span, path: string): void {
    const here = join(path, entry.name, "__");
    if (isEstimator(bytes, entry)) return estimator(entry, here);
    put(here, entry);
    childrenOf(bytes, entry).forEach((item, i) => {
      if (entry.kind === "map") put(`${here}.${item.name}`, item);
      else if (isEstimator(bytes, item)) estimator(item, `${here}.${i}`);
    });
  }

  const pipeline = childrenOf(bytes, whole).find(({ name }) => name === "pipeline");
  if (pipeline) estimator(pipeline, "");
  return places;
}

function isEstimator(bytes: Uint8Array, span: Span): boolean {
  return span.kind === "map" && childrenOf(bytes, span)[0]?.name === "class";
}
