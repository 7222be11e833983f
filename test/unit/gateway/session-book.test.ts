// All sessions of a gateway by their tokens' ends: each is told of its end once it has come.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SessionBook } from "../../../src/gateway/session-book.ts";

const session = (expiresAt: number) => ({ facts: { expiresAt } });

function expired(book: SessionBook<ReturnType<typeof session>>, nowMs: number) {
  const over: ReturnType<typeof session>[] = [];
  book.expire(nowMs, (one) => over.push(one));
  return over;
}

describe("SessionBook", () => {
  it("tells of those whose time is over, to the millisecond", () => {
    const book = new SessionBook();
    const [early, late] = [session(50_000), session(50_001)];
    book.add(late);
    book.add(early);
    expect(expired(book, 49_999)).toEqual([]);
    expect(expired(book, 50_000)).toEqual([early]);
    expect(new Set(expired(book, 50_001))).toEqual(new Set([early, late]));
  });

  it("tells of one that is not gone again", () => {
    const book = new SessionBook();
    book.add(session(1_000));
    expect([expired(book, 90_000).length, expired(book, 91_000).length]).toEqual([1, 1]);
  });

  it("lets a session be removed while it is told of it", () => {
    const book = new SessionBook<ReturnType<typeof session>>();
    for (let at = 0; at < 5; at += 1) book.add(session(at));
    book.expire(10, (one) => book.remove(one));
    expect([book.size, expired(book, 1_000_000)]).toEqual([0, []]);
  });

  it("counts each once, and removes what it has alone", () => {
    const book = new SessionBook();
    const one = session(5_000);
    book.add(one);
    book.add(one);
    book.remove(session(5_000));
    expect(book.size).toBe(1);
    book.remove(one);
    book.remove(one);
    expect(book.size).toBe(0);
  });

  it("tells of the same as a look at every session would, whatever comes and goes", () => {
    const step = fc.record({
      expiresAt: fc.integer({ min: 0, max: 200_000 }),
      waits: fc.integer({ min: 0, max: 20_000 }),
      leaves: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const book = new SessionBook<ReturnType<typeof session>>();
        const all = new Set<ReturnType<typeof session>>();
        let nowMs = 0;
        for (const { expiresAt, waits, leaves } of steps) {
          const one = session(nowMs + expiresAt);
          book.add(one);
          all.add(one);
          nowMs += waits;
          const over = expired(book, nowMs);
          const expected = [...all].filter(({ facts }) => facts.expiresAt <= nowMs);
          expect(new Set(over)).toEqual(new Set(expected));
          for (const gone of over) {
            book.remove(gone);
            all.delete(gone);
          }
          const [first] = all;
          if (leaves && first !== undefined) {
            book.remove(first);
            all.delete(first);
          }
          expect(book.size).toBe(all.size);
        }
      }),
    );
  });
});
