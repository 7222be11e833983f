// How a verdict came about: the views of a text, what matched in which disguise, what was let go.
import type { Manner, Span } from "../domain/verdict.ts";
import { MANNERS } from "../domain/verdict.ts";
import { foldedString } from "../match/folded-bytes.ts";
import { KeywordSearch } from "../match/keywords.ts";
import type { CompiledPolicy } from "../policy/compile.ts";
import { createFolded } from "../text/folded.ts";
import { fold } from "../text/folder.ts";
import { undisguised } from "../text/undisguise.ts";

export interface FoundTerm {
  /** Id of the list, and the term's line in its file. */
  readonly rule: string;
  readonly line: number;
  readonly term: string;
  readonly span: Span;
  /** What the span says in the original. */
  readonly text: string;
}

export interface Explanation {
  /** What is compared: the text folded, and its letters alone with disguises undone. */
  readonly views: {
    readonly folded: string;
    readonly squeezed: string;
    /** What is read through a disguise and judged as well: none for nearly all texts. */
    readonly readings: readonly string[];
  };
  readonly matched: readonly (FoundTerm & { readonly manner: Manner })[];
  /** Finds that an exception of their term covers. */
  readonly excepted: readonly (FoundTerm & { readonly by: string })[];
  /** Rules that were tried because a literal which they need is in the text, or that need none. */
  readonly rules: readonly { readonly rule: string; readonly matched: boolean }[];
}

/** @returns an explainer for texts under this policy. Slow: for people, never on the message path. */
export function createExplainer(policy: CompiledPolicy): (text: string) => Explanation {
  const folded = createFolded();
  const search = new KeywordSearch(policy.keywords);
  const owners = policy.spec.lists.flatMap(({ id, terms }) => terms.map(() => id));
  const found = (text: string, term: number, start: number, end: number): FoundTerm => ({
    rule: owners[term] ?? "",
    line: policy.terms[term]?.line ?? 0,
    term: policy.terms[term]?.text ?? "",
    span: [start, end],
    text: text.slice(start, end),
  });
  return (text) => {
    const excepted: (FoundTerm & { readonly by: string })[] = [];
    search.trace = {
      freed(term, start, end, [from, to]) {
        excepted.push({ ...found(text, term, start, end), by: text.slice(from, to) });
      },
    };
    fold(text, folded);
    const finds = search.search(folded);
    const matched: (FoundTerm & { readonly manner: Manner })[] = [];
    for (let i = 0; i < finds.count; i++) {
      const manner = MANNERS[finds.manners[i]!] ?? "plain";
      matched.push({ ...found(text, finds.terms[i]!, finds.starts[i]!, finds.ends[i]!), manner });
    }
    const hits = new Set(policy.patterns.match(folded, finds.patterns));
    const tried = policy.patternRules.flatMap((compiled, pattern) => {
      const isTried =
        policy.patterns.prepared.patterns[pattern]?.hasLiterals !== true ||
        finds.patterns.includes(pattern);
      const matched = hits.has(pattern);
      return isTried ? compiled.map(({ rule }) => ({ rule: rule.id, matched })) : [];
    });
    const { units, length } = folded.squeezed;
    return {
      views: {
        folded: foldedString(folded),
        squeezed: String.fromCharCode(...units.subarray(0, length)),
        readings: undisguised(folded).map((reading) => reading.text),
      },
      matched,
      excepted,
      rules: tried,
    };
  };
}
