// How a busy room's messages are shared out, and who is mentioned.
import { describe, expect, it } from "vitest";
import {
  mentioned,
  mentionKey,
  nextShare,
  Sampler,
  SHARDS,
} from "../../../src/gateway/sampling.ts";

describe("nextShare", () => {
  it.each([
    [29, 1],
    [30, 1],
    [31, 0.968],
    [300, 0.1],
    [1_000_000, 0.001],
  ])("at %i messages a second of 30 readable is %d", (rate, share) => {
    expect(nextShare(1, rate, 30)).toBe(share);
  });

  it("is 1 at any rate when sampling is off", () => {
    expect(nextShare(1, 10_000, 0)).toBe(1);
  });

  it("does not follow small changes", () => {
    expect(nextShare(0.1, 310, 30)).toBe(0.1);
    expect(nextShare(0.1, 400, 30)).toBe(0.075);
  });
});

describe("Sampler", () => {
  it.each([60, 100, 300, 1_000])("deals each shard the same share of %i a second", (rate) => {
    const sampler = new Sampler(30);
    for (let n = 0; n < rate; n += 1) sampler.count();
    expect(sampler.endSecond()).toEqual({ messages: rate, isChanged: true });
    const dealt = Array.from({ length: SHARDS }, () => 0);
    const messages = rate * 10;
    for (let n = 0; n < messages; n += 1) {
      const shards = sampler.deal();
      for (let shard = 0; shard < SHARDS; shard += 1) {
        if ((shards & (1 << shard)) !== 0) dealt[shard] = (dealt[shard] ?? 0) + 1;
      }
    }
    const fair = messages * sampler.share;
    for (const got of dealt) expect(Math.abs(got - fair)).toBeLessThanOrEqual(1);
  });

  it("shows all again when the rate falls", () => {
    const sampler = new Sampler(1);
    for (let n = 0; n < 10; n += 1) sampler.count();
    sampler.endSecond();
    expect(sampler.share).toBe(0.1);
    expect(sampler.endSecond()).toEqual({ messages: 0, isChanged: true });
    expect(sampler.share).toBe(1);
  });
});

describe("mentioned", () => {
  const names = new Map([
    ["aki", "u_aki"],
    ["あき", "u_ja"],
    ["ben", "u_ben"],
  ]);

  it.each([
    ["hello @Aki!", ["u_aki"]],
    ["@ben, @aki", ["u_ben", "u_aki"]],
    ["@あきさん買います", ["u_ja"]],
    ["@ben", ["u_ben"]],
    ["mail aki@", []],
    ["@nobody", []],
    ["", []],
  ])("%s", (text, users) => {
    expect(mentioned(text, names)).toEqual(users);
  });

  it("looks at a bounded number of them", () => {
    expect(mentioned("@x ".repeat(50) + "@aki", names)).toEqual([]);
  });
});

describe("mentionKey", () => {
  it("is the first word in lower case", () => {
    expect(mentionKey("Aki Tanaka")).toBe("aki");
  });
});
