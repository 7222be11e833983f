// Makes a compiled policy ready before the first message: regex sets are built and hot code is compiled.
import type { Role } from "../domain/message.ts";
import { createEngine } from "../engine/engine.ts";
import type { CompiledPolicy } from "../policy/compile.ts";

/** One of each thing that phases look at: words, disguises, links, numbers, addresses, floods. */
const LINES = [
  "hello, does the green one come in M? 緑のMサイズはありますか？",
  "LINE追加してください ID: warm_up1 / add me on WhatsApp +81 90 0000 0000",
  "see https://warm-up.example.com or warm-up dot example dot com, example どっと com",
  "card 4111 1111 1111 1111, phone 090-0000-0000, mail warm@example.com",
  "f u c k, ｓｈ１ｔ, ﾀﾋね, 死　ね, L I * N E, スーパーコピー, 1:1 mirror quality",
  "安い安い安い安い安い安い安い安い安い安い安い安い安い安い安い安い安い安い安い安い安い安い安い安い安い安い",
  "wow 😂😂😂 Ⓛ🅸Ⓝ🅴 ⁢z​a̷l̸g̶o̵ &amp; %E3%83%A9",
];
/** Enough for the just-in-time compiler to have seen the loops. */
const ROUNDS = 60;

/** Cost: some 50 to 100 ms; the first real message would otherwise wait for most of it. */
export function warmUp(policy: CompiledPolicy): void {
  const engine = createEngine(policy, { stateful: false });
  const role: Role = "viewer";
  const keys = engine.memoryKeys("warm-up", null, null);
  const user = { id: "warm-up", role, attrs: {}, keys };
  const room = { id: "warm-up", key: engine.roomKey("warm-up"), modes: {}, viewers: 0 };
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const text of LINES) engine.judge({ text: `${text} ${round}`, at: round, user, room });
  }
}
