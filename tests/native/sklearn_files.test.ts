// What scikit-learn saved, read by the native library.
import { nativeEngine } from "../web/native-host.js";
import { replayBundles } from "../golden/replay/bundles.js";
import { replaySklearnFiles } from "../golden/replay/sklearn_files.js";

replaySklearnFiles("the native engine", () => nativeEngine());
replayBundles("the native engine", () => nativeEngine());
