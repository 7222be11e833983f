// Symptom: a moderator's `sanction` was answered, and the user's next message was still delivered.
// Cause: the gateway waited for its own change to come back over the bus before it enforced it.
import { afterEach, expect, it } from "vitest";
import type { Bus } from "../../src/domain/ports/bus.ts";
import { startTestGateway, type TestGateway } from "../support/gateway.ts";
import { ScriptedBus } from "../support/gateway-bus.ts";

let weir: TestGateway | undefined;

afterEach(() => weir?.[Symbol.asyncDispose]());

/** A board whose changes come back when they are let. */
function slowBoard() {
  const bus = new ScriptedBus();
  const late: (() => void)[] = [];
  const slow: Bus = {
    rooms: bus.rooms,
    state: {
      set: (key, entry) => void late.push(() => bus.state.set(key, entry)),
      watch: (handler) => bus.state.watch(handler),
    },
    tell: (message) => bus.tell(message),
    onTell: (handler) => bus.onTell(handler),
    ask: () => bus.ask(),
    serve: () => bus.serve(),
    isUp: () => bus.isUp(),
    [Symbol.asyncDispose]: () => bus[Symbol.asyncDispose](),
  };
  return { slow, comesBack: () => late.forEach((change) => change()) };
}

it("bites before it is answered, and is told once when the board has it too", async () => {
  const { slow, comesBack } = slowBoard();
  weir = await startTestGateway({ bus: slow });
  const moderator = await weir.join("mo", { role: "moderator" });
  const aki = await weir.join("aki");
  const order = { op: "sanction", id: "s1", userId: "aki", kind: "timeout", seconds: 60 };
  moderator.send(order);
  await moderator.result("s1");
  expect(await aki.say("c1", "still here")).toMatchObject({ code: "muted" });
  comesBack();
  await aki.say("c2", "and now");
  expect(aki.frames.filter(({ op }) => op === "sanction")).toHaveLength(1);
});
