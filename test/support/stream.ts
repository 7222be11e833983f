// What the replay tests play: real chat where the shared data lies beside the project, else the simulated sale.
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { createSale } from "../../src/demo/sale.ts";

export interface StreamLine {
  readonly id: number;
  readonly room: string;
  readonly user: string;
  /** Ms since the stream's begin. */
  readonly at: number;
  readonly text: string;
}

const SHARED = resolve(import.meta.dirname, "../../../shared/data/streams/mixed.ndjson");
const SALE_ROOMS = ["sale-1", "sale-2", "sale-3"];
const SALE_SECONDS = 600;

export function loadStream(): readonly StreamLine[] {
  return existsSync(SHARED) ? sharedStream() : simulatedStream();
}

function sharedStream(): readonly StreamLine[] {
  const lines = readFileSync(SHARED, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    // One shape, written by the data set's own program; its README names the fields.
    .map((line) => JSON.parse(line) as StreamLine);
  const begin = lines[0]?.at ?? 0;
  return lines.map((line) => ({ ...line, at: line.at - begin }));
}

function simulatedStream(): readonly StreamLine[] {
  let state = 7;
  const random = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
  const lines: StreamLine[] = [];
  for (const room of SALE_ROOMS) {
    const sale = createSale({ viewers: 100, random });
    for (let at = 0; at < SALE_SECONDS * 1_000; at += 200) {
      for (const { viewer, text } of sale.advance(200, 4)) {
        lines.push({ id: 0, room, user: `u_${room}_${viewer}`, at, text });
      }
    }
  }
  return lines.toSorted((a, b) => a.at - b.at).map((line, index) => ({ ...line, id: index + 1 }));
}
