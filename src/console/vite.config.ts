// How the moderators' console is built: static files that the backoffice serves at /.
import preact from "@preact/preset-vite";
import { defineConfig } from "vite";

export default defineConfig({
  root: import.meta.dirname,
  base: "/",
  plugins: [preact()],
  build: { outDir: "../../dist/web/console", emptyOutDir: true },
  logLevel: "warn",
});
