import type { Plugin } from "vite";

export declare function leanTfjs(): Plugin;
