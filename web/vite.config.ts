import { createReadStream, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { defineConfig, type Plugin } from "vite";

const here = import.meta.dirname;

/** The worker of MapLibre's build for strict policies is a file of its own, so that no page needs `blob:` scripts. */
const mapWorker: Plugin = {
  name: "map-worker",
  closeBundle() {
    const worker = readFileSync(resolve(here, "node_modules/maplibre-gl/dist/maplibre-gl-csp-worker.js"), "utf8");
    mkdirSync(resolve(here, "dist"), { recursive: true });
    // Django follows the address of a source map while it names files, and stops where there is none.
    writeFileSync(resolve(here, "dist/map-worker.js"), worker.replace(/^\/\/# sourceMappingURL=.*$/m, ""));
  },
};

/** `npm run gallery` shows gallery.html and gallery/ under the policy the product is served with. */
const gallery: Plugin = {
  name: "gallery",
  configurePreviewServer(server) {
    server.middlewares.use((request, response, next) => {
      const path = new URL(request.url ?? "/", "http://localhost").pathname.replace(/^\/static/, "");
      const file = resolve(here, `.${path}`);
      if (!/^\/gallery[./]/.test(path) || !file.startsWith(here) || !existsSync(file)) return next();
      response.setHeader("Content-Security-Policy", "default-src 'self'; img-src 'self' blob: data:; worker-src 'self'");
      response.setHeader("Content-Type", mediaType(file));
      createReadStream(file).pipe(response);
    });
  },
};

function mediaType(file: string): string {
  const ending = file.slice(file.lastIndexOf(".") + 1);
  const types: Record<string, string> = { html: "text/html; charset=utf-8", svg: "image/svg+xml", css: "text/css", geojson: "application/geo+json" };
  return types[ending] ?? "application/octet-stream";
}

/**
 * One entry per run (`--mode desk`, `resident`, `resident-worker`, `field`, `field-worker`, `qr-reader`, `map`), each a file that needs no other: Django gives every file
 * its own hashed name and does not rewrite the imports between scripts.
 */
export default defineConfig(({ mode, isPreview }) => ({
  base: isPreview ? "/static/" : "./",
  publicDir: mode === "desk" ? "public" : false,
  plugins: [mapWorker, gallery],
  build: {
    outDir: "dist",
    emptyOutDir: mode === "desk",
    target: "chrome109",
    cssTarget: "chrome109",
    assetsInlineLimit: 4096,
    chunkSizeWarningLimit: 1200,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      // htmx holds an eval that allowEval = false keeps from ever being called.
      checks: { eval: false },
      preserveEntrySignatures: "strict",
      input: { [mode]: resolve(here, `entries/${mode}.ts`) },
      output: { entryFileNames: "[name].js", assetFileNames: "[name][extname]", codeSplitting: false },
    },
  },
}));
