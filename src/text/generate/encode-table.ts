// Writes the folding table as a TypeScript file; src/text/table-format.ts tells its layout.
import { Buffer } from "node:buffer";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import * as format from "../table-format.ts";
import { foldRule, kindRule } from "./fold-rules.ts";
import { plainKind } from "./kind-rules.ts";
import { IS_WORD_PART } from "./unicode-sets.ts";

const { BLOCK_SIZE, FIRST_ASTRAL, LAST_CODE_POINT } = format;
const LINE_LENGTH = 400;

/**
 * @param written the file as it is; kept when it holds the same table, whatever zlib packed it
 * @returns the text of src/text/fold-table-data.ts. Cost: seconds.
 */
export function writeFoldTable(written: string): string {
  const table = encodeTable();
  if (unpack(written)?.equals(table) === true) return written;
  const base64 = deflateRawSync(table, { level: 9 }).toString("base64");
  const lines: string[] = [];
  for (let i = 0; i < base64.length; i += LINE_LENGTH) {
    lines.push(`  "${base64.slice(i, i + LINE_LENGTH)}"`);
  }
  return `// The folding table of Unicode 17, made by \`npm run tables\`: generate/encode-table.ts. Do not edit.
export const FOLD_TABLE_DATA =
${lines.join(" +\n")};
`;
}

/** @returns undefined when the file holds no table, or half of one */
function unpack(written: string): Buffer | undefined {
  const base64 = Array.from(written.matchAll(/^ {2}"([^"]*)"/gm), (match) => match[1]).join("");
  try {
    return inflateRawSync(Buffer.from(base64, "base64"));
  } catch {
    return undefined;
  }
}

interface Entry {
  readonly kind: number;
  /** As in FoldTable.fold; SPECIAL for astral code points that are themselves. */
  readonly value: number;
}

function encodeTable(): Buffer {
  const expansions = new Map<string, number>();
  const folded = new Uint16Array(FIRST_ASTRAL);
  const kinds = new Uint8Array(FIRST_ASTRAL);
  const wordParts = new Uint8Array(FIRST_ASTRAL);
  for (let unit = 0; unit < FIRST_ASTRAL; unit++) {
    const { kind, value } = entryOf(unit, expansions);
    folded[unit] = value - unit;
    kinds[unit] = kind;
    wordParts[unit] = IS_WORD_PART(unit) ? 1 : 0;
  }
  const astral = encodeAstral(expansions);
  if (format.FIRST_EXPANSION + expansions.size > format.SPECIAL) {
    throw new Error("too many expansions");
  }
  const wide = [[astral.folded.length], folded, astral.blocks, ...astral.folded];
  return Buffer.concat([
    ...wide.map((units) => Buffer.from(Uint16Array.from(units).buffer)),
    kinds,
    wordParts,
    ...astral.kinds,
    Buffer.from([...expansions.keys()].map((text) => `${text}\0`).join(""), "utf16le"),
  ]);
}

/** Blocks of 256 code points, those that are alike once. */
function encodeAstral(expansions: Map<string, number>): {
  readonly blocks: readonly number[];
  readonly folded: readonly Uint16Array[];
  readonly kinds: readonly Uint8Array[];
} {
  const known = new Map<string, number>();
  const blocks: number[] = [];
  const folded: Uint16Array[] = [];
  const kinds: Uint8Array[] = [];
  for (let first = FIRST_ASTRAL; first <= LAST_CODE_POINT; first += BLOCK_SIZE) {
    const entries = Array.from({ length: BLOCK_SIZE }, (_, i) => entryOf(first + i, expansions));
    const key = entries.map(({ kind, value }) => `${kind} ${value}`).join();
    const block = known.get(key) ?? folded.length;
    blocks.push(block);
    if (known.has(key)) continue;
    known.set(key, block);
    folded.push(Uint16Array.from(entries, ({ value }) => value));
    kinds.push(Uint8Array.from(entries, ({ kind }) => kind));
  }
  return { blocks, folded, kinds };
}

function entryOf(codePoint: number, expansions: Map<string, number>): Entry {
  if (isSpecial(codePoint)) return { kind: plainKind(codePoint), value: format.SPECIAL };
  const folded = foldRule(codePoint);
  const kind = kindRule(codePoint, folded);
  const [only = format.DROPPED, ...others] = folded;
  if (others.length === 0 && only < FIRST_ASTRAL) return { kind, value: only };
  if (others.length === 0 && only === codePoint) return { kind, value: format.SPECIAL };
  const text = String.fromCodePoint(...folded);
  const index = expansions.get(text) ?? expansions.size;
  expansions.set(text, index);
  return { kind, value: format.FIRST_EXPANSION + index };
}

/** What the folder looks at together with its neighbours: surrogates, voicing marks, jamo. */
function isSpecial(unit: number): boolean {
  return (
    (unit >= 0xd800 && unit <= 0xdfff) ||
    (unit >= 0x3099 && unit <= 0x309c) ||
    unit === 0xff9e ||
    unit === 0xff9f ||
    (unit >= 0x1161 && unit <= 0x1175) ||
    (unit >= 0x11a8 && unit <= 0x11c2)
  );
}
