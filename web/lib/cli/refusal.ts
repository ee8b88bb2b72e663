import { KeepfitError } from "../errors.js";

export { KeepfitError };

/** What happened, and what to do. */
export const sentenceOf = ({ message, hint }: { readonly message: string; readonly hint: string }): string =>
  `${message} ${hint}`.trim();

export function refuse(code: KeepfitError["code"], where: string, message: string, hint: string): never {
  throw new KeepfitError({ code, where, message, hint });
}
