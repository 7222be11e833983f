// From the texts of a policy folder to a PolicySpec, or to every problem in it. Pure.
import { LIMITS } from "../domain/limits.ts";
import { buildSpec, termListOf } from "./build-spec.ts";
import { crossChecks, issueProblems, POLICY_FILE, problem, readableParts } from "./problems.ts";
import { HINT_MARK } from "./schema-parts.ts";
import { issueMessage, policySchema } from "./schema.ts";
import type { ListYaml, PolicyYaml } from "./schema.ts";
import type { PolicyProblem, PolicyResult, Term } from "./spec.ts";
import { parseTermList } from "./term-list.ts";
import { policyVersion } from "./version.ts";
import { readYaml } from "./yaml-source.ts";
import type { YamlSource } from "./yaml-source.ts";

type Files = { readonly [path: string]: string };

/**
 * Reads a policy whole: a policy with one problem is refused, and all its problems (the first
 * LIMITS.policyProblems of them) are told at once, in the order of files and lines.
 *
 * @param files texts by path relative to the policy folder, with `/`; `policy.yaml` among them
 * Cost: a few microseconds a term; never on the message path.
 */
export function parsePolicy(files: Files): PolicyResult {
  const problems: PolicyProblem[] = [];
  const refuse = (): PolicyResult => ({ ok: false, problems: inOrder(problems) });
  const text = Object.hasOwn(files, POLICY_FILE) ? files[POLICY_FILE] : undefined;
  const whole = { file: POLICY_FILE, line: 1, column: 0 };
  if (text === undefined) {
    problems.push({ ...whole, message: "there is no policy.yaml", hint: "see docs/policy.md" });
    return refuse();
  }
  const bytes = sizeOf(files);
  if (bytes > LIMITS.policyBytes.value) {
    const message = `the policy with its lists is too large (${bytes} bytes)`;
    problems.push({ ...whole, message, hint: `at most ${LIMITS.policyBytes.value} bytes` });
    return refuse();
  }
  const yaml = readYaml(POLICY_FILE, text);
  if (!yaml.ok) {
    problems.push(...yaml.problems);
    return refuse();
  }
  const { source } = yaml;
  const checked = policySchema.safeParse(source.value ?? {}, { error: issueMessage });
  for (const issue of checked.error?.issues ?? []) problems.push(...issueProblems(issue, source));
  const parts = readableParts(source.value);
  problems.push(...crossChecks(parts, source));
  const terms = readLists(parts.lists, source, files, problems);
  if (!checked.success || problems.length > 0) return refuse();
  const policy = checked.data;
  const lists = (policy.lists ?? []).flatMap((list, index) =>
    isOn(policy, list) ? [termListOf(policy, list, terms[index] ?? [])] : [],
  );
  const lineOfRule = (index: number): number => source.placeOf(["rules", index]).line;
  return { ok: true, spec: buildSpec(policy, lists, policyVersion(files), lineOfRule) };
}

function sizeOf(files: Files): number {
  let bytes = 0;
  for (const text of Object.values(files)) bytes += Buffer.byteLength(text, "utf8");
  return bytes;
}

function inOrder(problems: readonly PolicyProblem[]): PolicyProblem[] {
  const rank = (file: string): string => (file === POLICY_FILE ? "" : file);
  return [...problems]
    .sort((a, b) => compare(rank(a.file), rank(b.file)) || a.line - b.line || a.column - b.column)
    .slice(0, LIMITS.policyProblems.value);
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Reads every list, also those of languages that are off: a policy is right or wrong whole. */
function readLists(
  given: readonly (ListYaml | null)[],
  source: YamlSource,
  files: Files,
  problems: PolicyProblem[],
): (readonly Term[])[] {
  const lists: (readonly Term[])[] = given.map(() => []);
  let count = 0;
  for (const [index, list] of given.entries()) {
    if (list === null) continue;
    const at = source.placeOf(["lists", index, "file"]);
    const text = Object.hasOwn(files, list.file) ? files[list.file] : undefined;
    if (text === undefined) {
      const hint = "paths are relative to the policy folder";
      problems.push(problem(at, `the file ${list.file} is missing${HINT_MARK}${hint}`));
      continue;
    }
    const room = LIMITS.policyProblems.value - problems.length;
    if (room <= 0) break;
    const { severity, match = null, masked = false } = list;
    const read = parseTermList(list.file, text, { severity, match, masked }, room);
    problems.push(...read.problems);
    lists[index] = read.terms;
    count += read.terms.length;
    if (count > LIMITS.terms.value) {
      const hint = `at most ${LIMITS.terms.value} in all lists together`;
      problems.push(problem(at, `too many terms${HINT_MARK}${hint}`));
      break;
    }
  }
  return lists;
}

function isOn(policy: PolicyYaml, list: ListYaml): boolean {
  if (list.language === undefined || policy.languages === undefined) return true;
  return policy.languages.includes(list.language);
}
