// scikit-learn's own results, replayed on the WebAssembly engine.
import { createEngine } from "../../web/lib/index.js";
import { replay } from "../golden/replay/replay.js";

replay("WebAssembly", () => createEngine());
