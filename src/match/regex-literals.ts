// Literals of which every match of a pattern holds at least one: the prefilter that keeps regexes idle.
import type { RegexNode } from "./regex-syntax.ts";

/** More literals than this are worth less than running the pattern. */
const MOST_LITERALS = 64;

/**
 * @param node folded
 * @returns lower-case literals, one of which is in any text that matches; undefined when there is
 * no such set of useful ones (two letters at least, one for ideographs).
 */
export function requiredLiterals(node: RegexNode): readonly string[] | undefined {
  return required(node);
}

function required(node: RegexNode): readonly string[] | undefined {
  switch (node.kind) {
    case "literal":
      return useful([node.text.toLowerCase()]);
    case "atom":
    case "class":
      return undefined;
    case "group":
      return required(node.body);
    case "repeat":
      return node.min > 0 ? required(node.body) : undefined;
    case "alternation": {
      const all: string[] = [];
      for (const option of node.options) {
        const literals = required(option);
        if (literals === undefined) return undefined;
        all.push(...literals);
      }
      return useful(all);
    }
    case "concat":
      return best(node.parts);
  }
}

/** Neighbouring literals make one; of all parts the most telling set wins. */
function best(parts: readonly RegexNode[]): readonly string[] | undefined {
  let found: readonly string[] | undefined;
  let run = "";
  const offer = (literals: readonly string[] | undefined): void => {
    if (literals === undefined) return;
    if (found === undefined || worth(literals) > worth(found)) found = literals;
  };
  for (const part of parts) {
    if (part.kind === "literal") {
      run += part.text.toLowerCase();
      continue;
    }
    offer(useful([run]));
    run = "";
    offer(required(part));
  }
  offer(useful([run]));
  return found;
}

function useful(literals: readonly string[]): readonly string[] | undefined {
  if (literals.length > MOST_LITERALS) return undefined;
  const trimmed = literals.map((literal) => literal.trim());
  return trimmed.every((literal) => weight(literal) >= 2) ? [...new Set(trimmed)] : undefined;
}

/** White space runs are one space in folded text: a literal with two would never be found. */
function weight(literal: string): number {
  if (literal.includes("  ")) return 0;
  return /[^\u0000-\u2fff]/u.test(literal) && !/^[ぁ-ん]$/u.test(literal)
    ? literal.length * 2
    : literal.length;
}

function worth(literals: readonly string[]): number {
  return Math.min(...literals.map(weight)) * 8 - literals.length;
}
