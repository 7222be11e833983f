// The engine's work in stages: each part by itself, and whole verdicts, ready to be timed.
import { createEngine } from "../src/engine/engine.ts";
import type { SwappableEngine } from "../src/engine/engine.ts";
import type { RoomContext, UserContext } from "../src/engine/types.ts";
import type { DetectorText } from "../src/match/detector.ts";
import { DetectorReading } from "../src/match/detector-reading.ts";
import { DETECTORS } from "../src/match/detectors.ts";
import { foldedString } from "../src/match/folded-bytes.ts";
import { KeywordSearch } from "../src/match/keywords.ts";
import type { CompiledPolicy } from "../src/policy/compile.ts";
import { RateLimit } from "../src/spam/limits.ts";
import { createFolded } from "../src/text/folded.ts";
import { fold } from "../src/text/folder.ts";
import type { StreamMessage } from "./streams.ts";
import type { Stage, Timed } from "./timing.ts";

/** What a stage found in a message, as a number that is the same whenever it is asked. */
type Part = () => number;

/** Parts of a stateless verdict on one text after another; `read` does what comes before them. */
export interface Parts {
  read(text: string): void;
  readonly fold: Part;
  readonly keywords: Part;
  readonly patterns: Part;
  readonly detectors: Part;
}

export function partsOf(policy: CompiledPolicy): Parts {
  const folded = createFolded();
  const search = new KeywordSearch(policy.keywords);
  let current = "";
  const text: DetectorText & { gates: number; written: string | undefined } = {
    folded,
    gates: 0,
    allowed: policy.allowedDomains,
    written: undefined,
    string() {
      this.written ??= foldedString(folded);
      return this.written;
    },
  };
  const reading = new DetectorReading();
  return {
    read(next) {
      current = next;
      fold(next, folded);
      text.gates = search.search(folded).gates;
      text.written = undefined;
    },
    fold() {
      fold(current, folded);
      return folded.length;
    },
    keywords: () => search.search(folded).count,
    patterns: () => policy.patterns.match(folded, search.finds.patterns).length,
    detectors() {
      let found = 0;
      text.written = undefined;
      reading.begin(text);
      for (const detector of DETECTORS) {
        if (detector.isWorth(text)) detector.detect(reading, () => found++);
      }
      return found;
    },
  };
}

/** The parts by themselves; what comes before each is done outside of its time. */
export function partStages(policy: CompiledPolicy, name: string): Stage[] {
  const parts = partsOf(policy);
  const names = ["fold", "keywords", "patterns", "detectors"] as const;
  const stages = names.map((part): Stage => {
    const begin = () => (message: StreamMessage) => {
      parts.read(message.text);
      return timed(parts[part]);
    };
    return { name: part, policy: name, begin };
  });
  return [...stages, limitsStage(policy, name)];
}

function timed(part: Part): Timed {
  const start = performance.now();
  const answer = part();
  return { ms: performance.now() - start, answer };
}

function limitsStage(policy: CompiledPolicy, name: string): Stage {
  const { user, room } = policy.spec.limits;
  const roomRate = { burst: room.perSecond, perSecond: room.perSecond };
  return {
    name: "limits",
    policy: name,
    begin() {
      const [users, rooms] = [new RateLimit(), new RateLimit()];
      const slots = new Map<string, number>();
      return (message) => {
        const slot = slots.get(message.user) ?? slots.size;
        slots.set(message.user, slot);
        return timed(
          () => users.take(slot, message.at, user) + rooms.take(0, message.at, roomRate),
        );
      };
    },
  };
}

/** Whole verdicts, without memory and with it. */
export function wholeStages(policy: CompiledPolicy, name: string): Stage[] {
  return [false, true].map((stateful) => ({
    name: stateful ? "whole, stateful" : "whole, stateless",
    policy: name,
    begin() {
      const engine = createEngine(policy, { stateful });
      const users = new Map<string, UserContext>();
      const rooms = new Map<string, RoomContext>();
      return (message) => {
        const { text, at } = message;
        const input = { text, at, ...contextOf(engine, message, users, rooms) };
        const start = performance.now();
        const verdict = engine.judge(input);
        const ms = performance.now() - start;
        return { ms, answer: verdict.action.length + verdict.reasons.length };
      };
    },
  }));
}

/** As a session has them: built once a user and room. */
function contextOf(
  engine: SwappableEngine,
  message: StreamMessage,
  users: Map<string, UserContext>,
  rooms: Map<string, RoomContext>,
): { readonly user: UserContext; readonly room: RoomContext } {
  let user = users.get(message.user);
  if (user === undefined) {
    const keys = engine.memoryKeys(message.user, null, null);
    user = { id: message.user, role: "viewer", attrs: {}, keys };
    users.set(message.user, user);
  }
  let room = rooms.get(message.room);
  if (room === undefined) {
    room = { id: message.room, key: engine.roomKey(message.room), modes: {}, viewers: 100 };
    rooms.set(message.room, room);
  }
  return { user, room };
}
