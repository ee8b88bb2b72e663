// npm run format: lays out every source as npm run check wants it.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { ensurePackages, main, root, Stop } from "./setup.mjs";

await main(async () => {
  await ensurePackages();
  const { languages, read } = await import("./style.mjs");
  let changed = 0;
  for (const { title, files, formatter } of languages) {
    const format = await formatter();
    for (const file of files()) {
      const before = read(file);
      let after;
      try {
        after = await format(before, file);
      } catch (error) {
        throw new Stop(`${file} cannot be read as ${title}: ${error.message ?? error}`);
      }
      if (after === before) continue;
      writeFileSync(join(root, file), after);
      changed++;
    }
  }
  console.log(changed ? `${changed} files laid out anew.` : "Every file was laid out already.");
});
