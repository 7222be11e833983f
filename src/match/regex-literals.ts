// Literals of which every match of a pattern holds some: the prefilter that keeps regexes idle.
//
// A requirement is a list of branches, of which one is whole in every text that matches. Source: the
// prefilters of RE2 (FilteredRE2), cut down to two literals a branch.
import { frequencyOf, sightsOf } from "./literal-frequency.ts";
import type { RequiredLiteral } from "./literal-frequency.ts";
import type { RegexNode } from "./regex-syntax.ts";

interface Ends {
  readonly isFirst: boolean;
  readonly isLast: boolean;
}

/** A text must hold one of `first`, and one of `second` where that has any. */
export interface Branch {
  readonly first: readonly RequiredLiteral[];
  /** A verb and an app, say: far fewer texts hold both. */
  readonly second: readonly RequiredLiteral[];
}

/** Strings of one part: more are worth less than what another part offers. */
const MOST_LITERALS = 64;
/** Of a literal, as far as it is waited for. */
const MOST_LETTERS = 80;
/** Literals of a pattern, and branches: with more it waits for a word of each branch, or for nothing. */
const MOST_UNITED = 1_024;
const MOST_BRANCHES = 64;

/**
 * To look at a literal that is in the text; to try a pattern on a text. Their ratio is the best of some
 * that whole verdicts were measured with.
 */
const SEE_COST = 0.5;
const TRY_COST = 3;
/** From so many patterns on, several wait for most words: a look serves them all. */
const SHARING = 500;
/** Words of one sentence stand together more often than chance has it. */
const TOGETHER = 4;

const NO_ENDS: Ends = { isFirst: false, isLast: false };

/**
 * @param node folded
 * @param patterns of its policy, itself included
 * @returns lower-case literals that are in any text that matches; undefined when there are no useful
 * ones (two letters at least, one for ideographs).
 */
export function requiredLiterals(node: RegexNode, patterns = 1): readonly Branch[] | undefined {
  knownStrings.clear();
  return required(node, NO_ENDS, (SEE_COST * SHARING) / Math.max(SHARING, patterns));
}

function required(node: RegexNode, ends: Ends, seeCost: number): readonly Branch[] | undefined {
  switch (node.kind) {
    case "literal":
      return alone(useful([node.text], ends));
    case "atom":
    case "class":
      return undefined;
    case "group":
      return required(node.body, ends, seeCost);
    case "repeat":
      return node.min > 0 ? required(node.body, NO_ENDS, seeCost) : undefined;
    case "alternation":
      return united(node.options.map((option) => required(option, ends, seeCost)));
    case "concat":
      return joined(offersOf(node.parts, ends, seeCost), seeCost);
  }
}

function alone(literals: readonly RequiredLiteral[] | undefined): readonly Branch[] | undefined {
  return literals && [{ first: literals, second: [] }];
}

/** Branches of one set each become one branch. */
function united(
  options: readonly (readonly Branch[] | undefined)[],
): readonly Branch[] | undefined {
  const singles: RequiredLiteral[] = [];
  const pairs: Branch[] = [];
  for (const option of options) {
    if (option === undefined) return undefined;
    for (const branch of option) {
      if (branch.second.length > 0) pairs.push(branch);
      else singles.push(...branch.first);
    }
  }
  const all = [...pairs, ...(alone(singles.length === 0 ? undefined : distinct(singles)) ?? [])];
  const count = all.reduce((sum, { first, second }) => sum + first.length + second.length, 0);
  if (count <= MOST_UNITED && all.length <= MOST_BRANCHES) return all;
  const rarest = anyOf(all);
  return rarest.length > MOST_UNITED ? undefined : alone(rarest);
}

/** Of parts that all stand in a match: the one that saves most, with the best of the others. */
function joined(
  offers: readonly (readonly Branch[])[],
  seeCost: number,
): readonly Branch[] | undefined {
  const [base, ...others] = offers
    .map((branches) => ({
      branches,
      cost: branches.reduce((sum, one) => sum + costOf(one, seeCost), 0),
    }))
    .toSorted((a, b) => a.cost - b.cost)
    .map(({ branches }) => branches);
  if (base === undefined) return undefined;
  const seconds = others.map(anyOf);
  return base.map((branch) => {
    if (branch.second.length > 0) return branch;
    let best = branch;
    for (const second of seconds) {
      const pair = { first: branch.first, second };
      if (costOf(pair, seeCost) < costOf(best, seeCost)) best = pair;
    }
    return best;
  });
}

/** One set of which every branch holds one. */
function anyOf(branches: readonly Branch[]): readonly RequiredLiteral[] {
  return distinct(
    branches.flatMap(({ first, second }) =>
      second.length > 0 && frequencyOf(second) < frequencyOf(first) ? second : first,
    ),
  );
}

/** Of a message, roughly; in the unit of SEE_COST. */
function costOf({ first, second }: Branch, seeCost: number): number {
  const seeing = (sightsOf(first) + sightsOf(second)) * seeCost;
  const often = frequencyOf(first);
  if (second.length === 0) return seeing + often * TRY_COST;
  return seeing + often * Math.min(1, frequencyOf(second) * TOGETHER) * TRY_COST;
}

/** Neighbours that can only be certain strings make products; each part or product offers a set. */
function offersOf(
  parts: readonly RegexNode[],
  ends: Ends,
  seeCost: number,
): readonly (readonly Branch[])[] {
  const offers: (readonly Branch[])[] = [];
  const offer = (branches: readonly Branch[] | undefined): void => {
    if (branches !== undefined) offers.push(branches);
  };
  let product: readonly string[] = [""];
  let isFirst = ends.isFirst;
  const offerProduct = (isLast: boolean): void => {
    if (!product.includes("")) offer(alone(useful(product, { isFirst, isLast })));
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
      offer(required(part, own, seeCost));
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

/** Of one pattern's nodes: asked for again at each level of nesting. */
const knownStrings = new Map<RegexNode, readonly string[] | undefined>();

/** All strings that the node can be; undefined when they are many or endless. */
function exactStrings(node: RegexNode): readonly string[] | undefined {
  const known = knownStrings.get(node);
  if (known !== undefined || knownStrings.has(node)) return known;
  const all = findStrings(node);
  knownStrings.set(node, all);
  return all;
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
  const literals: RequiredLiteral[] = [];
  for (const written of texts) {
    const text = written.trim().toLowerCase();
    // White space runs are one space in folded text: two are never there.
    if (text.includes("  ")) continue;
    if (weight(text) < 2 || isOneLetter(text)) return undefined;
    const isFirst = ends.isFirst || written !== written.trimStart();
    const isLast = ends.isLast || written !== written.trimEnd();
    literals.push(shortened({ text, isFirst, isLast }));
  }
  return literals.length === 0 ? undefined : distinct(literals);
}

/** What begins a long literal is required as well. */
function shortened(literal: RequiredLiteral): RequiredLiteral {
  const { text, isFirst } = literal;
  if (text.length <= MOST_LETTERS) return literal;
  const letters = Array.from(text).slice(0, MOST_LETTERS);
  return { text: letters.join("").trimEnd(), isFirst, isLast: false };
}

/** Each text once. " self" and "self" may both be: what only one of them has is not in every match. */
function distinct(literals: readonly RequiredLiteral[]): readonly RequiredLiteral[] {
  const all = new Map<string, RequiredLiteral>();
  for (const literal of literals) {
    const { text, isFirst, isLast } = literal;
    const known = all.get(text) ?? literal;
    all.set(text, { text, isFirst: isFirst && known.isFirst, isLast: isLast && known.isLast });
  }
  return [...all.values()];
}

/** Letters of the squeezed view that every other text has; digits but 2 and 6 are read as such. */
const EVERYWHERE = /^[aegiorstnlhdmuc01345789]$/u;

/** "aaa", "0000": one letter in the squeezed view, so its prefilter would be open all the time. */
function isOneLetter(text: string): boolean {
  const letter = text.charAt(0);
  for (let i = 1; i < text.length; i++) {
    if (text.charAt(i) !== letter && text.charAt(i) !== " ") return false;
  }
  return EVERYWHERE.test(letter);
}

/** Ideographs and emoji tell more than letters; a single kana tells nothing. */
function weight(literal: string): number {
  const isTelling =
    /[\u2600-\u27bf\u3000-\u{10ffff}]/u.test(literal) && !/^[ぁ-んー]$/u.test(literal);
  return isTelling ? literal.length * 2 : literal.length;
}
