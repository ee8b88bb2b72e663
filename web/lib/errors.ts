import type { ErrorCode } from "./generated/declared.js";
import type { Warning } from "./types.js";

export type { ErrorCode };

/** What every refusal by the library or the engine looks like. */
export interface ErrorData {
  /**
   * Stable, machine-readable: `"bad_parameter"`, `"truncated"`, `"cancelled"`, ... An engine of another version may
   * have more.
   */
  readonly code: ErrorCode | (string & {});
  /** The part concerned: a parameter, a column, a step, an offset in a file. May be empty. */
  readonly where: string;
  /** One sentence saying what happened. */
  readonly message: string;
  /** One sentence saying what to do. May be empty. */
  readonly hint: string;
  /**
   * The row concerned, counted from 0, of the table given to the call; sentences count from 1. Absent where it is about
   * no single row.
   */
  readonly row?: number;
  /** The name of the column concerned. Absent where it is about no single column, or about one without a name. */
  readonly column?: string;
  /** What was warned of before the refusal, which may say why it came to it. Absent where nothing was. */
  readonly warnings?: readonly Warning[];
}

/**
 * The only kind of error the library throws on purpose. Errors of the engine cross the border as data
 * and become this class with the same `code`.
 *
 * A cancelled call has `code === "cancelled"` and, so that code written for `fetch` understands it,
 * `name === "AbortError"`.
 */
export class KeepfitError extends Error implements ErrorData {
  readonly code: ErrorData["code"];
  readonly where: string;
  readonly hint: string;
  readonly row?: number;
  readonly column?: string;
  readonly warnings?: readonly Warning[];

  constructor(data: Pick<ErrorData, "code" | "message"> & Partial<ErrorData>, options?: { cause?: unknown }) {
    super(data.message, options);
    this.name = data.code === "cancelled" ? "AbortError" : "KeepfitError";
    this.code = data.code;
    this.where = data.where ?? "";
    this.hint = data.hint ?? "";
    if (data.row !== undefined) this.row = data.row;
    if (data.column !== undefined) this.column = data.column;
    if (data.warnings?.length) this.warnings = data.warnings;
  }

  /** The plain data, for logs and for crossing between threads. */
  toJSON(): ErrorData {
    return {
      code: this.code,
      where: this.where,
      message: this.message,
      hint: this.hint,
      ...(this.row === undefined ? {} : { row: this.row }),
      ...(this.column === undefined ? {} : { column: this.column }),
      ...(this.warnings === undefined ? {} : { warnings: this.warnings }),
    };
  }
}

/**
 * The same error of a call about some rows of a table, such as those that `take` took, as one about that table: its
 * `row` and the row in its sentence are the table's. Whatever else was thrown is given back as it is.
 */
export function inRows(error: unknown, rows: ArrayLike<number>): unknown {
  if (!(error instanceof KeepfitError) || error.row === undefined || error.row >= rows.length) return error;
  const row = rows[error.row]!;
  const message = error.message.replace(new RegExp(`\\b([Rr]ow) ${error.row + 1}\\b`, "g"), `$1 ${row + 1}`);
  return new KeepfitError({ ...error.toJSON(), message, row }, { cause: error });
}

/** What was thrown, in words that fit into a sentence: without a full stop. */
export function reasonOf(thrown: unknown): string {
  return (thrown instanceof Error ? thrown.message : String(thrown)).replace(/[.\s]+$/, "");
}

export function cancelled(signal?: AbortSignal): KeepfitError {
  return new KeepfitError(
    { code: "cancelled", message: "The call was cancelled." },
    signal?.reason === undefined ? undefined : { cause: signal.reason },
  );
}

export function closed(): KeepfitError {
  return new KeepfitError({
    code: "closed",
    message: "This engine was closed.",
    hint: "Make another with createEngine().",
  });
}
