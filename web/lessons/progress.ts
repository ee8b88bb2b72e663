// What a reader has done of a lesson, and what the lesson remembers of it, kept in the browser.
import type { Memory } from "./lesson.js";

interface Kept {
  /** Checks that are done, each with what is said of it. */
  readonly done: Record<string, string>;
  readonly memory: Memory;
}

export class Progress {
  #kept: Kept;
  readonly #key: string;

  constructor(lesson: string) {
    this.#key = `keepfit-lesson-${lesson}`;
    this.#kept = this.#read();
  }

  get memory(): Memory {
    return this.#kept.memory;
  }

  isDone(check: string): boolean {
    return Object.hasOwn(this.#kept.done, check);
  }

  /** What stands beside the tick. */
  noteOf(check: string): string {
    return this.#kept.done[check] ?? "";
  }

  finish(check: string, note: string): void {
    this.#kept.done[check] = note;
    this.write();
  }

  get isBegun(): boolean {
    return Object.keys(this.#kept.done).length > 0;
  }

  /** Where a page may keep nothing (a frame without an origin), a lesson lasts as long as its page. */
  write(): void {
    try {
      localStorage.setItem(this.#key, JSON.stringify(this.#kept));
    } catch {}
  }

  reset(): void {
    this.#kept = { done: {}, memory: {} };
    try {
      localStorage.removeItem(this.#key);
    } catch {}
  }

  #read(): Kept {
    try {
      const { done, memory } = JSON.parse(localStorage.getItem(this.#key) ?? "{}") as Partial<Kept>;
      return { done: { ...done }, memory: { ...memory } };
    } catch {
      return { done: {}, memory: {} };
    }
  }
}

/** How far each lesson has come, for the list of them. */
export const isBegun = (lesson: string): boolean => new Progress(lesson).isBegun;
