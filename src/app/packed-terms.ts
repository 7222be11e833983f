// A policy's terms as columns: a hundred thousand objects, read one by one, took half of a start.
import type { Term } from "../policy/spec.ts";

/** What many terms have in common. */
type Kind = Omit<Term, "text" | "line">;

export interface PackedTerms {
  readonly texts: readonly string[];
  readonly lines: Int32Array;
  /** Each one that occurs, once. */
  readonly kinds: readonly Kind[];
  /** Term -> index in `kinds`. */
  readonly kindOf: Int32Array;
}

export function packTerms(terms: readonly Term[]): PackedTerms {
  const kinds: Kind[] = [];
  const known = new Map<string, number>();
  const kindOf = Int32Array.from(terms, ({ text: _text, line: _line, ...kind }) => {
    const key = JSON.stringify(kind);
    let index = known.get(key);
    if (index === undefined) {
      index = kinds.push(kind) - 1;
      known.set(key, index);
    }
    return index;
  });
  return {
    texts: terms.map(({ text }) => text),
    lines: Int32Array.from(terms, ({ line }) => line),
    kinds,
    kindOf,
  };
}

/** The terms again, equal and in the same order. */
export function unpackTerms({ texts, lines, kinds, kindOf }: PackedTerms): readonly Term[] {
  return texts.map((text, at) => {
    const kind = kinds[kindOf[at] ?? 0];
    if (kind === undefined) throw new Error(`no kind for term ${at}`);
    return { text, ...kind, line: lines[at] ?? 0 };
  });
}
