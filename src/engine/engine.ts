// The engine: runs THE LIST of phases.ts on one message and answers with a verdict.
import type { Modes } from "../domain/modes.ts";
import type { Verdict } from "../domain/verdict.ts";
import type { AllowedDomains } from "../match/detector.ts";
import { foldedString } from "../match/folded-bytes.ts";
import { KeywordSearch } from "../match/keywords.ts";
import type { KeywordFinds } from "../match/keywords.ts";
import type { CompiledPolicy } from "../policy/compile.ts";
import { createFolded } from "../text/folded.ts";
import { isExemptRole } from "./exempt.ts";
import { EngineMemory, NO_KEY } from "./memory.ts";
import { NO_MODES } from "./phase-modes.ts";
import type { Finding, PhaseContext, Refusal } from "./phase.ts";
import { PHASES } from "./phases.ts";
import { shielded } from "./shield.ts";
import type { Engine, JudgeInput } from "./types.ts";
import { refusalVerdict, verdictOf } from "./verdict.ts";

export interface EngineOptions {
  /**
   * False: nothing is remembered and no limits are kept (`weir check`, `POST /v1/moderate`).
   * Default true.
   */
  readonly stateful?: boolean;
  /** Default: a fresh one. */
  readonly memory?: EngineMemory;
}

export interface SwappableEngine extends Engine {
  /** The next judged message is judged by this policy; memory stays. */
  swap(policy: CompiledPolicy): void;
}

/**
 * Not re-entrant and not shared between threads: its buffers are reused from message to message.
 */
export function createEngine(policy: CompiledPolicy, options: EngineOptions = {}): SwappableEngine {
  const isStateful = options.stateful ?? true;
  const memory = isStateful ? (options.memory ?? new EngineMemory()) : undefined;
  let run = new Run(policy, memory);
  return {
    get policyVersion() {
      return run.policy.version;
    },
    judge: (input) => run.judge(input),
    memoryKeys: (userId, deviceHash, address) =>
      memory?.keysOf(userId, deviceHash, address) ?? NO_KEYS,
    roomKey: (room) => memory?.roomKey(room) ?? 0,
    swap(next) {
      run = new Run(next, memory);
    },
  };
}

const NO_KEYS = { user: 0, device: NO_KEY, address: NO_KEY };
const NO_INPUT: JudgeInput = {
  text: "",
  at: 0,
  user: { id: "", role: "viewer", attrs: {}, keys: NO_KEYS },
  room: { id: "", key: 0, modes: NO_MODES, viewers: 0 },
};

/** One message after another through the phases of one policy. */
class Run implements PhaseContext {
  readonly policy: CompiledPolicy;
  readonly memory: EngineMemory | undefined;
  readonly folded = createFolded();
  readonly search: KeywordSearch;
  readonly allowed: AllowedDomains;
  readonly findings: Finding[] = [];
  input: JudgeInput = NO_INPUT;
  modes: Modes = NO_MODES;
  isExempt = false;
  finds: KeywordFinds;
  matched: readonly number[] = [];
  links = 0;
  hash = 0;
  private written: string | undefined;
  /** Nearly every message's verdict: made once. */
  private readonly allow: Verdict;

  constructor(policy: CompiledPolicy, memory: EngineMemory | undefined) {
    this.policy = policy;
    this.memory = memory;
    this.search = new KeywordSearch(policy.keywords);
    this.finds = this.search.finds;
    this.allowed = policy.allowedDomains;
    this.allow = Object.freeze({
      action: "allow",
      reasons: Object.freeze([]),
      policyVersion: policy.version,
    });
  }

  get gates(): number {
    return this.finds.gates;
  }

  get isRejected(): boolean {
    return this.findings.some(({ consequence }) => consequence.action === "reject");
  }

  string(): string {
    this.written ??= foldedString(this.folded);
    return this.written;
  }

  judge(input: JudgeInput): Verdict {
    this.input = input;
    this.modes = shielded(input.room.modes, this.policy.spec.shield);
    this.isExempt = isExemptRole(input.user.role);
    this.links = 0;
    this.hash = 0;
    this.written = undefined;
    if (this.findings.length > 0) this.findings.length = 0;
    const refusal = this.runPhases();
    this.memory?.countMessage(input.user.keys.user);
    if (refusal !== undefined) return refusalVerdict(refusal, this.policy.version);
    if (this.findings.length === 0) return this.allow;
    return verdictOf(this.findings, input.text, this.policy);
  }

  private runPhases(): Refusal | undefined {
    for (const phase of PHASES) {
      const result = phase.run(this);
      if (result === undefined) continue;
      if (result.kind === "refusal") return result;
      this.findings.push(...result.findings);
    }
    return undefined;
  }
}
