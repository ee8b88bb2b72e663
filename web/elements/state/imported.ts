/** What an import of saved models took, and what it did not; each by the name of its file. */
export interface Imported {
  readonly from: string;
  readonly taken: readonly {
    readonly file: string;
    readonly name: string;
    /** The name that was wanted, where another model has it. */
    readonly wanted: string | undefined;
    /** A saved model with the same pipeline and another card. */
    readonly alike: string | undefined;
  }[];
  /** Those that are there already, byte by byte. */
  readonly there: readonly { readonly file: string; readonly name: string }[];
  readonly refused: readonly { readonly file: string; readonly reason: string }[];
  readonly others: readonly string[];
  readonly listDamaged: boolean;
}
