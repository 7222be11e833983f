// Checks what came from outside against a schema, and says where it is wrong and what is allowed.
import type { z } from "zod";
import { refusal } from "./errors.ts";
import type { Answer } from "./errors.ts";

/** One thing wrong with a request. */
export interface InputProblem {
  /** `query.limit`, `body.sanction.seconds`. */
  readonly where: string;
  readonly what: string;
  readonly allowed: string;
}

export type InputResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly answer: Answer };

const MOST_PROBLEMS = 20;

/** @param place `path`, `query` or `body`. Unknown fields are dropped. */
export function readInput<T>(schema: z.ZodType<T>, value: unknown, place: string): InputResult<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return { ok: true, value: parsed.data };
  const issues = parsed.error.issues.flatMap((issue) => meantBranch(issue));
  const problems = issues.slice(0, MOST_PROBLEMS).map((issue) => problemOf(issue, place));
  const first = problems[0];
  const message =
    first === undefined ? place : `${first.where}: ${first.what}; allowed: ${first.allowed}`;
  return { ok: false, answer: refusal("bad_request", message, { problems }) };
}

type Issue = z.core.$ZodIssue;

/** Of forms that exclude each other, the one that fits furthest was meant; else the last. */
function meantBranch(issue: Issue): readonly Issue[] {
  if (issue.code !== "invalid_union") return [issue];
  let best: readonly Issue[] = [];
  let bestDepth = 1;
  for (const branch of issue.errors) {
    const depth = Math.max(0, ...branch.map((inner) => inner.path.length));
    if (depth < bestDepth) continue;
    best = branch;
    bestDepth = depth;
  }
  if (best.length === 0) return [issue];
  return best.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }));
}

function problemOf(issue: Issue, place: string): InputProblem {
  const where = [place, ...issue.path.map((part) => String(part).slice(0, 60))].join(".");
  return { where, what: whatOf(issue), allowed: allowedOf(issue) };
}

function whatOf(issue: Issue): string {
  if (issue.code === "invalid_type") {
    return issue.message.endsWith("received undefined") ? "is missing" : "is of the wrong type";
  }
  if (issue.code === "unrecognized_keys") {
    return `unknown field ${issue.keys.slice(0, 5).join(", ").slice(0, 100)}`;
  }
  if (issue.code === "too_small") return "is too small";
  return issue.code === "too_big" ? "is too big" : "is wrong";
}

function allowedOf(issue: Issue): string {
  if (issue.code === "invalid_type") return named(issue.expected);
  if (issue.code === "invalid_value") {
    return issue.values.map((value) => JSON.stringify(value)).join(", ");
  }
  if (issue.code === "too_small") return `at least ${issue.minimum}${unitOf(issue.origin)}`;
  if (issue.code === "too_big") return `at most ${issue.maximum}${unitOf(issue.origin)}`;
  return issue.message;
}

function named(expected: string): string {
  if (expected === "int") return "a whole number";
  if (expected === "record") return "an object";
  return /^[aeiou]/u.test(expected) ? `an ${expected}` : `a ${expected}`;
}

function unitOf(origin: string): string {
  if (origin === "string") return " characters";
  return origin === "array" ? " items" : "";
}
