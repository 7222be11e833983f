// Sets of code points as regex classes mean them: sorted ranges, with negation and case.

const LAST_POINT = 0x10ffff;

/** Sorted, apart from each other: [from, to, from, to, ...], both ends inside. */
export type PointSet = readonly number[];

/** `.` without flag s. */
export const ANY_BUT_NEWLINE: PointSet = [0, 9, 11, LAST_POINT];
/** What `\w` and `\b` call a word, in RE2: ASCII only. */
export const WORD: PointSet = [0x30, 0x39, 0x41, 0x5a, 0x5f, 0x5f, 0x61, 0x7a];

const DIGIT: PointSet = [0x30, 0x39];
const SPACE: PointSet = [9, 10, 12, 13, 32, 32];
const SINGLE: { readonly [letter: string]: number } = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 };
/** Ranges longer than this have both cases of their letters anyway. */
const MOST_CASED = 1_024;

/** @returns undefined for what is not read here (POSIX classes, octal escapes) */
export function classSet(source: string): PointSet | undefined {
  if (!source.startsWith("[")) return escapeSet(source);
  const isNegated = source.startsWith("[^");
  const body = source.slice(isNegated ? 2 : 1, -1);
  const ranges: number[] = [];
  let at = 0;
  const member = (): { readonly set: PointSet; readonly isPoint: boolean } | undefined => {
    if (body.startsWith("[:", at)) return undefined;
    const length = body[at] === "\\" ? escapeLength(body, at) : pointLength(body, at);
    const text = body.slice(at, at + length);
    at += length;
    const set = text.startsWith("\\") ? escapeSet(text) : pointsOf(text);
    return set && { set, isPoint: set.length === 2 && set[0] === set[1] };
  };
  while (at < body.length) {
    const from = member();
    if (from === undefined) return undefined;
    if (from.isPoint && body[at] === "-" && at + 1 < body.length) {
      at++;
      const to = member();
      if (to === undefined || !to.isPoint) return undefined;
      ranges.push(from.set[0] ?? 0, to.set[0] ?? 0);
    } else ranges.push(...from.set);
  }
  const set = withBothCases(normalized(ranges));
  return isNegated ? complement(set) : set;
}

/** One letter, in either case. */
export function letterSet(letter: string): PointSet {
  return withBothCases(pointsOf(letter));
}

/** `\d`, `\S`, `\n`, `\x41`, `\p{Han}`, `\.`. @returns undefined when it is none of them */
export function escapeSet(source: string): PointSet | undefined {
  const letter = source[1] ?? "";
  if (letter === "d" || letter === "D") return letter === "d" ? DIGIT : complement(DIGIT);
  if (letter === "s" || letter === "S") return letter === "s" ? SPACE : complement(SPACE);
  if (letter === "w" || letter === "W") return letter === "w" ? WORD : complement(WORD);
  if (letter === "p" || letter === "P") return propertySet(source);
  const single = SINGLE[letter];
  if (single !== undefined) return [single, single];
  const hex = /^\\x(?:\{([0-9A-Fa-f]{1,6})\}|([0-9A-Fa-f]{2}))$/u.exec(source);
  if (hex !== null) {
    const point = Number.parseInt(hex[1] ?? hex[2] ?? "", 16);
    return [point, point];
  }
  return /^\\[^A-Za-z0-9]$/u.test(source) ? pointsOf(source.slice(1)) : undefined;
}

function escapeLength(body: string, at: number): number {
  const rest = body.slice(at);
  const long = /^\\(?:[pP]\{\^?\w+\}|[pP]\w|x\{[0-9A-Fa-f]+\}|x[0-9A-Fa-f]{2})/u.exec(rest);
  return long?.[0].length ?? 1 + pointLength(body, at + 1);
}

function pointLength(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
}

function pointsOf(text: string): PointSet {
  const point = text.codePointAt(0) ?? 0;
  return [point, point];
}

export function complement(set: PointSet): PointSet {
  const rest: number[] = [];
  let next = 0;
  for (let i = 0; i < set.length; i += 2) {
    const from = set[i] ?? 0;
    if (from > next) rest.push(next, from - 1);
    next = (set[i + 1] ?? 0) + 1;
  }
  if (next <= LAST_POINT) rest.push(next, LAST_POINT);
  return rest;
}

/** Sorts ranges and joins those that touch. */
function normalized(ranges: readonly number[]): PointSet {
  const pairs: (readonly [number, number])[] = [];
  for (let i = 0; i < ranges.length; i += 2) pairs.push([ranges[i] ?? 0, ranges[i + 1] ?? 0]);
  const joined: number[] = [];
  for (const [from, to] of pairs.toSorted((a, b) => a[0] - b[0])) {
    const end = joined[joined.length - 1];
    if (end !== undefined && from <= end + 1) joined[joined.length - 1] = Math.max(end, to);
    else joined.push(from, to);
  }
  return joined;
}

function withBothCases(set: PointSet): PointSet {
  const more: number[] = [];
  for (let i = 0; i < set.length; i += 2) {
    const from = set[i] ?? 0;
    const to = set[i + 1] ?? 0;
    if (to - from > MOST_CASED) continue;
    for (let point = from; point <= to; point++) addCases(point, more);
  }
  return more.length === 0 ? set : normalized([...set, ...more]);
}

function addCases(point: number, more: number[]): void {
  // Nothing has case between the letterlike signs and Latin Extended-D: kana, ideographs, hangul.
  if ((point > 0x2cff && point < 0xa640) || (point >= 0xac00 && point < 0xff00)) return;
  const character = String.fromCodePoint(point);
  for (const other of [character.toLowerCase(), character.toUpperCase()]) {
    const code = other.codePointAt(0) ?? 0;
    if (code !== point && other.length === (code > 0xffff ? 2 : 1)) more.push(code, code);
  }
  // The two signs that fold to an ASCII letter: long s and the kelvin sign.
  if (point === 0x73 || point === 0x53) more.push(0x17f, 0x17f);
  if (point === 0x6b || point === 0x4b) more.push(0x212a, 0x212a);
}

const properties = new Map<string, PointSet | undefined>();
let assigned: string | undefined;
/** Tags and variation selectors. */
const TAGS = 0xe0000;
const TAGS_END = 0xe0200;
/** Not assigned, or private: all points of a row have the same properties. */
const ALIKE = [
  [0x34000, TAGS - 1],
  [TAGS_END, 0xeffff],
  [0xf0000, LAST_POINT],
] as const;

/** A general category or a script. Cost: some 10 ms the first time a property is asked for. */
function propertySet(source: string): PointSet | undefined {
  const [, kind, negation, long, short] = /^\\([pP])(?:\{(\^?)(\w+)\}|(\w))$/u.exec(source) ?? [];
  const name = long ?? short;
  if (name === undefined) return undefined;
  if (!properties.has(name)) properties.set(name, readProperty(name));
  const set = properties.get(name);
  if (set === undefined) return undefined;
  return (kind === "P") === (negation === "^") ? set : complement(set);
}

function readProperty(name: string): PointSet | undefined {
  const matcher = propertyMatcher(name);
  if (matcher === undefined) return undefined;
  assigned ??= assignedPoints();
  const set: number[] = [];
  for (const { 0: run, index } of assigned.matchAll(matcher)) {
    set.push(pointAt(index), pointAt(index + run.length - 1));
  }
  for (let point = TAGS; point < TAGS_END; point++) {
    if (String.fromCodePoint(point).search(matcher) === 0) set.push(point, point);
  }
  for (const [from, to] of ALIKE) {
    if (String.fromCodePoint(from).search(matcher) === 0) set.push(from, to);
  }
  return normalized(set);
}

function propertyMatcher(name: string): RegExp | undefined {
  for (const property of [name, `Script=${name}`]) {
    try {
      return new RegExp(`\\p{${property}}+`, "gu");
    } catch {
      // The other spelling may be the right one.
    }
  }
  return undefined;
}

/** What stands below in order, a character of no property in a surrogate's place. */
function assignedPoints(): string {
  let text = "";
  for (let block = 0; block < ALIKE[0][0]; block += 0x1000) {
    const points = Array.from({ length: 0x1000 }, (_, i) => {
      const point = block + i;
      return point >= 0xd800 && point <= 0xdfff ? 0xffff : point;
    });
    text += String.fromCodePoint(...points);
  }
  return text;
}

/** The point whose first or second unit stands at `index` of `assignedPoints`. */
function pointAt(index: number): number {
  return index < 0x10000 ? index : 0x10000 + ((index - 0x10000) >> 1);
}
