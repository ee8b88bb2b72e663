import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const root = fileURLToPath(new URL("..", import.meta.url));

export default defineConfig({
  root,
  cacheDir: `${root}build/vite`,
  test: {
    projects: [
      {
        root,
        test: { name: "web", include: ["tests/web/**/*.test.ts"], environment: "node", testTimeout: 30_000 },
      },
      {
        root,
        // The native engine is one piece, so the library's list of parts, which is made with them, need not be there.
        resolve: {
          alias: [{ find: /^.*\/generated\/(parts|addresses)\.js$/, replacement: `${root}tests/native/whole.ts` }],
        },
        test: { name: "native", include: ["tests/native/**/*.test.ts"], environment: "node", testTimeout: 60_000 },
      },
      {
        root,
        test: {
          name: "e2e",
          include: ["tests/e2e/**/*.test.ts"],
          environment: "node",
          // Each file starts browsers of its own; a small machine has room for one at a time.
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
