// The folded view as symbols of a policy's alphabet: translated once, read by every pattern.
import type { Folded } from "../text/folded.ts";
import { astralSymbol } from "./regex-alphabet.ts";
import type { Alphabet } from "./regex-alphabet.ts";

export class SymbolText {
  symbols = new Uint16Array(1_024);
  length = 0;
  private readonly alphabet: Alphabet;
  /** Symbol -> folded unit; only read where a pair of surrogates has shifted them. */
  private units = new Int32Array(1_024);
  private isShifted = false;

  constructor(alphabet: Alphabet) {
    this.alphabet = alphabet;
  }

  read({ units, length }: Folded): void {
    if (this.symbols.length <= length) {
      this.symbols = new Uint16Array(length * 2);
      this.units = new Int32Array(length * 2);
    }
    const { symbols, alphabet } = this;
    const table = alphabet.units;
    this.isShifted = false;
    let n = 0;
    for (let i = 0; i < length; i++) {
      const unit = units[i]!;
      if (unit >= 0xd800 && unit <= 0xdfff) {
        // The folder leaves no surrogate alone: the second of the pair follows.
        if (!this.isShifted) this.shift(n);
        this.units[n] = i;
        const point = 0x10000 + ((unit & 0x3ff) << 10) + (units[++i]! & 0x3ff);
        symbols[n++] = astralSymbol(alphabet, point);
      } else {
        if (this.isShifted) this.units[n] = i;
        symbols[n++] = table[unit]!;
      }
    }
    if (this.isShifted) this.units[n] = length;
    this.length = n;
  }

  /** The folded unit at which a symbol, or the end, begins. */
  unitAt(symbol: number): number {
    return this.isShifted ? this.units[symbol]! : symbol;
  }

  private shift(length: number): void {
    this.isShifted = true;
    for (let i = 0; i < length; i++) this.units[i] = i;
  }
}
