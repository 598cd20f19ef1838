// Imports packages with Lumi's H5P server, as the file storage that comes with it keeps them; prints CPU seconds of each.
// Arguments: folder with node_modules, folder to keep things in, packages.
import { createRequire } from "node:module";
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";

const [modules, folder, ...packages] = process.argv.slice(2);
const require = createRequire(join(resolve(modules), "package.json"));
const H5P = require("@lumieducation/h5p-server");

const places = ["libraries", "temporary", "content"].map((name) => join(folder, name));
for (const place of places) mkdirSync(place, { recursive: true });
const config = new H5P.H5PConfig(new H5P.fsImplementations.InMemoryStorage());
const editor = H5P.fs(config, places[0], places[1], places[2]);
const user = { id: "1", name: "Bench", email: "bench@example.org", type: "local" };

const cpuSeconds = () => { const { user: own, system } = process.cpuUsage(); return (own + system) / 1e6; };
for (const path of packages) {
  const before = cpuSeconds();
  let problem = null;
  try {
    await editor.packageImporter.addPackageLibrariesAndContent(path, user);
  } catch (error) {
    problem = error.message.slice(0, 200);
  }
  console.log(JSON.stringify({ path, seconds: cpuSeconds() - before, problem }));
}
process.exit(0);
