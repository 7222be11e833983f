// Retained state in memory: newest value a key, sanctions until they end, caps.
import { describe, expect, it } from "vitest";
import { StateMap } from "../../../src/bus/state-map.ts";
import { modes, sanction } from "../../support/bus-builders.ts";

const CAPS = { policy: 1, modes: 2, sanction: 2 };

function keys(board: StateMap): readonly string[] {
  return board.entries().map(([key]) => key);
}

describe(StateMap, () => {
  it("keeps the newest value of a key until it is removed", () => {
    const board = new StateMap(() => 0);
    board.set("modes/r", modes("r", 1));
    board.set("modes/r", modes("r", 2));
    expect(board.get("modes/r")).toEqual(modes("r", 2));
    board.set("modes/r", null);
    expect(keys(board)).toEqual([]);
  });

  it.each([
    [99, true],
    [100, false],
    [101, false],
  ])("has a sanction until 100 at %d: %s", (nowMs, isThere) => {
    let now = 0;
    const board = new StateMap(() => now);
    board.set("sanction/s", sanction("s", 100));
    now = nowMs;
    expect(keys(board)).toEqual(isThere ? ["sanction/s"] : []);
  });

  it("does not keep what has ended already, and drops the value before it", () => {
    const board = new StateMap(() => 100);
    board.set("sanction/s", sanction("s", null));
    board.set("sanction/s", sanction("s", 50));
    expect(keys(board)).toEqual([]);
  });

  it("drops the oldest of the kind beyond its cap, and says which", () => {
    const board = new StateMap(() => 0, CAPS);
    board.set("modes/r", modes("r", 1));
    for (const id of ["s_1", "s_2"]) {
      expect(board.set(`sanction/${id}`, sanction(id, null))).toBeUndefined();
    }
    expect(board.set("sanction/s_3", sanction("s_3", null))).toBe("sanction/s_1");
    expect(keys(board)).toEqual(["modes/r", "sanction/s_2", "sanction/s_3"]);
  });

  it("drops what has ended before it drops what is in force", () => {
    let now = 0;
    const board = new StateMap(() => now, CAPS);
    board.set("sanction/s_1", sanction("s_1", null));
    board.set("sanction/s_2", sanction("s_2", 10));
    now = 20;
    expect(board.set("sanction/s_3", sanction("s_3", null))).toBeUndefined();
    expect(keys(board)).toEqual(["sanction/s_1", "sanction/s_3"]);
  });
});
