// Whether an operator's pattern is RE2 syntax that both regex engines take, and if not, where it
// is wrong.
import { RE2JS, RE2JSSyntaxException } from "re2js";
import { LIMITS } from "../domain/limits.ts";
import { regexDriver } from "./regex-driver.ts";

type PatternCheck =
  | { readonly ok: true }
  /** `column` is 1-based in `source`; 0 when the whole pattern is meant. */
  | { readonly ok: false; readonly message: string; readonly column: number };

/**
 * Compiles the pattern on every engine this machine has, so that a policy that is accepted
 * means the same with and without the native build. Cost: some 100 us; for saving, not for judging.
 */
export function checkPattern(source: string): PatternCheck {
  if (source === "") return { ok: false, message: "the pattern is empty", column: 1 };
  if (source.length > LIMITS.patternLength.value) {
    const most = LIMITS.patternLength.value;
    const message = `the pattern has ${source.length} characters; ${most} are allowed`;
    return { ok: false, message, column: 0 };
  }
  try {
    const regex = RE2JS.compile(source);
    if (regex.matcher("").find()) {
      return { ok: false, message: "the pattern matches the empty text", column: 0 };
    }
  } catch (error) {
    return refusal(source, error);
  }
  try {
    regexDriver().compile(source);
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    return { ok: false, message: said, column: 0 };
  }
  return { ok: true };
}

function refusal(source: string, error: unknown): PatternCheck {
  const said = error instanceof Error ? error.message : String(error);
  const message = said.replace(/^error parsing regexp: /u, "");
  const part = error instanceof RE2JSSyntaxException ? error.getPattern() : null;
  if (part === null || part === "") {
    return { ok: false, message, column: message.startsWith("trailing") ? source.length : 0 };
  }
  return { ok: false, message, column: columnOf(source, message, part) };
}

/** The engine names the offending part, not its place; a missing `)` names the whole pattern. */
function columnOf(source: string, message: string, part: string): number {
  if (message.startsWith("missing closing )")) return unclosed(source, "(", ")") + 1;
  if (message.startsWith("missing closing ]")) return source.indexOf(part) + 1;
  if (message.startsWith("unexpected )")) return unclosed(source, ")", "(") + 1;
  return source.indexOf(part) + 1;
}

/** Index of the bracket that has no partner; escapes and classes are passed over. */
function unclosed(source: string, open: string, close: string): number {
  const opened: number[] = [];
  let inClass = false;
  for (let i = 0; i < source.length; i++) {
    const c = source[i];
    if (c === "\\") i++;
    else if (inClass) inClass = c !== "]";
    else if (c === "[") inClass = true;
    else if (c === "(" || c === ")") {
      if (c === ")" && opened.length > 0) opened.pop();
      else if (c === ")") return i;
      else opened.push(i);
    }
  }
  return open === "(" && close === ")" ? (opened.at(-1) ?? -1) : -1;
}
