// What scikit-learn saved, read by the native library.
import { nativeEngine } from "../web/native-host.js";
import { replaySklearnFiles } from "../golden/replay/sklearn_files.js";

replaySklearnFiles("the native engine", () => nativeEngine());
