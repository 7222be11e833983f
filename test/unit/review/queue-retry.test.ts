// How long a failed item waits.
import { describe, expect, it } from "vitest";
import { retryWaitMs } from "../../../src/review/queue-retry.ts";

describe("retryWaitMs", () => {
  it.each([
    [1, 1_000],
    [2, 2_000],
    [6, 32_000],
    [7, 60_000],
    [20, 60_000],
    [2_000, 60_000],
  ])("after %s failures is %s ms", (failures, ms) => {
    expect(retryWaitMs(failures)).toBe(ms);
  });
});
