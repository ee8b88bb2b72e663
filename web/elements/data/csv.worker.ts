import { datasetHash } from "../../lib/table.js";
import { openCsv, type CsvFile } from "./csv-file.js";
import type { Ask, Reply } from "./reader.js";

let file: CsvFile | undefined;

self.onmessage = async ({ data }: MessageEvent<Ask>) => {
  const reply = (message: Reply) => self.postMessage(message);
  try {
    if (data.op === "open") {
      file = await openCsv(data.file, data.kinds, (done) => reply({ id: data.id, progress: done }));
      reply({ id: data.id, value: file.table });
    } else if (data.op === "hash") {
      reply({ id: data.id, value: await datasetHash(data.X, data.y) });
    } else {
      reply({ id: data.id, value: file!.recode(data.index, data.kind) });
    }
  } catch (error) {
    reply({ id: data.id, error: error instanceof Error ? error.message : String(error) });
  }
};
