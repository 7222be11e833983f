// Literals of which every match of a pattern holds at least one: the prefilter that keeps
// regexes idle.
import type { RegexNode } from "./regex-syntax.ts";

/** What stands at the literal's ends in every match: `isFirst`, nothing of a word before it. */
export interface RequiredLiteral {
  readonly text: string;
  readonly isFirst: boolean;
  readonly isLast: boolean;
}

interface Ends {
  readonly isFirst: boolean;
  readonly isLast: boolean;
}

/** Strings of one part: more are worth less than what another part offers. */
const MOST_LITERALS = 64;
/** Literals of an alternation: a pattern that lists many sentences waits for a word of each. */
const MOST_UNITED = 1_024;

/** Words in every other message: a pattern that waits for one of them hardly waits. */
const COMMON = new Set(
  (
    "on at in my me to it is us or of up an as be by do go he if no so we am the and " +
    "you for are not can was has have this that with your just"
  ).split(" "),
);

/** Words of ordinary chat: better than COMMON ones, worse than their length says. */
const FREQUENT = new Set(
  (
    "all too will make some need his her him she they them who what when how why there here like one " +
    "two out off get got see now day time new love good more want know chat check video videos live " +
    "stream show watch stop channel let come guys people please thanks only even too much any"
  ).split(" "),
);

/** Two sets of literals: every match holds one of each. */
export interface RequiredLiterals {
  readonly first: readonly RequiredLiteral[];
  /** A verb and an app, say: far fewer texts hold both. Empty: there is no second set. */
  readonly second: readonly RequiredLiteral[];
}

/**
 * A second set saves a test, 700 ns, on the texts that hold the first, and costs some 60 ns on those
 * that hold one of its own: more often than so, and so much more often than the first, it does not pay.
 */
const MOST_SECOND = 0.4;
const SECOND_TO_FIRST = 12;

const NO_ENDS: Ends = { isFirst: false, isLast: false };

/**
 * @param node folded
 * @returns lower-case literals that are in any text that matches; undefined when there is no set of
 * useful ones (two letters at least, one for ideographs).
 */
export function requiredLiterals(node: RegexNode): RequiredLiterals | undefined {
  if (node.kind === "group") return requiredLiterals(node.body);
  if (node.kind === "alternation") return united(node.options.map(requiredLiterals));
  const offers =
    node.kind === "concat" ? offersOf(node.parts, NO_ENDS) : [required(node, NO_ENDS) ?? []];
  const [first, second = []] = rarestFirst(offers.filter((offer) => offer.length > 0));
  if (first === undefined) return undefined;
  return { first, second: pays(first, second) ? second : [] };
}

function pays(first: readonly RequiredLiteral[], second: readonly RequiredLiteral[]): boolean {
  return frequency(second) < Math.min(MOST_SECOND, SECOND_TO_FIRST * frequency(first));
}

/** Each option with its own two sets: a match holds one of all first ones and one of all second ones. */
function united(options: readonly (RequiredLiterals | undefined)[]): RequiredLiterals | undefined {
  const first: RequiredLiteral[] = [];
  const second: RequiredLiteral[] = [];
  let isPaired = true;
  for (const option of options) {
    if (option === undefined) return undefined;
    first.push(...option.first);
    second.push(...option.second);
    isPaired &&= option.second.length > 0;
  }
  if (first.length > MOST_UNITED) return undefined;
  const isUseful = isPaired && pays(first, second) && second.length <= MOST_UNITED;
  return { first, second: isUseful ? second : [] };
}

function required(node: RegexNode, ends: Ends): readonly RequiredLiteral[] | undefined {
  switch (node.kind) {
    case "literal":
      return useful([node.text], ends);
    case "atom":
    case "class":
      return undefined;
    case "group":
      return required(node.body, ends);
    case "repeat":
      return node.min > 0 ? required(node.body, { isFirst: false, isLast: false }) : undefined;
    case "alternation": {
      const all: RequiredLiteral[] = [];
      for (const option of node.options) {
        const literals = required(option, ends);
        if (literals === undefined) return undefined;
        all.push(...literals);
      }
      return all.length > MOST_UNITED ? undefined : all;
    }
    case "concat":
      return best(node.parts, ends);
  }
}

function best(parts: readonly RegexNode[], ends: Ends): readonly RequiredLiteral[] | undefined {
  const [rarest] = rarestFirst(offersOf(parts, ends));
  return rarest;
}

function rarestFirst(
  offers: readonly (readonly RequiredLiteral[])[],
): (readonly RequiredLiteral[])[] {
  return offers
    .map((literals) => ({ literals, often: frequency(literals) }))
    .toSorted((a, b) => a.often - b.often)
    .map(({ literals }) => literals);
}

/** Neighbours that can only be certain strings make products; each part or product offers a set. */
function offersOf(parts: readonly RegexNode[], ends: Ends): (readonly RequiredLiteral[])[] {
  const offers: (readonly RequiredLiteral[])[] = [];
  const offer = (literals: readonly RequiredLiteral[] | undefined): void => {
    if (literals !== undefined) offers.push(literals);
  };
  let product: readonly string[] = [""];
  let isFirst = ends.isFirst;
  const offerProduct = (isLast: boolean): void => {
    if (!product.includes("")) offer(useful(product, { isFirst, isLast }));
    product = [""];
  };
  parts.forEach((part, index) => {
    const exact = exactStrings(part);
    const isLast = index === parts.length - 1;
    if (exact !== undefined && exact.length * product.length <= MOST_LITERALS / 2) {
      const before = product;
      product = before.flatMap((head) => exact.map((tail) => head + tail));
    } else {
      offerProduct(isWordEnd(part));
      const before = parts[index - 1];
      const after = parts[index + 1];
      const own = {
        isFirst: index === 0 ? ends.isFirst : before !== undefined && isWordEnd(before),
        isLast: isLast ? ends.isLast : after !== undefined && isWordEnd(after),
      };
      offer(required(part, own));
      isFirst = isWordEnd(part);
    }
    if (isLast) offerProduct(ends.isLast);
  });
  return offers;
}

/** Members of a class that expand; more make a product of strings too large to be of use. */
const CLASS_MEMBERS = 8;

/** [i1!l] is any of four; undefined for ranges, negations, escapes, spaces and most signs. */
function classStrings(source: string): readonly string[] | undefined {
  if (!/^\[[\p{L}\p{N}*!]+\]$/u.test(source)) return undefined;
  const members = new Set(Array.from(source.slice(1, -1), (member) => member.toLowerCase()));
  return members.size > CLASS_MEMBERS ? undefined : [...members];
}

/** Cheap to see that it is no certain string: anchors, escapes, dots, repeats but `?`. */
function isEndless(node: RegexNode): boolean {
  if (node.kind === "atom") return true;
  if (node.kind === "class") return classStrings(node.source) === undefined;
  return node.kind === "repeat" && !/^\?\??$/u.test(node.source);
}

/** Asked for again at each level of nesting. */
const knownStrings = new WeakMap<RegexNode, { readonly all: readonly string[] | undefined }>();

/** All strings that the node can be; undefined when they are many or endless. */
function exactStrings(node: RegexNode): readonly string[] | undefined {
  let known = knownStrings.get(node);
  if (known === undefined) knownStrings.set(node, (known = { all: findStrings(node) }));
  return known.all;
}

function findStrings(node: RegexNode): readonly string[] | undefined {
  if (node.kind === "literal") return [node.text.toLowerCase()];
  if (node.kind === "class") return classStrings(node.source);
  if (node.kind === "group") return exactStrings(node.body);
  if (node.kind === "repeat") {
    const body = /^\?\??$/u.test(node.source) ? exactStrings(node.body) : undefined;
    return body === undefined ? undefined : ["", ...body];
  }
  if (node.kind === "concat") {
    // Most parts of a sentence are endless: they are asked first, for nothing else matters then.
    if (node.parts.some(isEndless)) return undefined;
    let product: readonly string[] = [""];
    for (const part of node.parts) {
      const exact = exactStrings(part);
      if (exact === undefined || exact.length * product.length > MOST_LITERALS) return undefined;
      const before = product;
      product = before.flatMap((head) => exact.map((tail) => head + tail));
    }
    return product;
  }
  if (node.kind !== "alternation") return undefined;
  const all = new Set<string>();
  for (const option of node.options) {
    const exact = exactStrings(option);
    if (exact === undefined) return undefined;
    for (const one of exact) all.add(one);
    if (all.size > MOST_LITERALS) return undefined;
  }
  return [...all];
}

/** No letter stands where this matches: `\b`, white space, start, end, a class without letters. */
function isWordEnd(node: RegexNode): boolean {
  if (node.kind === "atom") return /^(?:\\[bsAz]|[\^$])$/u.test(node.source);
  if (node.kind === "repeat") return node.min > 0 && isWordEnd(node.body);
  if (node.kind === "class") return node.source.startsWith("[^a-z");
  if (node.kind === "group") return isWordEnd(node.body);
  if (node.kind === "alternation") return node.options.every(isWordEnd);
  if (node.kind === "concat") return node.parts.length === 1 && node.parts.every(isWordEnd);
  return false;
}

function useful(texts: readonly string[], ends: Ends): readonly RequiredLiteral[] | undefined {
  if (texts.length > MOST_LITERALS) return undefined;
  const literals = new Map<string, RequiredLiteral>();
  for (const written of texts) {
    const text = written.trim().toLowerCase();
    // White space runs are one space in folded text: two are never there.
    if (text.includes("  ")) continue;
    if (weight(text) < 2 || isOneLetter(text)) return undefined;
    const isFirst = ends.isFirst || written !== written.trimStart();
    const isLast = ends.isLast || written !== written.trimEnd();
    // " self" and "self" may both be: what only one of them has is not in every match.
    const known = literals.get(text) ?? { isFirst, isLast };
    literals.set(text, {
      text,
      isFirst: isFirst && known.isFirst,
      isLast: isLast && known.isLast,
    });
  }
  return literals.size === 0 ? undefined : [...literals.values()];
}

/** Letters of the squeezed view that every other text has; digits but 2 and 6 are read as such. */
const EVERYWHERE = /^[aegiorstnlhdmuc01345789]$/u;

/** "aaa", "0000": one letter in the squeezed view, so its prefilter would be open all the time. */
function isOneLetter(text: string): boolean {
  const [letter = "", ...others] = new Set(text.replaceAll(" ", ""));
  return others.length === 0 && EVERYWHERE.test(letter);
}

/** Ideographs and emoji tell more than letters; a single kana tells nothing. */
function weight(literal: string): number {
  const isTelling =
    /[\u2600-\u27bf\u3000-\u{10ffff}]/u.test(literal) && !/^[ぁ-んー]$/u.test(literal);
  return isTelling ? literal.length * 2 : literal.length;
}

/** What a literal tells, in letters: an ideograph or a syllable as much as two, kana as one. */
function rarity(literal: string): number {
  let letters = 0;
  for (const letter of literal) letters += /[\p{sc=Han}\p{sc=Hangul}]/u.test(letter) ? 2 : 1;
  return letters;
}

/** Roughly how often one of them is in a message; only for choosing between sets. */
function frequency(literals: readonly RequiredLiteral[]): number {
  let sum = 0;
  for (const { text, isFirst, isLast } of literals) {
    const free = (isFirst ? 0.3 : 1) * (isLast ? 0.3 : 1);
    if (COMMON.has(text)) sum += 0.3;
    else if (FREQUENT.has(text)) sum += 0.03;
    else sum += free * 4 ** -rarity(text);
  }
  return sum;
}
