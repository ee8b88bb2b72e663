// Files that are no models of Keepfit, called by what they are: whoever drops a pickle is told that it is one.

/** What a file is, and what may be done about it. */
interface Kind {
  readonly what: string;
  readonly hint: string;
  readonly pickle?: true;
}

const anew = "Fit it anew here: the pipeline's Python can be pasted in step 2, under Code.";
const elsewhere = "Other formats are never tried: choose a file that was saved by Keepfit (NAME.keepfit).";
const pickle: Kind = {
  what: "a pickle: loading it would run what it says, so it was only looked into",
  hint: anew,
  pickle: true,
};

/** First bytes, as Latin-1 text. */
const kinds: readonly (readonly [pattern: RegExp, kind: Kind])[] = [
  // Since protocol 2 they begin with its number; before, they begin with what is pushed first, and all end in a stop.
  [/^\x80[\x02-\x05]/, pickle],
  [/^(?:c[\w.]+\n[\w.]+\n|\((?:[ld]p|[FIK]|c[\w.]+\n|i[\w.]+\n)|[\]}]q)[^]*\.$/, pickle],
  [/^PK[\x03\x05]/, { what: "a zip file", hint: "A zip of saved models comes in by Import, in step 4." }],
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
  if (found) return found;
  return pickleName.test(name) && packed.test(text)
    ? { ...pickle, what: `packed, and by its name ${pickle.what}` }
    : undefined;
}

/** Whether it is one, or by its name a packed one. */
export const isPickle = (bytes: Uint8Array, name: string): boolean => foreignKind(bytes, name)?.pickle === true;

const looked = 4096;

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
