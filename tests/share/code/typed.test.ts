import { describe, expect, it } from "vitest";
import { forFiles } from "../../../src/language/for-files";
import { readProgram } from "../../../src/language/read";
import { DEFAULT_DOCUMENT, type Document } from "../../../src/model/document";
import { OPERATIONS } from "../../model/every-operation";
import { exportCode, savedCalls } from "../../../src/share/code";
import { NUMPY_LINES } from "../../../src/share/code/numpy-lines";
import { MOST_WRITTEN } from "../../../src/share/code/subject";
import type { CodeTarget } from "../../../src/share/code/targets";
import { TFJS_LINES } from "../../../src/share/code/tfjs-lines";

/* Programs typed by hand as files. That they run and give the right numbers is told by tests/pytorch/exports. */

const shape = [1, 3, 6, 5] as const;
const image = { shape, data: new Float32Array(90) };

function written(target: CodeTarget, code: string, photo = false) {
  const reading = readProgram(code, { image: shape, filter: [3, 3, 3], region: true });
  const document: Document = {
    ...DEFAULT_DOCUMENT,
    image: photo ? { absent: { name: "photo.jpg", shape } } : { arange: { shape } },
    program: { code },
  };
  return exportCode(target, document, image, forFiles(reading, code));
}

const linesOf = (text: string): string[] => text.split("\n");

describe("a typed program as NumPy", () => {
  it("has each line behind the one it was read from", () => {
    const { text } = written("numpy", "y = image.unfold(2, 3, 1)\nz = (y * 2).sum(-1)  # twice\n");
    const at = linesOf(text).indexOf("# z = (y * 2).sum(-1)  # twice");
    expect(linesOf(text).slice(at + 1, at + 5)).toEqual([
      "step1 = y * 2",
      'show("step1", step1)  # [B, C, h_windows, W, kh]',
      "z = step1.sum(axis=(4,))",
      'show("z", z)  # [B, C, h_windows, W]',
    ]);
  });

  it("keeps float32 beside a single number, and says which integers become floats", () => {
    const { text } = written(
      "numpy",
      "a = image.sum() * 2\nb = torch.arange(3) / 2\nc = torch.arange(3) + image[0, 0, 0, :3]\n",
    );
    expect(text).toContain("\na = step1 * np.float32(2)\n");
    expect(text).toContain(".astype(np.float32) / 2\n");
    expect(text).toMatch(/\nc = step\d\.astype\(np\.float32\) \+ step\d\n/);
  });

  it("refuses what needs autograd, and says who has it", () => {
    const code = "w = nn.Parameter(filt)\n(w * 2).sum().backward()\ng = w.grad\n";
    expect(() => written("numpy", code)).toThrow("NumPy has no autograd");
    expect(written("tfjs", code).text).toContain("const g = tf.grad((w) => {");
  });

  it("leaves out what the program does not use, and the .npz file with it", () => {
    const alone = written("numpy", "image = torch.ones(2, 3)\ny = image + 1\n", true);
    expect(alone.needsNpz).toBe(false);
    expect(alone.text).not.toContain('saved["image"]');
    const uses = written("numpy", "y = image + 1\n", true);
    expect(uses.needsNpz).toBe(true);
    expect(uses.text).toContain('image = saved["image"]');
  });

  it("writes a few numbers drawn by lot into the file, and reads many of them", () => {
    const few = written("numpy", "a = torch.randn(2, 3)\n");
    expect(few.needsNpz).toBe(false);
    expect(few.text).toMatch(/a = np\.array\(\[(-?[\d.]+(, )?){6}\], dtype=np\.float32\)\.reshape\(\(2, 3\)\)/);
    const many = written("numpy", `a = torch.randn(${MOST_WRITTEN + 1})\n`);
    expect(many.needsNpz).toBe(true);
    expect(many.text).toContain('a = saved["program.a"]');
  });

  it("gives a variable another name where its own means something else", () => {
    const code = "np = image + 1\nnew = np * 2\nnp_ = new - 1\n";
    expect(written("numpy", code).text).toContain("new = np__ * 2");
    expect(written("tfjs", code).text).toContain("const new_ = np.mul(2);");
  });
});

describe("a typed program as any language", () => {
  it("ends where PyTorch refuses, with its words as a comment", () => {
    for (const [target, mark] of [
      ["numpy", "#"],
      ["tfjs", "//"],
      ["pytorch", "#"],
    ] as const) {
      const { text } = written(target, "a = image * 2\nb = a.view(7, -1)\nc = a + 1\n");
      expect(text).toContain(`${mark}     RuntimeError: shape '[7, -1]' is invalid for input of size 90`);
      expect(text).toContain(`\n${mark} c = a + 1\n`);
    }
  });

  it("can say every operation there is", () => {
    expect(Object.keys(NUMPY_LINES).toSorted()).toEqual(Object.keys(OPERATIONS).toSorted());
    expect(Object.keys(TFJS_LINES).toSorted()).toEqual(Object.keys(OPERATIONS).toSorted());
  });

  it("has saved beside it what names stand for, and what was drawn by lot", () => {
    const code = "a = torch.randn(2, 3).view(3, 2)\na = a + 1\nb = a\n";
    const facts = forFiles(readProgram(code, { image: shape }), code);
    expect(savedCalls(facts).map((call) => facts.program.calls[call]?.op)).toEqual(["randn", "scalar"]);
  });
});
