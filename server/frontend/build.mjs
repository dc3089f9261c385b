// Bundles the scripts of pages into the package: node build.mjs FOLDER
// What several scripts need, or a view of answers alone, is a chunk that browsers load when they
// need it. Each file ends with the licences of the packages that are in it, which ask for that.
import { appendFile, readFile, rm } from "node:fs/promises";
import { build } from "esbuild";

const folder = process.argv[2];
await rm(`${folder}/chunks`, { recursive: true, force: true });
const { metafile } = await build({
  entryPoints: {
    "query-page": "src/query-page.js",
    "result-page": "src/result-page.js",
    "graph-page": "src/graph-page.js",
    "chunks/map": "leaflet/dist/leaflet.css",
  },
  outdir: folder,
  chunkNames: "chunks/[name]-[hash]",
  bundle: true,
  splitting: true,
  minify: true,
  format: "esm",
  target: ["es2022"],
  loader: { ".png": "empty" }, // pictures of controls that no map has
  legalComments: "none",
  metafile: true,
  logLevel: "warning",
});
await Promise.all(Object.entries(metafile.outputs).map(appendLicences));

async function appendLicences([path, output]) {
  const folders = Object.keys(output.inputs).map(
    (input) => input.match(/^node_modules\/(?:@[^/]+\/)?[^/]+/)?.[0],
  );
  const notices = await Promise.all([...new Set(folders)].filter(Boolean).sort().map(notice));
  if (notices.length) await appendFile(path, `/*\n${notices.join("\n")}*/\n`);
}

async function notice(package_) {
  const { name, version, license } = JSON.parse(await readFile(`${package_}/package.json`, "utf8"));
  const text = await readFile(`${package_}/LICENSE`, "utf8");
  return `${name} ${version} (${license})\n\n${text.trim()}\n`;
}
