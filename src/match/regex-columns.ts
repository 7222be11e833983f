// The columns of one pattern's table: symbols that the pattern does not tell apart are one.
import type { Alphabet, SymbolSet } from "./regex-alphabet.ts";
import { OP } from "./regex-program.ts";
import type { Program } from "./regex-program.ts";

export class Columns {
  /** Bytes unless there are more than 255 columns: few cache lines when the text comes. */
  readonly ofSymbol: Uint8Array | Uint16Array;
  /** Without the end of the text, which is the last one. */
  readonly count: number;
  readonly isWord: Uint8Array;
  /** [row of the set][column] -> 1: the set has it. */
  private readonly members: Uint8Array;
  /** Instruction -> row. */
  private readonly rows: Uint16Array;

  constructor({ ops, first, hasAsserts }: Program, alphabet: Alphabet) {
    const rowOf = new Map<number, number>();
    this.rows = Uint16Array.from(ops, (op, at) => {
      if (op !== OP.TAKE) return 0;
      const set = first[at]!;
      const row = rowOf.get(set) ?? rowOf.size;
      rowOf.set(set, row);
      return row;
    });
    const sets = [...rowOf.keys()].map((set) => alphabet.sets[set] ?? NOTHING);
    // Set 0 is the word set: assertions tell its symbols apart.
    const told = hasAsserts ? [...sets, alphabet.sets[0] ?? NOTHING] : sets;
    const ofSymbol = new Uint16Array(alphabet.size);
    this.count = split(ofSymbol, told);
    this.ofSymbol = this.count < 256 ? Uint8Array.from(ofSymbol) : ofSymbol;
    this.isWord = new Uint8Array(this.count + 1);
    this.members = new Uint8Array(sets.length * this.count);
    for (const [row, { members, isComplement }] of sets.entries()) {
      const at = row * this.count;
      if (isComplement) this.members.fill(1, at, at + this.count);
      for (const symbol of members) {
        this.members[at + this.ofSymbol[symbol]!] = isComplement ? 0 : 1;
      }
    }
    if (!hasAsserts) return;
    for (let symbol = 0; symbol < alphabet.size; symbol++) {
      this.isWord[this.ofSymbol[symbol]!] = alphabet.isWord[symbol]!;
    }
  }

  takes(instruction: number, column: number): boolean {
    if (column === this.count) return false;
    return this.members[this.rows[instruction]! * this.count + column] === 1;
  }
}

const NOTHING: SymbolSet = { members: new Uint16Array(0), isComplement: false };

/** Refines one class of all symbols by each set. @returns how many classes there are */
function split(ofSymbol: Uint16Array, sets: readonly SymbolSet[]): number {
  const sizes = [ofSymbol.length];
  for (const { members } of sets) {
    const inside = new Map<number, number>();
    for (const symbol of members) {
      const old = ofSymbol[symbol]!;
      inside.set(old, (inside.get(old) ?? 0) + 1);
    }
    const renamed = new Map<number, number>();
    for (const [old, count] of inside) {
      // A class that lies in the set whole stays as it is.
      if (count === sizes[old]) continue;
      renamed.set(old, sizes.push(count) - 1);
      sizes[old] = (sizes[old] ?? 0) - count;
    }
    for (const symbol of members) {
      const fresh = renamed.get(ofSymbol[symbol]!);
      if (fresh !== undefined) ofSymbol[symbol] = fresh;
    }
  }
  return sizes.length;
}
