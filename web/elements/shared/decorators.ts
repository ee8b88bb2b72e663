// What Web Awesome registers its controls with: a site may have others under the same names, which then do.
import { define } from "./define.js";

export * from "lit/decorators.js";

export const customElement =
  (name: string) =>
  (control: CustomElementConstructor): void =>
    define(name, control);
