// npm start: set-up, build, and the page on this machine. npm run dev: the same with Vite's development server.
import { buildWasm } from "../cpp/toolchain/build.mjs";
import { ensurePackages, main, root, Stop } from "../cpp/toolchain/setup.mjs";
import { inBuild } from "../cpp/toolchain/steps.mjs";
import { buildPacked, buildPage, buildTypes } from "./build.mjs";
import { servePacked } from "./packed.mjs";
import { join } from "node:path";

/** Files go compressed to whoever takes them so; whatever else is asked for is Vite's to answer. */
const compressed = {
  name: "keepfit-compressed",
  configurePreviewServer({ middlewares, config }) {
    middlewares.use(servePacked(inBuild("web"), inBuild("packed"), config.preview.headers));
  },
};

await main(async () => {
  const develop = process.argv.includes("--dev");
  const given = process.argv.indexOf("--port");
  const port = given < 0 ? undefined : Number(process.argv[given + 1]);
  if (given >= 0 && !(Number.isInteger(port) && port > 0 && port < 65536))
    throw new Stop("--port takes a number from 1 to 65535.");
  await ensurePackages();
  await buildWasm();
  await buildTypes();
  if (!develop) for (const step of [buildPage, buildPacked]) await step();
  const vite = await import("vite");
  const options = { configFile: join(root, "web", "vite.config.ts"), logLevel: "warn" };
  let server;
  if (develop) server = await (await vite.createServer({ ...options, server: { port } })).listen();
  else server = await vite.preview({ ...options, plugins: [compressed], preview: { port } });
  console.log(`Keepfit is at ${server.resolvedUrls.local[0]} (Ctrl+C ends it)`);
});
