import { describe, expect, it } from "vitest";
import { readProgram } from "../../src/language/read";

const adviceOn = (source: string): string | undefined =>
  readProgram(source, { image: [2, 5, 12, 12], filter: [5, 3, 3], region: true }).error?.advice;

describe("a refusal is explained with its own numbers", () => {
  it.each([
    ["image.view(7, 100)", /make 700.*1440 numbers/],
    ["image.view(7, -1)", /make 7, and there are 1440/],
    ["filt.view(9) @ filt", /./],
    ["image.view(2, -1) @ filt.view(5, -1)", /720 numbers.*column on the right 5/],
    ["image * filt", /axis 3 the left tensor has 12 entries, the right one 3/],
    ["image.sum(4)", /has 4 axes.*from 0 to 3.*no axis 4/],
    ["image.unfold(2, 15, 1)", /window of 15.*axis 2, which has 12/],
    ["image[2]", /Axis 0 has 2 entries.*no entry 2/],
    ["image.narrow(1, 3, 4)", /would end at 7.*ends at 5/],
    ["filt[0, 0, 0, 0]", /has 3 axes/],
    ["F.conv2d(image, filt[:, None])", /1 slice, the input 5 channels/],
    ["image.permute(0, 2, 3, 1).view(2, -1)", /permute left the axes.*\.contiguous\(\)/],
    ["image.sum().backward()", /nn\.Parameter/],
    ["nn.Parameter(filt).backward()", /\.sum\(\)/],
    ["h, w = image.shape", /as many names/],
    ["nothing", /image, filt and region/],
  ])("%s", (source, words) => {
    expect(adviceOn(source)).toMatch(words);
  });

  it("speaks of the step that was refused, not of an earlier one with the same words", () => {
    const again = "x = image.view(2, -1)\nimage = image.permute(0, 2, 3, 1)\nx = image.view(2, -1)";
    expect(adviceOn(again)).toMatch(/permute left the axes/);
  });
});
