/**
 * Recipes as Python for scikit-learn, and Python read to recipes, without anything being run.
 *
 * @packageDocumentation
 */
export { recipeToPython, type PythonOptions } from "./print.js";
export { recipeFromPython } from "./read.js";
