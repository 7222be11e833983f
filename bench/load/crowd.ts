// A part of the audience in a process of its own; some of it also speak. Orders come by IPC, each is
// answered with a report.
import { build, encodeIntoCompressedBase64, type Histogram } from "hdr-histogram-js";
import type { DialectName } from "./dialects.ts";
import { nowUs } from "./monotonic.ts";
import { pace } from "./pacer.ts";
import { sentence } from "./texts.ts";
import { Viewer } from "./viewer.ts";

export interface JoinOrder {
  readonly what: "join";
  readonly port: number;
  readonly dialect: DialectName;
  /** One request target a viewer. */
  readonly paths: readonly string[];
  /** Number of the first viewer: everyone comes from a loopback address of its own. */
  readonly first: number;
  /** Of the viewers, every so many-th is sampled: its messages are timed. */
  readonly sampleEvery: number;
  readonly atOnce: number;
  /** The first so many speak; what they get is counted, what it weighs is not (results are theirs). */
  readonly speakers: number;
}

export interface SayOrder {
  readonly what: "say";
  readonly perSecond: number;
  readonly count: number;
  /** Of the first message. */
  readonly number: number;
}

export type CrowdOrder =
  | JoinOrder
  | SayOrder
  | { readonly what: "count" }
  /** The histograms so far, which then begin anew. */
  | { readonly what: "times" }
  | { readonly what: "leave" };

export interface CrowdReport {
  readonly failed?: string;
  readonly joinedMs?: number;
  readonly open: number;
  /** Messages counted by all viewers; of compressed rooms by the sampled ones. */
  readonly messages: number;
  readonly fewest: number;
  readonly counting: number;
  readonly listeners: number;
  readonly listenerFrames: number;
  readonly listenerBytes: number;
  readonly fewestBytes: number;
  readonly mostBytes: number;
  /** Of the stamps that the crowd's speakers have sent. */
  readonly saidSum: number;
  /** Of the stamps that each sampled viewer has read: one missing and one doubled would count as none. */
  readonly stampSums: readonly number[];
  /** HdrHistograms, microseconds: from due to read, and from due to sent. */
  readonly latency?: string;
  readonly lateness?: string;
}

const HOUR_US = 3_600_000_000;
/** Of a stamp's digits only these are summed up: so sums stay exact. */
const SUMMED = 1_000_000_000;
const viewers: Viewer[] = [];
const sampled = new Set<Viewer>();
/** By the sampled viewer's index. */
const stampSums = new Map<number, number>();
let saidSum = 0;
let speakers = 0;
let isCompressed = false;
let latency = histogram();
let lateness = histogram();

function histogram(): Histogram {
  return build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: HOUR_US,
    numberOfSignificantValueDigits: 3,
  });
}

async function join(order: JoinOrder): Promise<void> {
  const { paths, atOnce, sampleEvery, first, port, dialect } = order;
  isCompressed = dialect === "weir-deflate";
  speakers = order.speakers;
  const enter = async (path: string, index: number): Promise<void> => {
    const isSampled = index >= speakers && (index - speakers) % sampleEvery === 0;
    const options = { port, path, dialect, address: addressOf(first + index) };
    const onDue = (dueUs: number): void => {
      latency.recordValue(Math.max(1, Math.min(HOUR_US, Math.round(nowUs() - dueUs))));
      stampSums.set(index, (stampSums.get(index) ?? 0) + (dueUs % SUMMED));
    };
    if (isSampled) stampSums.set(index, 0);
    const viewer = await Viewer.join(isSampled ? { ...options, onDue } : options);
    viewers[index] = viewer;
    if (isSampled) sampled.add(viewer);
  };
  let next = 0;
  const enterAll = async (): Promise<void> => {
    for (let index = next++; index < paths.length; index = next++) {
      await enter(paths[index] ?? "/", index);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, enterAll));
}

/** 127.1.0.1 and up: no address has a limit's worth of viewers. */
function addressOf(number: number): string {
  return `127.${1 + Math.floor(number / 62_500)}.${Math.floor(number / 250) % 250}.${1 + (number % 250)}`;
}

async function say({ perSecond, count, number }: SayOrder): Promise<void> {
  await pace({ perSecond, count }, (index, dueUs) => {
    const spoken = number + index;
    viewers[spoken % speakers]?.say({ number: spoken, text: sentence(spoken), dueUs });
    lateness.recordValue(Math.max(1, Math.round(nowUs() - dueUs)));
    saidSum += Math.round(dueUs) % SUMMED;
  });
}

function report(): CrowdReport {
  const told = { open: 0, messages: 0, fewest: Number.MAX_SAFE_INTEGER, counting: 0, listeners: 0 };
  const weighed = {
    listenerFrames: 0,
    listenerBytes: 0,
    fewestBytes: Number.MAX_SAFE_INTEGER,
    mostBytes: 0,
  };
  for (const [index, viewer] of viewers.entries()) {
    const { messages, payloadBytes, frames } = viewer.reader;
    if (viewer.isOpen) told.open += 1;
    if (!isCompressed || sampled.has(viewer)) {
      told.counting += 1;
      told.messages += messages;
      told.fewest = Math.min(told.fewest, messages);
    }
    if (index < speakers) continue;
    told.listeners += 1;
    weighed.listenerFrames += frames;
    weighed.listenerBytes += payloadBytes;
    weighed.fewestBytes = Math.min(weighed.fewestBytes, payloadBytes);
    weighed.mostBytes = Math.max(weighed.mostBytes, payloadBytes);
  }
  return { ...told, ...weighed, saidSum, stampSums: [...stampSums.values()] };
}

async function obey(order: CrowdOrder): Promise<CrowdReport> {
  if (order.what === "join") {
    const startedAt = performance.now();
    await join(order);
    return { ...report(), joinedMs: performance.now() - startedAt };
  }
  if (order.what === "say") await say(order);
  if (order.what === "leave") for (const viewer of viewers) viewer.close();
  if (order.what !== "times") return report();
  const times = {
    latency: encodeIntoCompressedBase64(latency),
    lateness: encodeIntoCompressedBase64(lateness),
  };
  latency = histogram();
  lateness = histogram();
  return { ...report(), ...times };
}

process.on("message", (order: CrowdOrder) => {
  void obey(order)
    .catch((error: unknown) => ({ ...report(), failed: String(error) }))
    .then((answer) => process.send?.(answer));
});
process.once("disconnect", () => process.exit(0));
