// Models kept in the browser.
import type { KeepfitError } from "../errors.js";

/** What the list of saved models shows of each, without reading its bytes. Plain JSON. */
export interface StoredSummary {
  readonly [name: string]: unknown;
}

export interface StoredModel {
  readonly name: string;
  /** Size of the file in bytes. */
  readonly size: number;
  /** UTC, ISO 8601. */
  readonly saved: string;
  readonly summary: StoredSummary;
}

export interface StorageEstimate {
  /** Bytes this origin uses and may use, where the browser tells. */
  readonly usage: number | undefined;
  readonly quota: number | undefined;
  /** Whether the browser promises not to evict the data by itself. */
  readonly persisted: boolean;
}

/** Models kept in the browser, by name. */
export interface Store {
  /**
   * Saves the bytes under a name: whole, or not at all. Resolves after they were read back and found equal. Refuses
   * (`"name_taken"`) a name that exists unless `replace` is true; where it cannot be saved (`"quota"`, ...) the model
   * of that name stays as it was. `"replaced"`: another tab saved under the name at the same time, and came last.
   */
  save(
    name: string,
    bytes: Uint8Array,
    summary?: StoredSummary,
    options?: {
      readonly replace?: boolean;
      /** When it was saved first, of one that comes back; else it is now. UTC, ISO 8601. */
      readonly saved?: string;
    },
  ): Promise<StoredModel>;
  /** Puts another summary beside the bytes of a model, which stay as they are. Rejects with `"not_found"`. */
  summarise(name: string, summary: StoredSummary): Promise<StoredModel>;
  /** By name. */
  list(): Promise<StoredModel[]>;
  /** Rejects with `"not_found"`. */
  get(name: string): Promise<Uint8Array>;
  /** Refuses (`"name_taken"`) a name that exists. */
  rename(from: string, to: string): Promise<void>;
  remove(name: string): Promise<void>;
  estimate(): Promise<StorageEstimate>;
  /** Asks the browser not to evict the data. Resolves to whether it agreed. */
  persist(): Promise<boolean>;
  close(): void;
}

export interface StoreOptions {
  /** Name of the database. Default `"keepfit"`. */
  readonly database?: string;
  /** Called once when the connection is lost for good: another tab upgraded it, or the browser closed it. */
  readonly onLost?: (error: KeepfitError) => void;
}
