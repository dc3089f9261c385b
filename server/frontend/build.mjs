// Bundles the query page's script into the package: node build.mjs OUTPUT
import { build } from "esbuild";

await build({
  entryPoints: ["src/query-page.js"],
  outfile: process.argv[2],
  bundle: true,
  minify: true,
  format: "esm",
  target: ["es2022"],
  legalComments: "eof",
  logLevel: "warning",
});
