import type { Playground } from "./playground";

declare global {
  interface Window {
    /** The scripting interface: docs/scripting.md. */
    playground: Playground;
  }
}
