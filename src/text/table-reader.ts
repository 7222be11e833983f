// Unpacks the generated folding table; its layout is told in table-format.ts.
import { Buffer } from "node:buffer";
import { inflateRawSync } from "node:zlib";
import { ASTRAL_BLOCKS, BLOCK_SIZE, FIRST_ASTRAL } from "./table-format.ts";

export interface TableContent {
  readonly fold: Uint16Array;
  readonly kinds: Uint8Array;
  readonly wordParts: Uint8Array;
  readonly expansions: readonly string[];
  /** Block of the astral planes -> which of the different ones it is. */
  readonly astralBlocks: Uint16Array;
  readonly astralFold: Uint16Array;
  readonly astralKinds: Uint8Array;
}

/** Cost: some 3 ms, of which one pass over 65,536 units is half; the rest are views of one buffer. */
export function readTable(base64: string): TableContent {
  const bytes = new Uint8Array(inflateRawSync(Buffer.from(base64, "base64")));
  let at = 0;
  const wide = (count: number): Uint16Array => {
    const view = new Uint16Array(bytes.buffer, at, count);
    at += count * 2;
    return view;
  };
  const narrow = (count: number): Uint8Array => bytes.subarray(at, (at += count));
  const blocks = wide(1)[0]!;
  const fold = wide(FIRST_ASTRAL);
  for (let unit = 0; unit < FIRST_ASTRAL; unit++) fold[unit]! += unit;
  return {
    fold,
    astralBlocks: wide(ASTRAL_BLOCKS),
    astralFold: wide(blocks * BLOCK_SIZE),
    kinds: narrow(FIRST_ASTRAL),
    wordParts: narrow(FIRST_ASTRAL),
    astralKinds: narrow(blocks * BLOCK_SIZE),
    expansions: Buffer.from(bytes.buffer, at).toString("utf16le").split("\0").slice(0, -1),
  };
}
