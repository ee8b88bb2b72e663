// What a model is handed over as: one line for each form, in the order of the page.
import { bundle } from "./bundle.js";
import type { Form } from "./form.js";
import { onnx } from "./onnx.js";
import { pmml } from "./pmml.js";
import { python } from "./python.js";
import { skops } from "./skops.js";

export const forms: readonly Form[] = [onnx, pmml, skops, python, bundle];
