export * from "./transformer.ts";
