import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { pictureKind, sniff } from "../../../src/share/pictures/sniff";
import { avifSkeleton, box, claimedPng, failure, gif, jpegSkeleton, join, latin1, webpSkeleton } from "./files";

const svg = '<?xml version="1.0"?>\n<!-- a drawing -->\n<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>';

describe("sniff", () => {
  it.each([
    ["png", claimedPng(1, 1)],
    ["jpeg", jpegSkeleton({ width: 1, height: 1 })],
    ["webp", webpSkeleton({ lossy: [1, 1] })],
    ["gif", gif()],
    ["gif", join(latin1("GIF87a"), gif().slice(6))],
    ["avif", avifSkeleton([[1, 1]])],
    ["avif", box("ftyp", latin1("mif1"), [0, 0, 0, 0], latin1("miafavif"))],
    ["heic", box("ftyp", latin1("heic"), [0, 0, 0, 0], latin1("mif1heic"))],
    ["video", box("ftyp", latin1("isom"), [0, 0, 2, 0], latin1("mp41"))],
    ["svg", latin1(svg)],
    ["svg", latin1("  <svg>")],
    ["text", latin1("if <svg> stands in prose it is text")],
    ["text", latin1("hello")],
    ["text", new TextEncoder().encode("größer als “klein” ".repeat(300)).slice(0, 4095)],
    ["text", join([0xff, 0xfe], [104, 0, 105, 0])],
    ["text", latin1("BM is how this note begins")],
    ["bmp", join(latin1("BM"), [70, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0])],
    ["tiff", join(latin1("II*\0"), [8, 0, 0, 0])],
    ["tiff", join(latin1("MM\0*"), [0, 0, 0, 8])],
    ["jxl", join([0xff, 0x0a], [0xfa, 0x1f])],
    ["pdf", latin1("%PDF-1.7")],
    ["npy", latin1("\x93NUMPY\x01\x00v\x00")],
    ["zip", latin1("PK\x03\x04\x14\x00")],
    ["empty", new Uint8Array(0)],
    ["unknown", join([0, 1, 2, 3, 250, 251])],
    ["unknown", join([0x89, 0x50, 0x4e])],
  ] as const)("%s is known by its content", (kind, data) => {
    expect(sniff(data)).toBe(kind);
  });

  it.each([
    ["photo.jpg", "jpeg"],
    ["photo.avif", "avif"],
    ["photo.webp", "webp"],
    ["two-frames.gif", "gif"],
  ])("the real %s is %s", (name, kind) => {
    expect(sniff(readFileSync(`tests/files/${name}`))).toBe(kind);
  });
});

describe("pictureKind", () => {
  it("takes a picture under any name", () => {
    expect(pictureKind(gif(), "photo.png")).toBe("gif");
    expect(pictureKind(gif(), "")).toBe("gif");
  });

  it("says what a text file named .png is, and what can be loaded", async () => {
    expect(await failure(() => pictureKind(latin1("hello"), "photo.png"))).toEqual({
      tag: "picture-kind",
      message:
        "this file is named photo.png, but it holds text, not a picture; PNG, JPEG, WebP, GIF or AVIF can be loaded",
    });
  });

  it.each([
    ["drawing.svg", latin1("<svg/>"), /^drawing\.svg holds an SVG drawing/],
    ["weights.npy", latin1("\x93NUMPY\x01\x00"), /^weights\.npy holds a NumPy array, not a picture/],
    ["Paper.PDF", latin1("%PDF-1.4"), /^Paper\.PDF holds a PDF document/],
    ["photo.png", latin1("<svg/>"), /^this file is named photo\.png, but it holds an SVG drawing/],
  ])("does not wonder at the name %s where it fits", async (name, data, message) => {
    expect((await failure(() => pictureKind(data, name))).message).toMatch(message);
  });

  it("an empty file has a tag of its own", async () => {
    const { tag, message } = await failure(() => pictureKind(new Uint8Array(0), "photo.png"));
    expect(tag).toBe("picture-empty");
    expect(message).toContain("0 bytes");
  });

  it("shortens an endless name", async () => {
    const { message } = await failure(() => pictureKind(latin1("x"), `${"a".repeat(5000)}.png`));
    expect(message.length).toBeLessThan(250);
  });
});
