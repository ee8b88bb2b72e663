/**
 * Keepfit: fit scikit-learn-style pipelines in the browser or Node, save them as data-only files, and prove that a
 * loaded pipeline predicts the same bytes.
 *
 * @packageDocumentation
 */
export { inRows, KeepfitError } from "./errors.js";
export { createEngine } from "./engine.js";
export { float } from "./float.js";
export { assertIdentical, compare, differenceText } from "./compare.js";
export { datasetHash } from "./table.js";
export { take, takeTarget } from "./take.js";
export { generateSigningKey } from "./sign.js";
export { openStore } from "./store.js";
export type { ErrorCode, ErrorData } from "./errors.js";
export type * from "./types.js";
export * from "./generated/estimators.js";
