// The model file: what goes in comes out, and whatever is damaged is refused.
import { crc32 } from "node:zlib";
import { describe, expect, it } from "vitest";
import { decodeModel, encodeModel, ModelError } from "../../../src/classifier/model-format.ts";
import { smallModel } from "../../support/classifier.ts";

const BYTES = encodeModel(smallModel());

/** Changed bytes with a checksum that fits them. */
function changed(change: (bytes: Uint8Array) => void): Uint8Array {
  const bytes = BYTES.slice();
  change(bytes);
  new DataView(bytes.buffer).setUint32(bytes.length - 4, crc32(bytes.subarray(0, -4)), true);
  return bytes;
}

function codeOf(bytes: Uint8Array): string {
  try {
    decodeModel(bytes);
  } catch (error) {
    if (error instanceof ModelError) return `${error.code}: ${error.safeText}`;
    throw error;
  }
  return "decoded";
}

describe("decodeModel", () => {
  it("gives back what was encoded", () => {
    expect(encodeModel(decodeModel(BYTES))).toEqual(BYTES);
  });

  it("reads bytes that begin in the middle of a buffer", () => {
    const larger = new Uint8Array(BYTES.length + 7);
    larger.set(BYTES, 3);
    const part = larger.subarray(3, 3 + BYTES.length);
    expect(decodeModel(part).cells).toEqual(decodeModel(BYTES).cells);
  });

  it.each([
    ["nothing", BYTES.subarray(0, 0), "not a model file"],
    ["another file", new TextEncoder().encode("PNG, say, and long enough"), "not a model file"],
    ["a file cut short", BYTES.subarray(0, BYTES.length - 1), "checksum"],
    ["a header alone", BYTES.subarray(0, 16), "checksum"],
    ["a flipped bit", BYTES.map((byte, i) => (i === 5_000 ? byte ^ 1 : byte)), "checksum"],
    ["another format", changed((b) => b.set([9], 4)), "format is 9"],
    ["features of another version", changed((b) => b.set([200], 5)), "train it again"],
    ["too few bits", changed((b) => b.set([7], 6)), "7 bits"],
    ["too many bits", changed((b) => b.set([23], 6)), "23 bits"],
    ["cells of another size", changed((b) => b.set([13], 6)), "length"],
    ["no heads", changed((b) => b.set([0], 7)), "no heads"],
    ["more heads than there are", changed((b) => b.set([7], 7)), "model_invalid"],
    ["an unknown head", changed((b) => b.set([0x54], 13)), '"Toxic"'],
    ["a number that is none", changed((b) => b.set([0, 0, 0xc0, 0x7f], 8)), "not finite"],
  ])("refuses %s", (_, bytes, message) => {
    const code = codeOf(bytes);
    expect(code).toContain("model_invalid");
    expect(code).toContain(message);
  });
});
