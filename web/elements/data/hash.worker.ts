import { datasetHash } from "../../lib/table.js";

self.onmessage = async ({ data }) => {
  try {
    self.postMessage({ value: await datasetHash(data.X, data.y) });
  } catch (error) {
    self.postMessage({ error: error instanceof Error ? error.message : String(error) });
  }
};
