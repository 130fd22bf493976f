import { describe, expect, it } from "vitest";
import { webglName, webgpuName } from "../../src/engine/gpu-name";

const RENDERER = 0x1f01 as const;
const UNMASKED_RENDERER_WEBGL = 0x9246;

/** A context that answers like this; null refuses the extension. */
const context = (unmasked: unknown, plain: unknown) => ({
  RENDERER,
  // Only this one extension is ever asked for.
  getExtension: ((name: string) =>
    name === "WEBGL_debug_renderer_info" && unmasked !== null
      ? { UNMASKED_RENDERER_WEBGL }
      : null) as WebGLRenderingContext["getExtension"],
  getParameter: (which: number): unknown =>
    which === UNMASKED_RENDERER_WEBGL ? unmasked : which === RENDERER ? plain : null,
});

describe("webglName", () => {
  const SOFTWARE = "ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device (Subzero) (0x0000C0DE)), SwiftShader driver)";

  it.each<[string, unknown, unknown, string]>([
    ["the unmasked renderer, whole", SOFTWARE, "WebKit WebGL", SOFTWARE],
    ["the plain one where the extension is refused", null, "Mozilla", "Mozilla"],
    ["the plain one where the extension tells nothing", "", "WebKit WebGL", "WebKit WebGL"],
    ["nothing where nothing is said", null, null, ""],
    ["one line", " Mesa\n\tllvmpipe \u0000 (LLVM) ", "", "Mesa llvmpipe (LLVM)"],
  ])("is %s", (_, unmasked, plain, name) => expect(webglName(context(unmasked, plain))).toBe(name));

  it("is cut at 120 characters, and no sooner", () => {
    expect(webglName(context("x".repeat(120), ""))).toBe("x".repeat(120));
    expect(webglName(context("x".repeat(121), ""))).toBe(`${"x".repeat(119)}…`);
  });
});

describe("webgpuName", () => {
  it.each([
    [{ vendor: "nvidia", architecture: "ampere", description: "" }, "nvidia ampere"],
    [{ vendor: "", architecture: "", description: "Mali-G78" }, "Mali-G78"],
    [
      { vendor: "google", architecture: "swiftshader", isFallbackAdapter: true },
      "google swiftshader (fallback adapter)",
    ],
    [{ vendor: "", architecture: "", description: "", isFallbackAdapter: false }, ""],
    [{}, ""],
  ])("of %j is “%s”", (info, name) => expect(webgpuName(info)).toBe(name));

  it("is cut at 120 characters", () => {
    expect(webgpuName({ description: "y".repeat(500) })).toHaveLength(120);
  });
});
