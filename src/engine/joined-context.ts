// Another text in a message's place, as the phases take it: joined with its sender's messages before
// it, or read through a disguise. Everything but the text is the present message's.
import type { Modes } from "../domain/modes.ts";
import { foldedString } from "../match/folded-bytes.ts";
import type { AllowedDomains } from "../match/detector.ts";
import { KeywordSearch } from "../match/keywords.ts";
import type { KeywordFinds } from "../match/keywords.ts";
import type { CompiledPolicy } from "../policy/compile.ts";
import { createFolded } from "../text/folded.ts";
import { fold } from "../text/folder.ts";
import type { Finding, PhaseContext } from "./phase.ts";
import type { JudgeInput } from "./types.ts";

/** None: a joined text is looked through, modes were asked before. */
const NO_MODES: Modes = {};

/** One a policy, reused. */
export class JoinedContext implements PhaseContext {
  readonly policy: CompiledPolicy;
  readonly memory = undefined;
  readonly folded = createFolded();
  readonly search: KeywordSearch;
  readonly allowed: AllowedDomains;
  readonly findings: readonly Finding[] = [];
  readonly isRejected = false;
  readonly modes = NO_MODES;
  input: JudgeInput;
  isExempt = false;
  finds: KeywordFinds;
  matched: readonly number[] = [];
  links = 0;
  hash = 0;
  private written: string | undefined;

  constructor({ policy, input }: PhaseContext) {
    this.policy = policy;
    this.input = input;
    this.search = new KeywordSearch(policy.keywords);
    this.finds = this.search.finds;
    this.allowed = policy.allowedDomains;
  }

  get gates(): number {
    return this.finds.gates;
  }

  string(): string {
    this.written ??= foldedString(this.folded);
    return this.written;
  }

  /** Folds the joined text in place of the present one. */
  begin({ input, isExempt }: PhaseContext, text: string): void {
    this.input = { ...input, text };
    this.isExempt = isExempt;
    this.matched = [];
    this.links = 0;
    this.written = undefined;
    fold(text, this.folded);
  }
}

/** Policies come and go; what belongs to one goes with it. */
const contexts = new WeakMap<CompiledPolicy, JoinedContext>();

/** One a policy, overwritten by whoever begins with it next. */
export function joinedContextOf(context: PhaseContext): JoinedContext {
  let joined = contexts.get(context.policy);
  if (joined === undefined) {
    joined = new JoinedContext(context);
    contexts.set(context.policy, joined);
  }
  return joined;
}
