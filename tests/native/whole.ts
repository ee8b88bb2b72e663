// In place of the library's list of the engine's parts, which the build for the web makes: the native engine has none.
export const engineParts = {};
export const addresses = {};
export const firstPart = (): never => {
  throw new Error("There is no WebAssembly in tests of the native engine.");
};
