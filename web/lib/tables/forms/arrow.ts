/** What Arrow's schema, which its programs write into Parquet files, says of columns: zones, and units of durations. */

export interface ArrowType {
  readonly zone?: string;
  readonly unit?: string;
}

const units = ["s", "ms", "us", "ns"] as const;
const timestamp = 10;
const duration = 18;

/** A table of FlatBuffers: numbers and places by the number of their field. */
class Flat {
  readonly #view: DataView;
  readonly #at: number;

  constructor(view: DataView, at: number) {
    this.#view = view;
    this.#at = at;
  }

  #place(field: number): number | undefined {
    const entries = this.#at - this.#view.getInt32(this.#at, true);
    const offset = 4 + 2 * field;
    if (offset >= this.#view.getUint16(entries, true)) return undefined;
    const place = this.#view.getUint16(entries + offset, true);
    return place === 0 ? undefined : this.#at + place;
  }

  /** Where what a field refers to begins. */
  #target(field: number): number | undefined {
    const place = this.#place(field);
    return place === undefined ? undefined : place + this.#view.getUint32(place, true);
  }

  byte(field: number): number {
    const place = this.#place(field);
    return place === undefined ? 0 : this.#view.getUint8(place);
  }

  short(field: number, usual: number): number {
    const place = this.#place(field);
    return place === undefined ? usual : this.#view.getInt16(place, true);
  }

  table(field: number): Flat | undefined {
    const at = this.#target(field);
    return at === undefined ? undefined : new Flat(this.#view, at);
  }

  text(field: number): string | undefined {
    const at = this.#target(field);
    if (at === undefined) return undefined;
    const length = this.#view.getUint32(at, true);
    return new TextDecoder().decode(new Uint8Array(this.#view.buffer, this.#view.byteOffset + at + 4, length));
  }

  tables(field: number): Flat[] {
    const at = this.#target(field);
    if (at === undefined) return [];
    return Array.from({ length: this.#view.getUint32(at, true) }, (_, i) => {
      const place = at + 4 + 4 * i;
      return new Flat(this.#view, place + this.#view.getUint32(place, true));
    });
  }
}

/**
 * Of each column of the file, from the entry ARROW:schema: an encapsulated message of Arrow's IPC in base64. Empty
 * where there is none that can be read.
 */
export function arrowTypes(entry: string | undefined): ArrowType[] {
  if (entry === undefined) return [];
  try {
    const bytes = Uint8Array.from(atob(entry), (letter) => letter.charCodeAt(0));
    const view = new DataView(bytes.buffer);
    // Older ones lack the mark before their length.
    const start = view.getUint32(0, true) === 0xffffffff ? 8 : 4;
    const message = new Flat(view, start + view.getUint32(start, true));
    const fields = message.table(2)?.tables(1) ?? [];
    return fields.map((field) => {
      const type = field.table(3);
      if (field.byte(2) === timestamp) {
        const zone = type?.text(1);
        return zone === undefined ? {} : { zone };
      }
      const unit = field.byte(2) === duration ? units[type?.short(0, 1) ?? 1] : undefined;
      return unit === undefined ? {} : { unit };
    });
  } catch {
    return [];
  }
}
