// Files that are no models of Keepfit, called by what they are: whoever drops a pickle is told that it is one.

/** What a file is, and what may be done about it. */
interface Kind {
  readonly what: string;
  readonly hint: string;
  /** What a model of scikit-learn's may be in. */
  readonly format?: "pickle" | "skops";
}

const anew = "Fit it anew here: the pipeline's Python can be pasted in step 2, under Code.";
const elsewhere =
  "Choose a file that was saved by Keepfit (NAME.keepfit), or a model of scikit-learn's: a pickle, a joblib or a skops file.";
const pickle: Kind = {
  what: "a pickle: loading it would run what it says, so it was only looked into",
  hint: anew,
  format: "pickle",
};
const skops: Kind = { what: "a skops file, which holds a model of scikit-learn's", hint: anew, format: "skops" };

const zip: Kind = { what: "a zip file", hint: "A zip of saved models comes in by Import, in step 4." };

/** First bytes, as Latin-1 text. */
const kinds: readonly (readonly [pattern: RegExp, kind: Kind])[] = [
  // Since protocol 2 they begin with its number; before, they begin with what is pushed first, and all end in a stop.
  [/^\x80[\x02-\x05]/, pickle],
  [/^(?:c[\w.]+\n[\w.]+\n|\((?:[ld]p|[FIK]|c[\w.]+\n|i[\w.]+\n)|[\]}]q)[^]*\.$/, pickle],
  [/^PK[\x03\x05]/, zip],
  [/^\x89HDF/, { what: "an HDF5 file, as Keras writes them", hint: elsewhere }],
  [/^\x93NUMPY/, { what: "a NumPy array (.npy)", hint: elsewhere }],
  [/^[\x08][\x01-\x20]\x12/, { what: "a file of Protocol Buffers, as ONNX writes them", hint: elsewhere }],
  [/^.{2}[^]{6}\{"/, { what: "a safetensors file: numbers without a pipeline", hint: elsewhere }],
  [
    /^version https:\/\/git-lfs/,
    { what: "a pointer of Git LFS, which stands for a file that is kept elsewhere", hint: "Fetch the file itself." },
  ],
  [/^\s*<(?:!doctype|html|\?xml|head|body)/i, { what: "a page (HTML)", hint: "Download the file itself." }],
];

/** As joblib packs them; what is inside is not looked at. */
const packed = /^(?:\x1f\x8b|\x78[\x01\x5e\x9c\xda]|BZh|\xfd7zXZ|\x5d\0\0|\x04"M\x18)/;
const pickleName = /\.(?:pkl|pickle|joblib)(?:\.\w{1,4})?$/i;

const companion: Kind = {
  what: "the companion of a model: its card as JSON, with nothing in it that predicts",
  hint: "Open the .keepfit file that it was written beside.",
};

/** What a file is that is no model; undefined where that is not known. */
export function foreignKind(bytes: Uint8Array, name: string): Kind | undefined {
  // Not by a TextDecoder: to browsers "latin1" is Windows-1252, which has other letters for the bytes from 80 to 9f.
  const text = String.fromCharCode(...bytes.subarray(0, looked));
  // The last byte counts, too.
  const whole = bytes.length > looked ? text + String.fromCharCode(bytes.at(-1)!) : text;
  if (/^\s*\{/.test(text)) return isCompanion(bytes) ? companion : jsonOrPickle(whole);
  const found = kinds.find(([pattern]) => pattern.test(whole))?.[1];
  if (found === zip && holdsSchema(bytes)) return skops;
  if (found) return found;
  return pickleName.test(name) && packed.test(text)
    ? { ...pickle, what: `packed, and by its name ${pickle.what}` }
    : undefined;
}

const looked = 4096;

/** Whether a zip lists a `schema.json`, by its own list of files, which stands at its end. */
function holdsSchema(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  // Behind the end of the list at most a comment of 65,535 bytes follows.
  let end = bytes.length - 22;
  while (end >= 0 && end > bytes.length - 65_558 && view.getUint32(end, true) !== 0x06054b50) end--;
  if (end < 0 || view.getUint32(end, true) !== 0x06054b50) return false;
  let at = view.getUint32(end + 16, true);
  while (at + 46 <= end && view.getUint32(at, true) === 0x02014b50) {
    const name = at + 46;
    const length = view.getUint16(at + 28, true);
    if (String.fromCharCode(...bytes.subarray(name, Math.min(name + length, name + 12))) === "schema.json") return true;
    at = name + length + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return false;
}

const jsonOrPickle = (text: string): Kind | undefined =>
  /^\s*\{\s*["}]/.test(text) ? { what: "JSON", hint: elsewhere } : kinds.find(([pattern]) => pattern.test(text))?.[1];

function isCompanion(bytes: Uint8Array): boolean {
  if (bytes.length > 1 << 22) return false;
  try {
    const value = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown> | null;
    return typeof value?.["keepfit"] === "number" && "card" in value && "file" in value;
  } catch {
    return false;
  }
}

/** What a reader threw at a file, with the kind of the file in it where that is known. */
export function namedKind(thrown: unknown, bytes: Uint8Array, name: string): unknown {
  const kind = (thrown as { code?: string }).code === "not_keepfit" ? foreignKind(bytes, name) : undefined;
  if (!kind) return thrown;
  return {
    code: "not_keepfit",
    where: "file",
    message: `This is not a Keepfit model but ${kind.what}.`,
    hint: kind.hint,
  };
}
