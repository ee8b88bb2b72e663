// The words of the library, by what they are about.
export type * from "./types/calls.js";
export type * from "./types/data.js";
export type * from "./types/engine.js";
export type * from "./types/file.js";
export type * from "./types/interchange.js";
export type * from "./types/model.js";
export type * from "./types/recipe.js";
export type * from "./types/results.js";
export type * from "./types/schema.js";
export type * from "./types/selection.js";
export type * from "./types/store.js";
export type * from "./types/tables.js";
