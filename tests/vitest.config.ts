import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Each file starts browsers of its own; a small machine has room for one at a time. */
const browsers = {
  environment: "node",
  fileParallelism: false,
  testTimeout: 180_000,
  hookTimeout: 180_000,
} as const;

export default defineConfig({
  root,
  cacheDir: `${root}build/vite`,
  test: {
    // Nobody works beside them: the usual number leaves one processor free, which is half of a small machine.
    maxWorkers: "100%",
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
          ...browsers,
        },
      },
      {
        root,
        test: { name: "hosts", include: ["tests/hosts/**/*.test.ts"], ...browsers },
      },
    ],
  },
});
