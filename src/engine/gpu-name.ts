/** What WEBGL_debug_renderer_info has of a context; a type of its own, so that a test needs no GPU. */
type Context = Pick<WebGLRenderingContext, "getExtension" | "getParameter" | "RENDERER">;

/** What WebGPU says of an adapter (its `GPUAdapterInfo`); a browser leaves empty what it does not tell. */
export interface AdapterInfo {
  readonly vendor?: string;
  readonly architecture?: string;
  readonly description?: string;
  readonly isFallbackAdapter?: boolean;
}

/** Characters of a name that are shown; the longest of ANGLE's are near a hundred. */
const LONGEST = 120;

/** One line of what a browser says, no longer than `LONGEST`. */
function oneLine(said: string): string {
  const line = said.replaceAll(/[\s\p{C}]+/gu, " ").trim();
  const letters = Array.from(line);
  return letters.length <= LONGEST ? line : `${letters.slice(0, LONGEST - 1).join("")}…`;
}

/** A WebGL context's renderer as the browser names it, unmasked where that is allowed; "" when it says nothing. */
export function webglName(gl: Context): string {
  const extension = gl.getExtension("WEBGL_debug_renderer_info");
  const unmasked: unknown = extension && gl.getParameter(extension.UNMASKED_RENDERER_WEBGL);
  const said: unknown = typeof unmasked === "string" && unmasked !== "" ? unmasked : gl.getParameter(gl.RENDERER);
  return typeof said === "string" ? oneLine(said) : "";
}

/** A WebGPU adapter as the browser names it: "google swiftshader"; "" when it says nothing. */
export function webgpuName({ vendor, architecture, description, isFallbackAdapter }: AdapterInfo): string {
  const said = [vendor, architecture, description, isFallbackAdapter ? "(fallback adapter)" : ""];
  return oneLine(said.filter(Boolean).join(" "));
}
