// Unpacks the generated folding table; its layout is told in table-format.ts.
import { Buffer } from "node:buffer";
import { inflateRawSync } from "node:zlib";
import { ASTRAL_BLOCKS, BLOCK_SIZE, FIRST_ASTRAL } from "./table-format.ts";

export interface TableContent {
  readonly fold: Uint16Array;
  readonly kinds: Uint8Array;
  readonly wordUnits: Uint16Array;
  readonly expansions: readonly string[];
  /** Block of the astral planes -> which of the different ones it is. */
  readonly astralBlocks: Uint16Array;
  readonly astralFold: Uint16Array;
  readonly astralKinds: Uint8Array;
}

/** Cost: one pass over 65,536 units is a third of it; the rest are views of one buffer. */
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
  const astralBlocks = wide(ASTRAL_BLOCKS);
  const astralFold = wide(blocks * BLOCK_SIZE);
  const kinds = narrow(FIRST_ASTRAL);
  const wordParts = narrow(FIRST_ASTRAL);
  const wordUnits = new Uint16Array(FIRST_ASTRAL);
  for (let unit = 0; unit < FIRST_ASTRAL; unit++) {
    fold[unit]! += unit;
    if (wordParts[unit] === 1) wordUnits[unit] = unit;
  }
  return {
    fold,
    kinds,
    wordUnits,
    astralBlocks,
    astralFold,
    astralKinds: narrow(blocks * BLOCK_SIZE),
    expansions: Buffer.from(bytes.buffer, at).toString("utf16le").split("\0").slice(0, -1),
  };
}
