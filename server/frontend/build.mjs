// Bundles the query page's script into the package: node build.mjs OUTPUT
// It ends with the licences of the packages that are in it, which ask for that.
import { appendFile, readFile } from "node:fs/promises";
import { build } from "esbuild";

const output = process.argv[2];
const { metafile } = await build({
  entryPoints: ["src/query-page.js"],
  outfile: output,
  bundle: true,
  minify: true,
  format: "esm",
  target: ["es2022"],
  legalComments: "none",
  metafile: true,
  logLevel: "warning",
});

const folders = Object.keys(metafile.inputs).map(
  (path) => path.match(/^node_modules\/(?:@[^/]+\/)?[^/]+/)?.[0],
);
const notices = await Promise.all([...new Set(folders)].filter(Boolean).sort().map(notice));
await appendFile(output, `/*\n${notices.join("\n")}*/\n`);

async function notice(folder) {
  const { name, version, license } = JSON.parse(await readFile(`${folder}/package.json`, "utf8"));
  const text = await readFile(`${folder}/LICENSE`, "utf8");
  return `${name} ${version} (${license})\n\n${text.trim()}\n`;
}
