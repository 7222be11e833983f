// Literals that patterns and detectors wait for: all that a search asks of one stands side by side.
import type { Folded } from "../text/folded.ts";
import { lastOf } from "../text/folded.ts";
import type { KeyForm } from "./term-forms.ts";

/**
 * Places in a literal's record, whose number is its offset: the next literal of the same key (-1 =
 * none); letters in the squeezed view, lead, first run (see KeyForm) and flags, a byte each; how many
 * units, how many of them from the first letter to the last, a byte each, and targets. Then the
 * units, two a place, then the targets.
 */
const SHAPE = 1;
const SIZE = 2;
const HEAD = 3;
const LEAD_SHIFT = 8;
const RUN_SHIFT = 16;
const FLAGS_SHIFT = 24;
const SPAN_SHIFT = 8;
const TARGETS_SHIFT = 16;
const BYTE = 0xff;

export function flagsOfLiteral(literals: Int32Array, at: number): number {
  return literals[at + SHAPE]! >> FLAGS_SHIFT;
}

/** Letters in the squeezed view: the same for all of one key. */
export function lettersOfLiteral(literals: Int32Array, at: number): number {
  return literals[at + SHAPE]! & BYTE;
}

/** Units of the literal in the folded view. */
export function unitsOfLiteral(literals: Int32Array, at: number): number {
  return literals[at + SIZE]! & BYTE;
}

/** Units from its first letter to its last. */
export function spanOfLiteral(literals: Int32Array, at: number): number {
  return (literals[at + SIZE]! >> SPAN_SHIFT) & BYTE;
}

/** Where its targets begin; behind them: `targetsEnd`. */
export function targetsStart(literals: Int32Array, at: number): number {
  return at + HEAD + ((unitsOfLiteral(literals, at) + 1) >> 1);
}

export function targetsEnd(literals: Int32Array, at: number): number {
  return targetsStart(literals, at) + (literals[at + SIZE]! >> TARGETS_SHIFT);
}

/**
 * @param end behind the literal's last letter in the squeezed view
 * @returns where it begins in the folded view; -1 when it is not written so: as `exactStart`
 */
export function literalStart(
  literals: Int32Array,
  at: number,
  folded: Folded,
  end: number,
): number {
  const shape = literals[at + SHAPE]!;
  const letters = shape & BYTE;
  const lead = (shape >> LEAD_SHIFT) & BYTE;
  const from = end - letters;
  const start = lastOf(folded, from) - ((shape >> RUN_SHIFT) & BYTE) + 1 - lead;
  if (isAt(literals, at, folded, start)) return start;
  if (letters > 1) return -1;
  const first = folded.squeezed.first[from]!;
  for (let place = start - 1; place >= first - lead; place--) {
    if (isAt(literals, at, folded, place)) return place;
  }
  return -1;
}

function isAt(literals: Int32Array, at: number, { units, length }: Folded, start: number): boolean {
  const count = unitsOfLiteral(literals, at);
  if (start < 0 || start + count > length) return false;
  for (let i = 0; i < count; i++) {
    const pair = literals[at + HEAD + (i >> 1)]!;
    if (units[start + i] !== ((i & 1) === 0 ? pair & 0xffff : pair >>> 16)) return false;
  }
  return true;
}

interface Literal {
  readonly form: KeyForm;
  readonly flags: number;
  readonly targets: number[];
}

/** Collects literals; one text with the same flags is one record, however many wait for it. */
export class LiteralTable {
  private readonly byKey = new Map<string, Map<string, Literal>>();
  private readonly records: number[] = [];

  /** @param target 0 or more: what waits for it; below: -1 - gate */
  add(key: string, form: KeyForm, flags: number, target: number): void {
    const own = this.byKey.get(key) ?? new Map<string, Literal>();
    this.byKey.set(key, own);
    const name = `${flags}${form.folded}`;
    const literal = own.get(name) ?? { form, flags, targets: [] };
    own.set(name, literal);
    if (literal.targets.at(-1) !== target) literal.targets.push(target);
  }

  /** @returns the record of the key's first literal; -1: it has none */
  place(key: string): number {
    let next = -1;
    for (const { form, flags, targets } of this.byKey.get(key)?.values() ?? []) {
      const at = this.records.length;
      const { folded, runs, lead } = form;
      if (folded.length > BYTE) throw new RangeError(`a literal of ${folded.length} units`);
      const run = Math.min(BYTE, runs[0] ?? 0);
      this.records.push(
        next,
        runs.length | (lead << LEAD_SHIFT) | (run << RUN_SHIFT) | (flags << FLAGS_SHIFT),
        folded.length | (form.span << SPAN_SHIFT) | (targets.length << TARGETS_SHIFT),
      );
      for (let i = 0; i < folded.length; i += 2) {
        const second = i + 1 < folded.length ? folded.charCodeAt(i + 1) : 0;
        this.records.push(folded.charCodeAt(i) | (second << 16));
      }
      for (const target of targets) this.records.push(target);
      next = at;
    }
    return next;
  }

  finish(): Int32Array {
    return Int32Array.from(this.records);
  }
}
