// Folds a pattern as messages are folded, so that operators write ライン or ＬＩＮＥ and mean both.
//
// Also widens `\b`: RE2 knows it between ASCII characters only, so `\b(line|ライン)` would never find
// the second. Beside a letter of a script without spaces it is left out.
import { foldCodePoint } from "../text/fold-table.ts";
import type { RegexNode } from "./regex-syntax.ts";

/** @returns the tree with its literals and classes folded */
export function foldRegex(node: RegexNode): RegexNode {
  switch (node.kind) {
    case "literal":
      return { kind: "literal", text: foldLiteral(node.text) };
    case "atom":
      return node;
    case "class":
      return simplest(foldClass(node.source));
    case "group":
      return { ...node, body: foldRegex(node.body) };
    case "repeat":
      return { ...node, body: foldRegex(node.body) };
    case "alternation":
      return { kind: "alternation", options: node.options.map(foldRegex) };
    case "concat":
      return { kind: "concat", parts: widen(joined(voiced(node.parts).map(foldRegex))) };
  }
}

/** Letters that follow each other are one literal: a tenth of the nodes to look at afterwards. */
function joined(parts: readonly RegexNode[]): RegexNode[] {
  const all: RegexNode[] = [];
  for (const part of parts) {
    const before = all[all.length - 1];
    if (part.kind === "literal" && before?.kind === "literal") {
      all[all.length - 1] = { kind: "literal", text: before.text + part.text };
    } else all.push(part);
  }
  return all;
}

export function writeRegex(node: RegexNode): string {
  switch (node.kind) {
    case "literal":
      return node.text.replace(/[\\^$.*+?()[\]{}|/]/gu, "\\$&");
    case "atom":
    case "class":
      return node.source;
    case "group":
      return `${node.head}${writeRegex(node.body)})`;
    case "repeat": {
      const body = writeRegex(node.body);
      // A literal that folded to several letters repeats as a whole.
      const isLong = node.body.kind === "literal" && Array.from(node.body.text).length !== 1;
      return `${isLong ? `(?:${body})` : body}${node.source}`;
    }
    case "alternation":
      return node.options.map(writeRegex).join("|");
    case "concat":
      return node.parts.map(writeRegex).join("");
  }
}

function foldLiteral(text: string): string {
  let folded = "";
  for (const character of text) folded += foldCodePoint(character.codePointAt(0) ?? 0);
  return folded;
}

/** Members fold one by one; escapes stay; what folds to nothing or to several letters stays too. */
function foldClass(source: string): string {
  let folded = "";
  for (let i = 0; i < source.length;) {
    if (source[i] === "\\") {
      const escape =
        /^\\(?:[pP]\{\^?\w+\}|x\{[0-9A-Fa-f]+\}|.)/su.exec(source.slice(i))?.[0] ?? "\\";
      // Katakana is hiragana by now.
      folded += escape.replace("{Katakana}", "{Hiragana}");
      i += escape.length;
      continue;
    }
    const character = String.fromCodePoint(source.codePointAt(i) ?? 0);
    i += character.length;
    const code = character.codePointAt(0) ?? 0;
    const isOtherAlphabet = /[\p{Script=Cyrillic}\p{Script=Greek}]/u.test(character);
    const one = code < 0x80 || isOtherAlphabet ? character : foldCodePoint(code);
    const isOne = Array.from(one).length === 1;
    folded += isOne ? (/[\\\]^[-]/u.test(one) && one !== character ? `\\${one}` : one) : character;
  }
  return folded;
}

const MARKS = "\u3099\u309a\u309b\u309c\uff9e\uff9f";

/** ﾌﾞ is written as two characters and read as one. */
function voiced(parts: readonly RegexNode[]): RegexNode[] {
  const joined: RegexNode[] = [];
  for (const part of parts) {
    const before = joined[joined.length - 1];
    const isMark = part.kind === "literal" && MARKS.includes(part.text.charAt(0));
    if (!isMark || before?.kind !== "literal") {
      joined.push(part);
      continue;
    }
    const mark = /[\u309a\u309c\uff9f]/u.test(part.text) ? "\u309a" : "\u3099";
    const text = `${before.text.normalize("NFKC")}${mark}`.normalize("NFC");
    joined[joined.length - 1] = { kind: "literal", text };
  }
  return joined;
}

/** [4４] folds to a class of one: a literal, which a prefilter can use. */
function simplest(source: string): RegexNode {
  const members = new Set(source.slice(1, -1));
  const [only = ""] = members;
  const isOne = source.startsWith("[") && members.size === 1 && !/[\^\\[\]-]/u.test(only);
  return isOne ? { kind: "literal", text: only } : { kind: "class", source };
}

function isUnspaced(character: string): boolean {
  return /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}ー]/u.test(character);
}

function widen(parts: readonly RegexNode[]): RegexNode[] {
  const wide: RegexNode[] = [...parts];
  for (let i = 0; i < wide.length; i++) {
    const part = wide[i];
    if (part?.kind !== "atom" || part.source !== "\\b") continue;
    const after = wide[i + 1];
    const before = wide[i - 1];
    if (after !== undefined && mayBeUnspaced(after, "first")) {
      wide[i + 1] = withBoundary(after, "first");
      wide[i] = { kind: "concat", parts: [] };
    } else if (before !== undefined && mayBeUnspaced(before, "last")) {
      wide[i - 1] = withBoundary(before, "last");
      wide[i] = { kind: "concat", parts: [] };
    }
  }
  return wide;
}

type Side = "first" | "last";

/** Can the node begin (end) with a letter of a script without spaces, seen from its literals. */
function mayBeUnspaced(node: RegexNode, side: Side): boolean {
  if (node.kind === "literal") return isUnspaced(edge(Array.from(node.text), side) ?? "");
  if (node.kind === "class") return isUnspaced(node.source);
  if (node.kind === "group") return mayBeUnspaced(node.body, side);
  if (node.kind === "alternation") return node.options.some((part) => mayBeUnspaced(part, side));
  if (node.kind === "concat") {
    const part = edge(node.parts, side);
    return part !== undefined && mayBeUnspaced(part, side);
  }
  return false;
}

function edge<T>(items: readonly T[], side: Side): T | undefined {
  return side === "first" ? items[0] : items[items.length - 1];
}

/** Puts the `\b` into those options that need it. */
function withBoundary(node: RegexNode, side: Side): RegexNode {
  if (!mayBeUnspaced(node, side)) {
    const boundary: RegexNode = { kind: "atom", source: "\\b" };
    return { kind: "concat", parts: side === "first" ? [boundary, node] : [node, boundary] };
  }
  if (node.kind === "group") return { ...node, body: withBoundary(node.body, side) };
  if (node.kind === "alternation") {
    return { kind: "alternation", options: node.options.map((part) => withBoundary(part, side)) };
  }
  return node;
}
