// A forked process for the bus's contract test: joins the room "r", and prints what it hears of it.
import { createIpcChildBus } from "../../src/bus/ipc-child.ts";
import { brief, busOptions, chat } from "./bus-builders.ts";

const name = process.argv[2] ?? "";
const bus = await createIpcChildBus(busOptions());
bus.rooms.onEvent((_room, _epoch, { seq, event }) => {
  process.stdout.write(`${brief(event, seq)}\n`);
});
bus.onTell((message) => {
  if (message.kind !== "live" || message.type !== "go") return;
  for (let i = 0; i < Number(message.data); i++) bus.rooms.append("r", chat(`m_${name}${i}`));
});
bus.serve(`pid-${name}`, () => Promise.resolve(process.pid));
const head = await bus.rooms.join("r");
process.stdout.write(`joined ${head.seq}\n`);
