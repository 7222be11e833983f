// What hosts wrote: whose answers are no campaign.
import { describe, expect, it } from "vitest";
import { HostPrompts } from "../../../src/spam/host-prompts.ts";

describe("HostPrompts.isPrompted", () => {
  it("knows the host's words and parts of them", () => {
    const prompts = new HostPrompts();
    prompts.remember(1, "commentiwantthebluebagtotakepart", 0);
    expect(prompts.isPrompted(1, "iwantthebluebag", 1_000)).toBe(true);
    expect(prompts.isPrompted(1, "iwanttheredbag", 1_000)).toBe(false);
    expect(prompts.isPrompted(2, "iwantthebluebag", 1_000)).toBe(false);
  });

  it("forgets after ten minutes, and all but the last four", () => {
    const prompts = new HostPrompts();
    prompts.remember(1, "iwantthebluebag", 0);
    expect(prompts.isPrompted(1, "iwantthebluebag", 600_000)).toBe(false);
    for (let i = 0; i < 4; i++) prompts.remember(1, `something else ${i}`, 0);
    expect(prompts.isPrompted(1, "iwantthebluebag", 0)).toBe(false);
  });

  it("takes no short word for a prompt", () => {
    const prompts = new HostPrompts();
    prompts.remember(1, "hello", 0);
    expect(prompts.isPrompted(1, "hello everybody visit my shop", 0)).toBe(false);
  });

  it("forgets for a room's new owner", () => {
    const prompts = new HostPrompts();
    prompts.remember(1, "iwantthebluebag", 0);
    prompts.reset(1);
    expect(prompts.isPrompted(1, "iwantthebluebag", 0)).toBe(false);
  });
});
