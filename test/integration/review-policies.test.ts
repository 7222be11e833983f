// Versions of the policy, and verdicts by the one in force, on a real store and bus.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createModerationService } from "../../src/app/services/moderation-service.ts";
import { createPolicyService } from "../../src/app/services/policy-service.ts";
import type { RunningPolicyService } from "../../src/app/services/policy-service.ts";
import type { PolicySource } from "../../src/domain/ports/bus.ts";
import { policyVersion } from "../../src/policy/version.ts";
import { anActor, openReviewDesk } from "../support/review-desk.ts";
import type { ReviewDesk } from "../support/review-desk.ts";

const MIKA = anActor("analyst-1", { role: "analyst" });

function source(text: string): PolicySource {
  const files = { "policy.yaml": text };
  return { version: policyVersion(files), files };
}
const FOLDER = source("languages: [en]\n");
const NEWER = source("languages: [en, ja]\n");
const BAD = source("languges: [en]\n");

let desk: ReviewDesk;
let service: RunningPolicyService;
beforeEach(async () => {
  desk = await openReviewDesk();
  service = createPolicyService(desk);
});
afterEach(async () => {
  await desk.close();
});

function onBoard(): string | undefined {
  const entry = desk.board.get("policy");
  return entry?.kind === "policy" ? entry.policy.version : undefined;
}

async function activeVersions(): Promise<readonly string[]> {
  const { items } = await service.list({});
  return items.filter((policy) => policy.isActive).map((policy) => policy.version);
}

describe("initialise", () => {
  it("stores and activates the folder's policy on a new store", async () => {
    await service.initialise(FOLDER);
    expect(service.current().version).toBe(FOLDER.version);
    expect(onBoard()).toBe(FOLDER.version);
    expect(await activeVersions()).toEqual([FOLDER.version]);
  });

  it("leaves a version that was activated by hand when the folder has not changed", async () => {
    await service.initialise(FOLDER);
    await service.add(NEWER.files, "try", MIKA);
    await service.activate(NEWER.version, MIKA);
    const next = createPolicyService(desk);
    await next.initialise(FOLDER);
    expect(next.current().version).toBe(NEWER.version);
    expect(onBoard()).toBe(NEWER.version);
  });

  it("activates a folder that has changed", async () => {
    await service.initialise(FOLDER);
    const next = createPolicyService(desk);
    await next.initialise(NEWER);
    expect(next.current().version).toBe(NEWER.version);
    expect(await activeVersions()).toEqual([NEWER.version]);
  });

  it("takes the folder's when the active one cannot be read", async () => {
    await desk.store.insertPolicy(FOLDER, "system", "", 1);
    await desk.store.insertPolicy(BAD, "system", "", 1);
    await desk.store.activatePolicy(BAD.version);
    await service.initialise(FOLDER);
    expect(service.current().version).toBe(FOLDER.version);
    expect(desk.log.events).toContain("policy.active_unusable");
  });

  it("refuses a bad folder", async () => {
    await expect(service.initialise(BAD)).rejects.toMatchObject({ code: "policy_invalid" });
    expect(() => service.current()).toThrow("No policy");
  });
});

describe("add", () => {
  beforeEach(() => service.initialise(FOLDER));

  it("stores a version without activating it", async () => {
    expect(await service.add(NEWER.files, "try", MIKA)).toEqual({
      ok: true,
      version: NEWER.version,
    });
    expect(await service.get(NEWER.version)).toEqual(NEWER.files);
    expect(await activeVersions()).toEqual([FOLDER.version]);
  });

  it("refuses a bad policy with its place, and stores nothing", async () => {
    const result = await service.add(BAD.files, "typo", MIKA);
    expect(result).toMatchObject({ ok: false, problems: [{ file: "policy.yaml", line: 1 }] });
    expect(await service.get(BAD.version)).toBeUndefined();
  });

  it("audits a version once however often it is added", async () => {
    await service.add(NEWER.files, "try", MIKA);
    await service.add(NEWER.files, "again", MIKA);
    const { items } = await desk.store.listAudit({ subject: `policy:${NEWER.version}` });
    expect(items.map((entry) => entry.action)).toEqual(["policy.added"]);
  });
});

describe("activate", () => {
  beforeEach(() => service.initialise(FOLDER));

  it("puts a stored version in force, on the board and in the audit", async () => {
    await service.add(NEWER.files, "try", MIKA);
    expect(await service.activate(NEWER.version, MIKA)).toBe(true);
    expect(service.current().version).toBe(NEWER.version);
    expect(onBoard()).toBe(NEWER.version);
    const { items } = await desk.store.listAudit({ subject: `policy:${NEWER.version}` });
    expect(items.map((entry) => entry.action)).toContain("policy.activated");
    expect(desk.heard.map((event) => event.type)).toContain("policy.activated");
  });

  it("knows no version that was never stored", async () => {
    expect(await service.activate("0123456789ab", MIKA)).toBe(false);
    expect(service.current().version).toBe(FOLDER.version);
  });

  it("in one backoffice is followed by the others", async () => {
    const other = createPolicyService(desk);
    await other.initialise(FOLDER);
    await service.add(NEWER.files, "try", MIKA);
    await service.activate(NEWER.version, MIKA);
    await expect.poll(() => other.current().version).toBe(NEWER.version);
  });

  it("of a version that cannot be used elsewhere leaves the old one in force there", async () => {
    desk.bus.state.set("policy", { kind: "policy", policy: BAD });
    expect(service.current().version).toBe(FOLDER.version);
    await expect.poll(() => desk.log.events).toContain("policy.unusable");
    expect(service.current().version).toBe(FOLDER.version);
  });
});

describe("moderate", () => {
  const rules = (action: string): PolicySource => {
    return source(
      `rules:\n  - {id: no-foo, category: spam, severity: 2, pattern: 'foo', action: ${action}}\n`,
    );
  };

  it("judges by the policy in force and follows an activation", async () => {
    await service.initialise(rules("hold"));
    const moderation = createModerationService({
      policy: () => service.current(),
      clock: desk.clock,
    });
    const first = moderation.moderate({ text: "foo" });
    expect(first.verdict).toMatchObject({ action: "hold", reasons: [{ rule: "no-foo" }] });
    expect(first.us).toBeGreaterThanOrEqual(0);
    await service.add(rules("reject").files, "", MIKA);
    await service.activate(rules("reject").version, MIKA);
    expect(moderation.moderate({ text: "foo" }).verdict.action).toBe("reject");
  });

  it("remembers nothing: the same text as often as one likes", async () => {
    await service.initialise(FOLDER);
    const moderation = createModerationService({
      policy: () => service.current(),
      clock: desk.clock,
    });
    const actions = Array.from({ length: 50 }, () => moderation.moderate({ text: "hello" }));
    expect(new Set(actions.map(({ verdict }) => verdict.action))).toEqual(new Set(["allow"]));
  });
});
