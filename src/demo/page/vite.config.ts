// How the demo's viewer page is built: static files that the gateway serves at /demo.
import preact from "@preact/preset-vite";
import { defineConfig } from "vite";

export default defineConfig({
  root: import.meta.dirname,
  base: "/demo/",
  plugins: [preact()],
  build: { outDir: "../../../dist/web/demo", emptyOutDir: true },
  logLevel: "warn",
});
