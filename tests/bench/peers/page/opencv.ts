import scriptUrl from "@techstark/opencv-js/dist/opencv.js?url";
import type { Case } from "../results";
import { gridOf } from "./cases";
import type { Inputs } from "./inputs";
import type { Method } from "./method";

/** What is used of OpenCV.js. */
interface Mat {
  readonly data32F: Float32Array;
  readonly rows: number;
  readonly cols: number;
  roi(rect: object): Mat;
  delete(): void;
}

interface OpenCv {
  readonly Mat: new (rows?: number, columns?: number, type?: number) => Mat;
  readonly Rect: new (x: number, y: number, width: number, height: number) => object;
  readonly Point: new (x: number, y: number) => object;
  readonly CV_32F: number;
  readonly BORDER_CONSTANT: number;
  filter2D(from: Mat, to: Mat, depth: number, kernel: Mat, anchor: object, delta: number, border: number): void;
  add(a: Mat, b: Mat, to: Mat): void;
}

let loading: Promise<OpenCv> | null = null;

/** A script of the old kind that leaves a promise of itself in the window. */
function load(): Promise<OpenCv> {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = scriptUrl;
    script.addEventListener("load", () => {
      // What the script leaves behind has no type of its own.
      resolve((window as unknown as { readonly cv: OpenCv | Promise<OpenCv> }).cv);
    });
    script.addEventListener("error", () => reject(new Error("opencv.js was not loaded")));
    document.head.append(script);
  });
  return loading;
}

/**
 * OpenCV.js: `filter2D` of each channel, the channels added. filter2D answers for every pixel of what it is given, so
 * it is given the part of each channel around which a whole window lies; it reads the pixels around that part, and
 * computes exactly as many windows as everybody else. Stride 1 and dilation 1 are all it has; kernels are odd.
 */
export async function opencvFilter2d(each: Case, { image, filter, expected }: Inputs): Promise<Method> {
  const cv = await load();
  const { size, channels, kernel } = each;
  const [rows, columns] = gridOf(each);
  const margin = (kernel - 1) / 2;
  const centre = new cv.Point(-1, -1);
  const inner = new cv.Rect(margin, margin, columns, rows);

  const matOf = (height: number, width: number, values: Float32Array): Mat => {
    const mat = new cv.Mat(height, width, cv.CV_32F);
    mat.data32F.set(values);
    return mat;
  };
  const part = (values: Float32Array, c: number): Float32Array => {
    const length = values.length / channels;
    return values.subarray(c * length, (c + 1) * length);
  };
  const planes = Array.from({ length: channels }, (_, c) => matOf(size, size, part(image, c)));
  const sources = planes.map((plane) => plane.roi(inner));
  const kernels = planes.map((_, c) => matOf(kernel, kernel, part(filter, c)));
  const [sum, one] = [new cv.Mat(), new cv.Mat()];

  function run(): void {
    for (const [c, source] of sources.entries()) {
      cv.filter2D(source, c === 0 ? sum : one, -1, kernels[c] as Mat, centre, 0, cv.BORDER_CONSTANT);
      if (c > 0) cv.add(sum, one, sum);
    }
  }

  return {
    run,
    async read() {
      run();
      return sum.data32F.slice();
    },
    expected: () => expected,
    dispose() {
      for (const mat of [...sources, ...planes, ...kernels, sum, one]) mat.delete();
    },
  };
}
