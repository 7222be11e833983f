// The folded view as regex engines take it: UTF-8 bytes or a string, made when first asked for.
import type { Folded } from "../text/folded.ts";
import type { RegexText } from "./regex-driver.ts";

/** Cost: one copy, none where folding changed nothing; the units' bytes are decoded at once. */
export function foldedString({ text, isSame, units, length }: Folded): string {
  if (isSame) return text;
  return Buffer.from(units.buffer, units.byteOffset, length * 2).toString("utf16le");
}

export class FoldedBytes implements RegexText {
  private folded: Folded | undefined;
  private buffer = Buffer.alloc(4_096);
  private encoded: Buffer | undefined;
  private written: string | undefined;

  reset(folded: Folded): void {
    this.folded = folded;
    this.encoded = undefined;
    this.written = undefined;
  }

  string(): string {
    this.written ??= this.folded === undefined ? "" : foldedString(this.folded);
    return this.written;
  }

  bytes(): Buffer {
    this.encoded ??= this.encode();
    return this.encoded;
  }

  private encode(): Buffer {
    const { folded } = this;
    if (folded === undefined) return this.buffer.subarray(0, 0);
    if (this.buffer.length < folded.length * 3) this.buffer = Buffer.alloc(folded.length * 4);
    const { buffer } = this;
    const { units, length } = folded;
    let n = 0;
    for (let i = 0; i < length; i++) {
      const unit = units[i]!;
      if (unit < 0x80) buffer[n++] = unit;
      else if (unit < 0x800) {
        buffer[n++] = 0xc0 | (unit >> 6);
        buffer[n++] = 0x80 | (unit & 63);
      } else if (unit < 0xd800 || unit > 0xdfff) {
        buffer[n++] = 0xe0 | (unit >> 12);
        buffer[n++] = 0x80 | ((unit >> 6) & 63);
        buffer[n++] = 0x80 | (unit & 63);
      } else {
        // The folder leaves no surrogate alone: the second of the pair follows.
        const point = 0x10000 + ((unit & 0x3ff) << 10) + (units[++i]! & 0x3ff);
        buffer[n++] = 0xf0 | (point >> 18);
        buffer[n++] = 0x80 | ((point >> 12) & 63);
        buffer[n++] = 0x80 | ((point >> 6) & 63);
        buffer[n++] = 0x80 | (point & 63);
      }
    }
    return buffer.subarray(0, n);
  }
}
