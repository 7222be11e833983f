// Versions of the policy: checked whole, stored, activated; the one in force, compiled.
import { AppError } from "../../domain/errors.ts";
import { LIMITS } from "../../domain/limits.ts";
import type { PolicySource, StateBoard } from "../../domain/ports/bus.ts";
import type { Actor, LiveEvents, PolicyIssue, PolicyService } from "../../domain/ports/services.ts";
import type { Store } from "../../domain/ports/store.ts";
import type { Clock, Logger } from "../../domain/ports/telemetry.ts";
import type { CompiledPolicy } from "../../policy/compile.ts";
import { checkPolicyAside } from "../compile-aside.ts";
import { checkPolicy } from "../compiled-policies.ts";

export interface PolicyParts {
  readonly store: Store;
  readonly state: StateBoard;
  readonly live: Pick<LiveEvents, "emit">;
  readonly clock: Clock;
  readonly log: Logger;
  readonly makeId: (prefix: string) => string;
}

export interface RunningPolicyService extends PolicyService {
  /**
   * Once, before anything else: stores the folder's policy; activates it when this store has never
   * had its version, else the version that was active stays. Then follows activations by others.
   * Errors: AppError `policy_invalid` when the folder's policy is bad; what the store throws.
   */
  initialise(folder: PolicySource): Promise<void>;
  /** In force in this process. Errors: AppError `policy_missing` before `initialise`. */
  current(): CompiledPolicy;
}

const POLICY_KEY = "policy";

export function createPolicyService(parts: PolicyParts): RunningPolicyService {
  const { store, state } = parts;
  let inForce: CompiledPolicy | undefined;
  let wanted: string | undefined;

  /** A version that this Weir cannot read leaves the one before it in force. */
  async function take(source: PolicySource): Promise<boolean> {
    wanted = source.version;
    if (source.version === inForce?.version) return true;
    const checked = await checkPolicyAside(source.files);
    // A newer one may have come meanwhile.
    if (wanted !== source.version) return true;
    if (checked.ok) inForce = checked.compiled;
    else parts.log.error("policy.unusable", factsOf(source.version, checked.problems));
    return checked.ok;
  }

  return {
    list: (page) => store.listPolicies(page),
    async get(version) {
      return (await store.getPolicy(version))?.files;
    },
    async add(files, note, actor) {
      const checked = await checkPolicyAside(files);
      if (!checked.ok) return checked;
      const { version } = checked.compiled;
      await store.transaction(async (tx) => {
        const isNew = (await tx.getPolicy(version)) === undefined;
        await tx.insertPolicy({ version, files }, actor.id, note, parts.clock.now());
        if (isNew) await tx.appendAudit(auditLine(parts, "policy.added", version, actor.id, note));
      });
      emit(parts, "policy.added", version);
      return { ok: true, version };
    },
    async activate(version, actor) {
      const source = await store.getPolicy(version);
      if (source === undefined) return false;
      const checked = await checkPolicyAside(source.files);
      if (!checked.ok) {
        parts.log.error("policy.unusable", factsOf(version, checked.problems));
        return false;
      }
      await activate(parts, version, actor.id);
      inForce = checked.compiled;
      wanted = version;
      state.set(POLICY_KEY, { kind: "policy", policy: source });
      emit(parts, "policy.activated", version);
      return true;
    },
    async initialise(folder) {
      const source = await firstPolicy(parts, folder);
      // The store's word counts: what the board kept from before may be older.
      if (!(await take(source)))
        throw new AppError("policy_invalid", "The active policy cannot be used.");
      state.set(POLICY_KEY, { kind: "policy", policy: source });
      await state.watch((key, entry, isReplay) => {
        if (key !== POLICY_KEY || entry?.kind !== "policy" || isReplay) return;
        const { policy } = entry;
        take(policy).catch((error: unknown) => {
          parts.log.error("policy.unusable", { version: policy.version }, error);
        });
      });
    },
    current() {
      if (inForce !== undefined) return inForce;
      throw new AppError("policy_missing", "No policy is in force yet.", { retryable: true });
    },
  };
}

/** Stores the folder's policy. @returns the one that is to be in force */
async function firstPolicy(parts: PolicyParts, folder: PolicySource): Promise<PolicySource> {
  const checked = checkPolicy(folder.files);
  if (!checked.ok) throw invalid(folder.version, checked.problems);
  const active = await parts.store.activePolicy();
  const isNew = (await parts.store.getPolicy(folder.version)) === undefined;
  if (!isNew && active !== undefined) {
    if (active.version === folder.version || (await checkPolicyAside(active.files)).ok)
      return active;
    const facts = { active: active.version, instead: folder.version };
    parts.log.error("policy.active_unusable", facts);
  }
  await parts.store.insertPolicy(folder, "system", "policy folder", parts.clock.now());
  await activate(parts, folder.version, "system");
  emit(parts, "policy.activated", folder.version);
  return folder;
}

async function activate(parts: PolicyParts, version: string, by: string): Promise<void> {
  await parts.store.transaction(async (tx) => {
    await tx.activatePolicy(version);
    await tx.appendAudit(auditLine(parts, "policy.activated", version, by, null));
  });
}

function auditLine(
  parts: PolicyParts,
  action: string,
  version: string,
  actor: Actor["id"],
  reason: string | null,
) {
  return {
    id: parts.makeId("a"),
    at: parts.clock.now(),
    actor,
    action,
    subject: `policy:${version}`,
    room: null,
    reason: reason?.slice(0, LIMITS.noteLength.value) ?? null,
    details: { version },
  };
}

function emit(parts: PolicyParts, type: string, version: string): void {
  parts.live.emit({ type, at: parts.clock.now(), room: null, data: { version } });
}

function factsOf(version: string, problems: readonly PolicyIssue[]) {
  const first = problems[0];
  return { version, problems: problems.length, file: first?.file ?? "", line: first?.line ?? 0 };
}

function invalid(version: string, problems: readonly PolicyIssue[]): AppError {
  const first = problems[0];
  const place = first === undefined ? "" : `${first.file}:${first.line}: ${first.message}`;
  const facts = factsOf(version, problems);
  return new AppError("policy_invalid", `The policy is not valid. ${place}`, { facts });
}
