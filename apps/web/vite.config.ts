import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// Only while developing: the page comes from Vite, everything else from a Vigie that runs beside it. The proxy pipes
// responses through as they come, so server-sent events are not held back.
const server = "http://127.0.0.1:4318";

export default defineConfig({
  plugins: [react(), tailwindcss()],
  server: {
    host: "127.0.0.1",
    proxy: {
      "/trpc": server,
      "/auth": server,
      "/export": server,
      // To a browser this is a view of the page.
      "/health": {
        target: server,
        bypass: ({ headers }) => (/text\/html/.test(headers.accept ?? "") ? "/index.html" : null),
      },
    },
  },
  // The charts are one lazy chunk by design; below this size it is not worth a warning.
  build: { target: "es2023", chunkSizeWarningLimit: 800 },
});
