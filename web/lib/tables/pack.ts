/**
 * Records of one shape, key by key: objects by the ten thousand take longer to cross between threads than to make, and
 * a page stands still meanwhile; a few arrays do not.
 */
export interface Packed {
  readonly count: number;
  readonly keys: readonly PackedKey[];
}

interface PackedKey {
  readonly name: string;
  /** 0 where a record has not the key; absent where all have it. */
  readonly there?: Uint8Array;
  /** What those that have it hold, one after the other. */
  readonly values: PackedValues;
}

type PackedValues =
  | { readonly numbers: Float64Array }
  | { readonly flags: Uint8Array }
  /** Lists of numbers, and how long each is. */
  | { readonly lists: Float64Array; readonly lengths: Int32Array }
  | { readonly records: Packed }
  | { readonly others: readonly unknown[] };

type Plain = { readonly [key: string]: unknown };

const isRecord = (value: unknown): value is Plain =>
  typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
const isNumbers = (value: unknown): value is readonly number[] =>
  Array.isArray(value) && value.every((each) => typeof each === "number");

function packValues(values: readonly unknown[]): PackedValues {
  if (values.every((value) => typeof value === "number")) return { numbers: Float64Array.from(values) };
  if (values.every((value) => typeof value === "boolean")) return { flags: Uint8Array.from(values, Number) };
  if (values.every(isNumbers)) return packLists(values);
  return values.every(isRecord) ? { records: pack(values) } : { others: values };
}

function packLists(values: readonly (readonly number[])[]): PackedValues {
  const lists = new Float64Array(values.reduce((sum, { length }) => sum + length, 0));
  const lengths = new Int32Array(values.length);
  let at = 0;
  values.forEach((list, i) => {
    lengths[i] = list.length;
    for (let j = 0; j < list.length; j++) lists[at++] = list[j]!;
  });
  return { lists, lengths };
}

export function pack(records: readonly object[]): Packed {
  const found = new Map<string, { values: unknown[]; there: Uint8Array }>();
  records.forEach((record, i) => {
    for (const name in record) {
      let key = found.get(name);
      if (!key) found.set(name, (key = { values: [], there: new Uint8Array(records.length) }));
      key.values.push((record as Plain)[name]);
      key.there[i] = 1;
    }
  });
  const keys = Array.from(found, ([name, { values, there }]): PackedKey => {
    const packed = packValues(values);
    return values.length === records.length ? { name, values: packed } : { name, there, values: packed };
  });
  return { count: records.length, keys };
}

/** One value after the other. */
function reader(values: PackedValues): () => unknown {
  let at = 0;
  if ("numbers" in values) return () => values.numbers[at++];
  if ("flags" in values) return () => values.flags[at++] === 1;
  if ("others" in values) return () => values.others[at++];
  if ("records" in values) {
    const records = unpack<unknown>(values.records);
    return () => records[at++];
  }
  const { lists, lengths } = values;
  let from = 0;
  return () => {
    const list: number[] = [];
    for (const to = from + lengths[at++]!; from < to; from++) list.push(lists[from]!);
    return list;
  };
}

export function unpack<Item>({ count, keys }: Packed): Item[] {
  const records = Array.from({ length: count }, (): { [key: string]: unknown } => ({}));
  for (const { name, there, values } of keys) {
    const next = reader(values);
    for (let i = 0; i < count; i++) if (!there || there[i] === 1) records[i]![name] = next();
  }
  return records as Item[];
}
