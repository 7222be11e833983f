// The two regex engines behind one shape: native RE2 where its binary loads, re2js (same syntax)
// else.
import { createRequire } from "node:module";
import { RE2JS } from "re2js";

/** Of one pattern in one text; the last one goes on to the text's end. */
export const MOST_MATCHES = 8;

/** A text to search; each form is built when first asked for and kept while the text lasts. */
export interface RegexText {
  /** UTF-8; RE2 costs a quarter fed with bytes (measured: 0.43 against 1.44 us for 50 patterns). */
  bytes(): Buffer;
  string(): string;
}

export interface Regex {
  test(text: RegexText): boolean;
  /**
   * Calls back with `[start, end)` in UTF-16 units of every match that is not empty, left to right.
   * After MOST_MATCHES the rest of the text counts as one: time is bounded, nothing is left out.
   */
  each(text: RegexText, found: (start: number, end: number) => void): void;
}

export interface RegexDriver {
  readonly name: "re2" | "re2js";
  /** Errors: throws what the engine throws when it refuses the source. */
  compile(source: string): Regex;
}

/** @returns undefined where the native build is missing: `re2` is an optional dependency. */
function loadNative(): typeof import("re2") | undefined {
  try {
    return createRequire(import.meta.url)("re2");
  } catch {
    // Its name in `regexDriver().name` and in `weir check` tells which engine runs.
    return undefined;
  }
}

function nativeDriver(engine: typeof import("re2")): RegexDriver {
  return {
    name: "re2",
    compile(source) {
      const regex = new engine(source, "giu");
      return {
        test(text) {
          regex.lastIndex = 0;
          return regex.test(text.bytes());
        },
        each: (text, found) => eachNative(regex, text.bytes(), found),
      };
    },
  };
}

/** What RE2 is asked on bytes. */
interface BytesRegex {
  lastIndex: number;
  exec(bytes: Buffer): { readonly index: number; readonly 0: Buffer } | null;
}

/** On bytes: a string would be encoded anew for each match. */
function eachNative(
  regex: BytesRegex,
  bytes: Buffer,
  found: (start: number, end: number) => void,
): void {
  regex.lastIndex = 0;
  let byte = 0;
  let unit = 0;
  const unitAt = (target: number): number => {
    for (; byte < target; byte += charBytes(bytes, byte)) unit += bytes[byte]! >= 0xf0 ? 2 : 1;
    return unit;
  };
  let matches = 1;
  for (let m = regex.exec(bytes); m !== null; m = regex.exec(bytes)) {
    const { length } = m[0];
    if (length === 0) {
      if (m.index >= bytes.length) return;
      regex.lastIndex = m.index + charBytes(bytes, m.index);
      continue;
    }
    const isLast = matches++ === MOST_MATCHES;
    const start = unitAt(m.index);
    found(start, unitAt(isLast ? bytes.length : m.index + length));
    if (isLast) return;
  }
}

function charBytes(bytes: Buffer, at: number): number {
  const lead = bytes[at]!;
  return lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
}

const scriptDriver: RegexDriver = {
  name: "re2js",
  compile(source) {
    const regex = RE2JS.compile(source, RE2JS.CASE_INSENSITIVE);
    return {
      test: (text) => regex.matcher(text.string()).find(),
      each(text, found) {
        const string = text.string();
        const matcher = regex.matcher(string);
        for (let matches = 1; matcher.find();) {
          if (matcher.end() === matcher.start()) continue;
          const isLast = matches++ === MOST_MATCHES;
          found(matcher.start(), isLast ? string.length : matcher.end());
          if (isLast) return;
        }
      },
    };
  },
};

const native = loadNative();

/**
 * @param kind `best`: native where it loads. Errors: throws when native is asked for and missing.
 */
export function regexDriver(kind: "best" | "re2" | "re2js" = "best"): RegexDriver {
  if (kind === "re2js") return scriptDriver;
  if (native !== undefined) return nativeDriver(native);
  if (kind === "re2") throw new Error("the native build of re2 does not load here");
  return scriptDriver;
}
