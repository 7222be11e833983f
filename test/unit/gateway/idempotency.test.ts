// One answer an id: again, to whoever asks, and not for ever.
import { describe, expect, it } from "vitest";
import { LIMITS } from "../../../src/domain/limits.ts";
import type { Answer } from "../../../src/gateway/idempotency.ts";
import { Idempotency } from "../../../src/gateway/idempotency.ts";

class Asker {
  readonly got: Answer[] = [];
  send(answer: Answer): void {
    this.got.push(answer);
  }
}

const answer = (id: string): Answer => ({ op: "result", id, status: "delivered" });
const WINDOW = LIMITS.idempotencyMs.value;

describe("Idempotency", () => {
  it("answers everybody who asked before the first answer, once each", () => {
    const [memory, first, second] = [new Idempotency(), new Asker(), new Asker()];
    const attempt = memory.begin("shop", "u_1", "c1", first, 0);
    expect(memory.begin("shop", "u_1", "c1", second, 1)).toBeUndefined();
    if (attempt === undefined) throw new Error("the first was not begun");
    memory.settle(attempt, answer("c1"));
    memory.settle(attempt, answer("other"));
    expect([first.got, second.got]).toEqual([[answer("c1")], [answer("c1")]]);
  });

  it.each([
    [WINDOW - 1, false],
    [WINDOW, true],
  ])("after %i ms the id is new: %s", (nowMs, isNew) => {
    const memory = new Idempotency();
    memory.begin("shop", "u_1", "c1", new Asker(), 0);
    expect(memory.begin("shop", "u_1", "c1", new Asker(), nowMs) !== undefined).toBe(isNew);
  });

  it.each([
    ["room", "other", "u_1"],
    ["user", "shop", "u_2"],
  ])("tells apart by %s", (_, room, user) => {
    const memory = new Idempotency();
    memory.begin("shop", "u_1", "c1", new Asker(), 0);
    expect(memory.begin(room, user, "c1", new Asker(), 0)).toBeDefined();
  });

  it.each([
    [LIMITS.idempotencyPerSession.value - 1, false],
    [LIMITS.idempotencyPerSession.value, true],
  ])("with %i others behind it an id is forgotten: %s", (others, isForgotten) => {
    const memory = new Idempotency();
    memory.begin("shop", "u_1", "first", new Asker(), 0);
    for (let n = 0; n < others; n += 1) memory.begin("shop", "u_1", `c${n}`, new Asker(), 0);
    expect(memory.begin("shop", "u_1", "first", new Asker(), 0) !== undefined).toBe(isForgotten);
  });

  it("asked again too often remembers a bounded number of askers", () => {
    const [memory, asker] = [new Idempotency(), new Asker()];
    const attempt = memory.begin("shop", "u_1", "c1", asker, 0);
    for (let n = 0; n < 100; n += 1) memory.begin("shop", "u_1", "c1", asker, 0);
    if (attempt !== undefined) memory.settle(attempt, answer("c1"));
    expect(asker.got).toHaveLength(8);
  });

  it("swept forgets only what is too old", () => {
    const memory = new Idempotency();
    memory.begin("shop", "u_1", "c1", new Asker(), 0);
    memory.begin("shop", "u_2", "c1", new Asker(), 10);
    memory.sweep(WINDOW + 5);
    expect(memory.begin("shop", "u_1", "c1", new Asker(), 20)).toBeDefined();
    expect(memory.begin("shop", "u_2", "c1", new Asker(), 20)).toBeUndefined();
  });
});
