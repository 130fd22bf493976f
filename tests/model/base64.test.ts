import * as fc from "fast-check";
import { Buffer } from "node:buffer";
import { describe, expect, it } from "vitest";
import { decodeBase64, encodeBase64 } from "../../src/model/base64";

describe("base64", () => {
  it.each([
    ["", ""],
    ["f", "Zg=="],
    ["fo", "Zm8="],
    ["foo", "Zm9v"],
    ["foob", "Zm9vYg=="],
    ["fooba", "Zm9vYmE="],
    ["foobar", "Zm9vYmFy"],
  ])("RFC 4648 §10: %j is %j", (plain, text) => {
    const bytes = Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
    expect(encodeBase64(bytes)).toBe(text);
    expect([...decodeBase64(text)]).toEqual([...bytes]);
  });

  it("agrees with another implementation both ways, over any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        const text = Buffer.from(bytes).toString("base64");
        expect(encodeBase64(bytes)).toBe(text);
        expect([...decodeBase64(text)]).toEqual([...bytes]);
      }),
    );
  });

  it("text longer than one chunk", () => {
    const bytes = Uint8Array.from({ length: 100_001 }, (_, at) => (at * 7) & 255);
    expect(encodeBase64(bytes)).toBe(Buffer.from(bytes).toString("base64"));
  });

  it.each([
    ["Zm9", "groups of 4"],
    ["Zm9v\n", "groups of 4"],
    ["Zm 9v===", "not one of"],
    ["Zg=v", "not one of"],
    ["====", "not one of"],
    ["=m9v", "not one of"],
    ["Zm-_", "not one of"],
    ["Zmé9", "not one of"],
    ["Zm9\u{1F600}v==", "not one of"],
    ["Zh==", "belong to no byte"],
    ["Zm9=", "belong to no byte"],
  ])("refuses %j", (text, why) => {
    expect(() => decodeBase64(text)).toThrow(expect.objectContaining({ tag: "base64" }));
    expect(() => decodeBase64(text)).toThrow(why);
  });
});
