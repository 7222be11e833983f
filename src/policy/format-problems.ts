// Problems of a policy as text for a terminal: place, message, source line, caret, hint.
import type { PolicyProblem } from "./spec.ts";

/** Longest part of a source line that is shown, in UTF-16 units; the caret stays inside it. */
const SHOWN = 100;
/** Terminals draw these twice as wide as a Latin letter; the caret must stand under them. */
const WIDE_LETTER =
  /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFF00-\uFF60\uFFE0-\uFFE6]/u;
const WIDE_EMOJI = /\p{Emoji_Presentation}/u;

/**
 * One block a problem:
 * ```
 * policy.yaml:4:5: unknown key "catgory"
 *    4 |     catgory: hate
 *      |     ^
 *      = did you mean "category"?
 * ```
 * @param files the texts that were parsed, to show the lines from
 */
export function formatProblems(
  problems: readonly PolicyProblem[],
  files: { readonly [path: string]: string },
): string {
  const linesOf = new Map<string, readonly string[]>();
  const lineAt = (file: string, line: number): string | undefined => {
    let lines = linesOf.get(file);
    if (lines === undefined) {
      lines = (Object.hasOwn(files, file) ? (files[file] ?? "") : "").split(/\r?\n/u);
      linesOf.set(file, lines);
    }
    return lines[line - 1];
  };
  return problems.map((problem) => block(problem, lineAt(problem.file, problem.line))).join("\n");
}

function block(problem: PolicyProblem, source: string | undefined): string {
  const { file, line, column, message, hint } = problem;
  const place = column === 0 ? `${file}:${line}` : `${file}:${line}:${column}`;
  const out = [`${place}: ${printable(message)}`];
  const gutter = " ".repeat(Math.max(4, String(line).length));
  if (source !== undefined && source.trim() !== "") {
    const from = column - 1 > SHOWN * 0.8 ? column - 1 - SHOWN / 2 : 0;
    const shown = source.slice(from, from + SHOWN);
    out.push(`${String(line).padStart(gutter.length)} | ${printable(shown)}`);
    if (column > 0) out.push(`${gutter} | ${padding(source.slice(from, column - 1))}^`);
  }
  if (hint !== null) out.push(`${gutter} = ${printable(hint)}`);
  return `${out.join("\n")}\n`;
}

/** Operators' files may hold anything; a terminal must not be steered by them. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cs}\p{Bidi_Control}]/gu, (char) => (char === "\t" ? "\t" : "�"));
}

/** As wide as the text before the caret: tabs stay tabs, wide letters count twice. */
function padding(before: string): string {
  let out = "";
  for (const char of before) {
    if (char === "\t") out += "\t";
    else out += WIDE_LETTER.test(char) || WIDE_EMOJI.test(char) ? "  " : " ";
  }
  return out;
}
