// An esbuild plugin: `url("inter:latin")` is Inter cut down to what pages of our languages show.
//
// The typeface as published weighs 48 kB for plain Latin alone; with the weights, signs and features we use it is 22 kB.
import { readFileSync } from "node:fs";
import path from "node:path";
import subsetFont from "subset-font";

const folder = path.resolve(import.meta.dirname, "../node_modules/@fontsource-variable/inter/files");
const weights = { wght: { min: 400, max: 650, default: 400 } };
// Marks and kerning, figures of one width, and the two shapes that styles/ground.css asks for; other features stay away.
const keepFeatures = ["ccmp", "locl", "mark", "mkmk", "kern", "tnum", "cv05", "ss03"];

/** Every character of the given ranges, as one text. */
function characters(...ranges) {
  return ranges
    .flatMap(([first, last]) => Array.from({ length: (last ?? first) - first + 1 }, (_, step) => String.fromCodePoint(first + step)))
    .join("");
}

// The same ranges stand as `unicode-range` in styles/type.css.
const cuts = {
  latin: characters([0x20, 0x7e], [0xa0, 0xff], [0x2010, 0x2027], [0x2030, 0x203a], [0x20ac], [0x2122], [0x2190, 0x2193], [0x2212]),
  "latin-ext": characters([0x100, 0x101], [0x112, 0x113], [0x12a, 0x12b], [0x14c, 0x14d], [0x16a, 0x16b]),
  vietnamese: characters([0x102, 0x103], [0x110, 0x111], [0x128, 0x129], [0x168, 0x169], [0x1a0, 0x1a1], [0x1af, 0x1b0], [0x1ea0, 0x1ef9]),
  money: characters([0x20ab], [0x20b1]), // đồng and peso stand on pages without a letter of these languages
};

export const interSubsets = {
  name: "inter-subsets",
  setup(build) {
    build.onResolve({ filter: /^inter:/ }, ({ path: name }) => ({ path: `inter-${name.slice(6)}.woff2`, namespace: "inter", pluginData: name.slice(6) }));
    build.onLoad({ filter: /.*/, namespace: "inter" }, async ({ pluginData: cut }) => {
      const whole = readFileSync(path.join(folder, `inter-${cut === "money" ? "latin-ext" : cut}-wght-normal.woff2`));
      const asked = { targetFormat: "woff2", variationAxes: weights, keepFeatures, noHinting: true };
      return { contents: await subsetFont(whole, cuts[cut], asked), loader: "file" };
    });
  },
};
