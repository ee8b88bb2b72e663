// What scikit-learn saved, read by the library on WebAssembly.
import { createEngine } from "../../build/lib/index.js";
import type { Engine } from "../../web/lib/types.js";
import { replaySklearnFiles } from "../golden/replay/sklearn_files.js";

replaySklearnFiles("WebAssembly", async () => (await createEngine()) as Engine);
