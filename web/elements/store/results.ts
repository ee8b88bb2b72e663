import { signal, type Signal } from "@preact/signals-core";
import type { Choices } from "../state/choices.js";
import { isStale, keyOf, type Kind, type Result } from "../state/results.js";

/** What was computed, one of each kind, with the choices that it was computed from. */
export class Results {
  #all = new Map<string, Signal<Result<unknown> | undefined>>();

  constructor(readonly present: () => Choices) {}

  #slot(name: string): Signal<Result<unknown> | undefined> {
    let found = this.#all.get(name);
    if (!found) this.#all.set(name, (found = signal<Result<unknown> | undefined>(undefined)));
    return found;
  }

  get<Value>({ name }: Kind<Value>): Value | undefined {
    return this.#slot(name).value?.value as Value | undefined;
  }

  /** @param from The choices as they were when the computation began. */
  put<Value>(kind: Kind<Value>, value: Value, from: Choices): void {
    this.#slot(kind.name).value = { value, key: keyOf(kind, from) };
  }

  /** What was found out beside another result, which depends on the same part of the choices. */
  putBeside<Value>(kind: Kind<Value>, value: Value, beside: Kind<unknown>): void {
    this.#slot(kind.name).value = { value, key: this.#slot(beside.name).peek()!.key };
  }

  /** The same result with something found out about it; it is from the same choices. */
  amend<Value extends object>(kind: Kind<Value>, change: Partial<Value>): void {
    const slot = this.#slot(kind.name);
    const { value, key } = slot.peek()!;
    slot.value = { value: { ...(value as Value), ...change }, key };
  }

  /** The choices it was computed from, as far as it depends on them. */
  keyOf({ name }: Kind<unknown>): string | undefined {
    return this.#slot(name).value?.key;
  }

  drop({ name }: Kind<unknown>): void {
    this.#slot(name).value = undefined;
  }

  clear(): void {
    for (const slot of this.#all.values()) slot.value = undefined;
  }

  /** Whether there is one, and it is of other choices than the present ones. */
  isStale(kind: Kind<unknown>): boolean {
    const result = this.#slot(kind.name).value;
    return result !== undefined && isStale(kind, result, this.present());
  }
}
