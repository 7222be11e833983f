// The table of `npm run bench fanout`, in Markdown: docs/performance.md shows it as it is.
import type { FanoutRow, Settings } from "./fanout.ts";
import { PEERS } from "./peers/peers.ts";

const COLUMNS = [
  "server",
  "msg/s",
  "CPU µs",
  "range",
  "× uWS",
  "× a write each",
  "p50 ms",
  "p99 ms",
  "p99.9 ms",
  "bytes",
  "frames",
  "KiB/conn",
  "server, load busy",
  "load late p99 ms",
];

export function printRows(rows: readonly FanoutRow[], { viewers, rounds }: Settings): void {
  console.log(`\n${viewers} viewers, medians of ${rounds} rounds; a delivered message each:\n`);
  console.log(line(COLUMNS));
  console.log(line(COLUMNS.map((_, index) => (index === 0 ? "---" : "--:"))));
  for (const row of [...rows].toSorted((a, b) => a.rate - b.rate)) console.log(line(cellsOf(row)));
}

function cellsOf(row: FanoutRow): readonly string[] {
  const title = PEERS.find(({ name }) => name === row.peer)?.title ?? row.peer;
  const reached = row.reached === null ? "" : ` (saturated: ${row.reached.toFixed(0)})`;
  return [
    title,
    `${row.rate}${reached}`,
    row.us.toFixed(3),
    `${row.lowest.toFixed(2)}–${row.highest.toFixed(2)}`,
    row.ratio?.toFixed(2) ?? "",
    row.strictRatio?.toFixed(2) ?? "",
    row.p50.toFixed(1),
    row.p99.toFixed(1),
    row.p999.toFixed(1),
    row.bytes.toFixed(0),
    row.frames.toFixed(2),
    row.kibPerConnection.toFixed(1),
    `${percent(row.serverBusy)}, ${percent(row.loadBusy)}`,
    row.lateP99.toFixed(1),
  ];
}

function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}
