// scikit-learn's own results, replayed on the native engine. What cannot be asked through the border is in
// golden_test.cpp.
import { replay } from "../golden/replay/replay.js";
import { nativeEngine } from "../web/native-host.js";

replay("native", () => nativeEngine(), 2);
