import { defineConfig } from "drizzle-kit";

// Migrations are append-only. Tables that grow get their PARTITION BY by hand in the generated file.
export default defineConfig({ dialect: "postgresql", schema: "./src/schema/index.ts", out: "../../drizzle" });
