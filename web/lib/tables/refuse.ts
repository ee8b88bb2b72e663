import { KeepfitError } from "../errors.js";

export function refuse(code: string, where: string, message: string, hint: string): never {
  throw new KeepfitError({ code, where, message, hint });
}
