import type { Form } from "./form.js";
import { few, portsInWords, stepsOf, unusedInWords } from "./form.js";
import { count } from "../shared/words.js";

export const onnx: Form = {
  id: "onnx",
  control: "hand-onnx",
  title: "ONNX",
  about:
    "One file for onnxruntime, in Python, C++, Java, C# and browsers: every column an input, all in double precision.",
  ways: [
    {
      id: "exact",
      title: "Exact",
      about: "Sums run in the engine's order: the same bits, but for exponentials and logarithms.",
    },
    { id: "fast", title: "Fast", about: "Sums are left to the program that runs it: the last digits may differ." },
  ],
  async make({ name, model, description }, way) {
    const onnx = await model.toOnnx({ profile: way === "fast" ? "fast" : "exact", name });
    const { opset, nodes, inputs, outputs, notes, feature_names_out } = onnx.report;
    return {
      file: `${name}.onnx`,
      content: new Blob([onnx.bytes as BlobPart], { type: "application/octet-stream" }),
      facts: [
        ["Steps", few(stepsOf(description), 12)],
        ["Takes", portsInWords(inputs, "column")],
        ["Answers", few(outputs.map(([port, type]) => `${port} (${type === "string" ? "text" : type})`))],
        ...(feature_names_out?.length ? [["Columns of transformed", few([...feature_names_out], 12)] as const] : []),
        ["Written as", `${count(nodes, "operation")} of operator set ${opset}`],
      ],
      left: [...unusedInWords(description), "The proof rows and the signature, for which ONNX has no place."],
      notes,
      onnx,
    };
  },
};
