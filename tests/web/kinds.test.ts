// Files that are no models, told by their bytes: pickles as Python 3.13 wrote them, and what else people have.
import { readFileSync } from "node:fs";
import { zipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { foreignKind, namedKind } from "../../web/elements/bytes/kinds.js";
import { createEngine } from "../../web/lib/index.js";
import { root } from "./helpers.js";

const hostile = (name: string) => readFileSync(`${root}tests/hostile/${name}.keepfit`);
const text = (written: string) => new TextEncoder().encode(written);
const base64 = (written: string) => Buffer.from(written, "base64");

describe("a pickle is called one", () => {
  // pickle.dumps({"a": [1, 2.5]}, protocol)
  test.each([
    [0, "KGRwMApWYQpwMQoobHAyCkkxCmFGMi41CmFzLg=="],
    [1, "fXEAWAEAAABhcQFdcQIoSwFHQAQAAAAAAABlcy4="],
    [2, "gAJ9cQBYAQAAAGFxAV1xAihLAUdABAAAAAAAAGVzLg=="],
    [3, "gAN9cQBYAQAAAGFxAV1xAihLAUdABAAAAAAAAGVzLg=="],
    [4, "gASVFwAAAAAAAAB9lIwBYZRdlChLAUdABAAAAAAAAGVzLg=="],
    [5, "gAWVFwAAAAAAAAB9lIwBYZRdlChLAUdABAAAAAAAAGVzLg=="],
  ])("of protocol %i", (_, bytes) => {
    expect(foreignKind(base64(bytes), "model")?.what).toMatch(/^a pickle: loading it would run what it says/);
  });

  test("that is an estimator of protocol 0, or calls a command", () => {
    const estimator = text(`ccopy_reg\n_reconstructor\np0\n(csklearn\n${"x".repeat(9000)}\nb.`);
    expect(foreignKind(estimator, "model")?.what).toMatch(/^a pickle/);
    expect(foreignKind(text("cos\nsystem\n(Vrm -r ~/papers\ntR."), "model")?.what).toMatch(/^a pickle/);
  });

  test("that joblib has packed, by its name", () => {
    const bytes = base64("eF5rYA==");
    expect(foreignKind(bytes, "model.joblib")?.what).toMatch(/^packed, and by its name a pickle/);
    expect(foreignKind(bytes, "model.bin")).toBeUndefined();
  });

  test("and no text that begins or ends like one", () => {
    for (const written of ["(c) Somebody, all rights reserved.", "]quoted", "cost\n12\n13", "Names.", ""])
      expect(foreignKind(text(written), "notes.txt"), written).toBeUndefined();
  });
});

test.each([
  ["zip", hostile("zip"), /^a zip file/],
  ["zip", zipSync({ "shelf.json": text("{}") }), /^a zip file/],
  ["a zip with such a file further in", zipSync({ "a/schema.json": text("{}") }), /^a zip file/],
  ["a zip without its list", zipSync({ "schema.json": text("{}") }).subarray(0, 60), /^a zip file/],
  ["skops", zipSync({ "140.npy": text("x"), "schema.json": text("{}") }), /^a skops file/],
  ["ONNX", hostile("onnx"), /ONNX/],
  ["HDF5", hostile("hdf5"), /HDF5/],
  ["a page", hostile("error_page"), /^a page/],
  ["safetensors", base64("QAAAAAAAAAB7Il9fbWV0YWRhdGFfXyI6"), /^a safetensors file/],
  ["a pointer", text("version https://git-lfs.github.com/spec/v1\n"), /^a pointer of Git LFS/],
  ["JSON", text('{"a": 1}'), /^JSON$/],
])("%s is called so", (_, bytes, what) => {
  expect(foreignKind(bytes, "model.keepfit")?.what).toMatch(what);
});

test("the companion of a model is told from the model", async () => {
  const engine = await createEngine({ worker: false });
  const companion = text(await engine.companion(hostile("good")));
  expect(foreignKind(companion, "good.json")?.what).toMatch(/^the companion of a model/);
  // As the engine refuses it, with its kind.
  const thrown = await engine.load(companion).catch((error: unknown) => error);
  expect(namedKind(thrown, companion, "good.json")).toMatchObject({ code: "not_keepfit", where: "file" });
  const other = { code: "damaged" };
  expect(namedKind(other, companion, "good.json")).toBe(other);
  engine.close();
});
