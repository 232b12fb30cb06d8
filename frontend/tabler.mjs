// An esbuild plugin: `@import "tabler:parts"` is the part of Tabler's stylesheet that Akrab stands on.
//
// Kept are the rules for bare elements and for the few classes named here, with the custom properties they use.
// The rest of Tabler (some 80 kB compressed) is never shipped.
import { readFileSync } from "node:fs";
import path from "node:path";

const classes = new Set(["form-control", "form-select", "is-invalid", "visually-hidden", "visually-hidden-focusable"]);
const unwanted = /\[(?:data-|class|style)|:(?:disabled|not|has|is|autofill)|plaintext|::file|-moz-|legend|\b(?:kbd|pre|code|samp|mark|blockquote|table|h[1-6]|abbr|address|iframe)\b/;

/** Splits a stylesheet into its top-level blocks: [head, body] pairs; the body of an at-rule is itself a stylesheet. */
function blocks(css) {
  const found = [];
  let depth = 0;
  let start = 0;
  let open = 0;
  for (let at = 0; at < css.length; at += 1) {
    if (css[at] === "{" && depth++ === 0) open = at;
    if (css[at] === "}" && --depth === 0) {
      found.push([css.slice(start, open).trim(), css.slice(open + 1, at)]);
      start = at + 1;
    }
    if (css[at] === ";" && depth === 0) start = at + 1;
  }
  return found;
}

/** Whether every class in a selector is one of ours. */
function isWanted(selector) {
  return !unwanted.test(selector) && [...selector.matchAll(/\.([a-zA-Z][\w-]*)/g)].every((match) => classes.has(match[1]));
}

/** The chosen rules as text, and the properties declared on `:root`. */
function choose(css) {
  const rules = [];
  const properties = new Map();
  for (const [head, body] of blocks(css)) {
    if (head.startsWith("@")) continue;
    const selectors = head.split(",").map((selector) => selector.trim()).filter(isWanted);
    if (selectors.includes(":root")) {
      for (const [, name, value] of body.matchAll(/(--[\w-]+):\s*([^;]+);?/g)) properties.set(name, value);
    } else if (selectors.length) {
      rules.push(`${selectors.join(",")}{${body}}`);
    }
  }
  return { rules, properties };
}

/** The names of the custom properties that a text reads, and those that these read in turn. */
function propertiesUsed(text, properties, found = new Set()) {
  for (const [, name] of text.matchAll(/var\((--[\w-]+)/g)) {
    if (found.has(name) || !properties.has(name)) continue;
    found.add(name);
    propertiesUsed(properties.get(name), properties, found);
  }
  return found;
}

export const tablerParts = {
  name: "tabler-parts",
  setup(build) {
    build.onResolve({ filter: /^tabler:parts$/ }, () => ({ path: "parts.css", namespace: "tabler" }));
    build.onLoad({ filter: /.*/, namespace: "tabler" }, () => {
      const file = path.resolve(import.meta.dirname, "../node_modules/@tabler/core/dist/css/tabler.css");
      const css = readFileSync(file, "utf8").replace(/\/\*[\s\S]*?\*\//g, "");
      const { rules, properties } = choose(css);
      const used = [...propertiesUsed(rules.join(""), properties)].map((name) => `${name}:${properties.get(name)}`);
      return { contents: `:root{${used.join(";")}}\n${rules.join("\n")}`, loader: "css" };
    });
  },
};
