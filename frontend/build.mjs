// Builds what the browser loads: the bundles, the icon sprite, their compressed copies and the manifest.
//
// Reads  frontend/*.js, *.css, icons.txt, marks/ (the icons of the product, in the browser's tab and installed);
//        the icon names in akrab/**/*.html and *.py; the outlines of maps
// Writes akrab/web/static/akrab/ (hashed names, .br and .gz beside each, manifest.json: plain name -> hashed name)
//        akrab/lib/fonts/ (the two faces that documents are set in)
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { tablerParts } from "./tabler.mjs";
import { interSubsets } from "./type.mjs";

const root = path.resolve(import.meta.dirname, "..");
const output = path.join(root, "akrab/web/static/akrab");
const fresh = `${output}.new`;
const fonts = path.join(root, "akrab/lib/fonts");
const styles = ["app", "board", "reports", "settings", "calendar", "template", "solo", "begin", "tour", "form"].map((name) => `${name}.css`);
const alone = ["form.js", "work.js", "embed.js"]; // of pages without sign-in: they share no file with the rest
const ground = path.join(root, "frontend/ground.js");
const later = /frontend\/(modules\/(order|insert|editor|board|template|begin|tour|copy)|calendar|planner)\.js$/; // what app.js loads later, of some size
const compressible = new Set([".js", ".css", ".svg", ".json", ".map"]);

/** Lets each part that is loaded later stand on the whole of ground.js, so that what they share is one file and not six. */
const commonGround = {
  name: "common-ground",
  setup(asked) {
    asked.onLoad({ filter: later }, ({ path: file }) => ({ contents: `import ${JSON.stringify(ground)};\n${readFileSync(file, "utf8")}`, loader: "js" }));
  },
};

/** Bundles these entry points; returns [plain name, hashed name] pairs. */
async function bundle(entries, plugins) {
  const result = await build({
    entryPoints: entries.map((name) => path.join(root, "frontend", name)),
    absWorkingDir: root,
    outdir: fresh,
    outbase: path.join(root, "frontend"),
    entryNames: "[name]-[hash]",
    chunkNames: "chunk-[name]-[hash]",
    assetNames: "[name]-[hash]",
    bundle: true,
    format: "esm",
    splitting: true,
    minify: true,
    sourcemap: false,
    target: ["es2022"],
    metafile: true,
    legalComments: "linked",
    plugins,
    loader: { ".woff2": "file", ".woff": "file", ".svg": "file", ".png": "file" },
    logLevel: "warning",
  });
  const names = [];
  for (const [file, made] of Object.entries(result.metafile.outputs)) {
    if (file.endsWith(".woff2")) names.push([path.basename(file).replace(/-[A-Z0-9]{8}\.woff2$/, ".woff2"), path.basename(file)]);
    if (made.inputs["frontend/modules/page.js"]) names.push(["ground.js", path.basename(file)]);
    if (!made.entryPoint) continue;
    const plain = path.basename(made.entryPoint);
    names.push([plain, path.basename(file)]);
    if (made.cssBundle) names.push([plain.replace(/\.js$/, ".css"), path.basename(made.cssBundle)]);
  }
  return names;
}

/** The icons that templates, descriptions and frontend/icons.txt name, each with a place that names it. */
function iconsUsed() {
  const used = new Map();
  const list = path.join(root, "frontend/icons.txt");
  if (existsSync(list)) {
    for (const line of readFileSync(list, "utf8").split("\n")) {
      const name = line.replace(/#.*/, "").trim();
      if (name) used.set(name, "frontend/icons.txt");
    }
  }
  const patterns = { html: /\{%\s*icon\s+["']([a-z0-9-]+)["']/g, py: /\bicon\s*(?::\s*str\s*)?=\s*["']([a-z0-9-]+)["']/g };
  for (const [extension, pattern] of Object.entries(patterns)) {
    for (const file of globSync(`akrab/**/*.${extension}`, { cwd: root })) {
      if (file.includes("/tests/")) continue;
      for (const match of readFileSync(path.join(root, file), "utf8").matchAll(pattern)) used.set(match[1], file);
    }
  }
  return used;
}

/** One SVG with a symbol per icon, drawn in the colour of the text around it. */
function sprite() {
  const symbols = [];
  const unknown = [];
  const used = iconsUsed();
  for (const name of [...used.keys()].sort()) {
    const filled = name.endsWith("-filled");
    const folder = filled ? "filled" : "outline";
    const file = path.join(root, "node_modules/@tabler/icons/icons", folder, `${name.replace(/-filled$/, "")}.svg`);
    if (!existsSync(file)) {
      unknown.push(`${name} (named in ${used.get(name)})`);
      continue;
    }
    const body = readFileSync(file, "utf8").replace(/<!--[\s\S]*?-->/g, "").replace(/^[\s\S]*?<svg[^>]*>|<\/svg>\s*$/g, "");
    const look = filled
      ? 'fill="currentColor"'
      : 'fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round"';
    symbols.push(`<symbol id="${name}" viewBox="0 0 24 24" ${look}>${body.replace(/\s*\n\s*/g, "")}</symbol>`);
  }
  if (unknown.length) throw new Error(`Tabler has no icon of this name: ${unknown.join(", ")}`);
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`;
}

/** A picture of each map: all its places, each with an id of its own, to be shaded where it is used. */
function maps() {
  return globSync("akrab/features/reports/maps/*.json", { cwd: root }).map((file) => {
    const { wide, high, places } = JSON.parse(readFileSync(path.join(root, file), "utf8"));
    const paths = Object.values(places).map(({ path: shape }, number) => `<path id="p${number}" d="${shape}" vector-effect="non-scaling-stroke"/>`);
    return [`map-${path.parse(file).name}.svg`, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${wide} ${high}"><g id="all">${paths.join("")}</g></svg>\n`];
  });
}

/** Writes `body` under a name that carries its hash; returns that name. */
function writeHashed(plain, body) {
  const { name, ext } = path.parse(plain);
  const hashed = `${name}-${createHash("sha256").update(body).digest("hex").slice(0, 8).toUpperCase()}${ext}`;
  writeFileSync(path.join(fresh, hashed), body);
  return hashed;
}

function compress() {
  for (const name of globSync("*", { cwd: fresh })) {
    const file = path.join(fresh, name);
    if (compressible.has(path.extname(name)) && statSync(file).size > 1000) {
      const body = readFileSync(file);
      writeFileSync(`${file}.gz`, gzipSync(body, { level: 9 }));
      writeFileSync(`${file}.br`, brotliCompressSync(body)); // its quality is the highest unless another is asked for
    }
  }
}

function copyFonts() {
  mkdirSync(fonts, { recursive: true });
  const source = path.join(root, "node_modules/@expo-google-fonts/noto-sans-sc");
  for (const face of ["400Regular", "700Bold"]) {
    const name = `NotoSansSC_${face}.ttf`;
    const target = path.join(fonts, name);
    if (!existsSync(target)) copyFileSync(path.join(source, face, name), target);
  }
  copyFileSync(path.join(source, "LICENSE_FONT"), path.join(fonts, "LICENSE"));
}

rmSync(fresh, { recursive: true, force: true });
mkdirSync(fresh, { recursive: true });
try {
  const names = [
    ...(await bundle(["app.js", ...styles], [tablerParts, interSubsets, commonGround])),
    ...(await bundle(alone, [])),
  ];
  names.push(["icons.svg", writeHashed("icons.svg", sprite())]);
  for (const file of globSync("frontend/marks/*.{png,svg}", { cwd: root })) {
    names.push([path.basename(file), writeHashed(path.basename(file), readFileSync(path.join(root, file)))]);
  }
  for (const [name, body] of maps()) names.push([name, writeHashed(name, body)]);
  writeFileSync(path.join(fresh, "manifest.json"), `${JSON.stringify(Object.fromEntries(names.sort()), null, 1)}\n`);
  compress();
  copyFonts();
  rmSync(output, { recursive: true, force: true });
  renameSync(fresh, output);
} catch (problem) {
  rmSync(fresh, { recursive: true, force: true });
  console.error(problem.message);
  process.exit(1);
}
