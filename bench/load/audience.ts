// The whole audience of one room: several crowds, each a process, under one set of orders.
import { type ChildProcess, fork } from "node:child_process";
import { decodeFromCompressedBase64, type Histogram } from "hdr-histogram-js";
import type { CrowdOrder, CrowdReport } from "./crowd.ts";
import { CLIENT_DIALECTS, type DialectName } from "./dialects.ts";
import { merged } from "./histograms.ts";
import { cpuNs } from "./process-cpu.ts";
import { loadCores, pin } from "./server-process.ts";

/** Two so that whoever speaks does not wait for all the reading; more when files run out. */
const LEAST_CROWDS = 2;
const MOST_A_CROWD = 15_000;
/** Timed viewers are spread evenly over the room. */
const SAMPLED = 50;

export interface AudienceOptions {
  readonly port: number;
  readonly dialect: DialectName;
  readonly paths: readonly string[];
  /** How many of the viewers also speak, one message a second each at most. */
  readonly speakers: number;
  readonly atOnce?: number;
  readonly first?: number;
  /** Processes to spread the viewers over, when there is a reason for so many. */
  readonly crowds?: number;
  /** False where servers share all cores. */
  readonly isPinned?: boolean;
  /** The crowd's program, where it is not beside this file. */
  readonly program?: string;
}

export interface Count {
  readonly open: number;
  /** To all viewers; of a compressed room what the sampled ones got, times the room. */
  readonly delivered: number;
  /** By the viewer that has the fewest. */
  readonly fewest: number;
  readonly listeners: number;
  readonly listenerFrames: number;
  readonly listenerBytes: number;
  /** All listeners of a compressed room, where not all count, got the same number of bytes. */
  readonly isEven: boolean;
  /** Of all stamps sent, and of those that each sampled viewer has read. */
  readonly saidSum: number;
  readonly stampSums: readonly number[];
}

export interface Times {
  /** Microseconds from due to read. */
  readonly latency: Histogram;
  /** Microseconds from due to sent: how late the load itself was. */
  readonly lateness: Histogram;
}

export class Audience {
  readonly #crowds: readonly ChildProcess[];
  readonly size: number;
  /** From the first knock to the last viewer in, by the slowest crowd. */
  joinedMs = 0;
  #said = 0;

  readonly #isCompressed: boolean;

  private constructor(crowds: readonly ChildProcess[], { paths, dialect }: AudienceOptions) {
    this.#crowds = crowds;
    this.size = paths.length;
    this.#isCompressed = "isCompressed" in CLIENT_DIALECTS[dialect];
  }

  /** Resolves when everybody is in. Errors: the first refusal. */
  static async join(options: AudienceOptions): Promise<Audience> {
    const { paths, port, dialect, speakers, atOnce = 50, first = 0 } = options;
    const size = paths.length;
    const count = Math.max(options.crowds ?? LEAST_CROWDS, Math.ceil(size / MOST_A_CROWD));
    const crowds = Array.from({ length: count }, () =>
      fork(options.program ?? new URL("./crowd.js", import.meta.url), {
        stdio: ["ignore", "inherit", "inherit", "ipc"],
      }),
    );
    if (options.isPinned !== false) for (const { pid = 0 } of crowds) pin(pid, loadCores());
    const audience = new Audience(crowds, options);
    const sampleEvery = Math.max(1, Math.floor((size - speakers) / SAMPLED));
    const share = Math.ceil(size / count);
    try {
      const reports = await Promise.all(
        crowds.map((crowd, index) => {
          const from = index * share;
          return order(crowd, {
            what: "join",
            port,
            dialect,
            paths: paths.slice(from, from + share),
            first: first + from,
            sampleEvery,
            atOnce: Math.ceil(atOnce / count),
            speakers: index === 0 ? Math.min(speakers, share) : 0,
          });
        }),
      );
      audience.joinedMs = Math.max(...reports.map(({ joinedMs = 0 }) => joinedMs));
    } catch (error) {
      audience.leave();
      throw error;
    }
    return audience;
  }

  /** An open loop at an even rate; resolves when all are sent, whether they have arrived or not. */
  async say(perSecond: number, count: number): Promise<void> {
    const [crowd] = this.#crowds;
    if (crowd === undefined) return;
    const number = this.#said;
    this.#said += count;
    await order(crowd, { what: "say", perSecond, count, number });
  }

  async count(): Promise<Count> {
    const reports = await this.#all({ what: "count" });
    const sum = (of: (report: CrowdReport) => number): number =>
      reports.reduce((total, report) => total + of(report), 0);
    const counting = sum((report) => report.counting);
    const fewestBytes = Math.min(...reports.map((report) => report.fewestBytes));
    const mostBytes = Math.max(...reports.map((report) => report.mostBytes));
    return {
      open: sum(({ open }) => open),
      delivered: Math.round((sum(({ messages }) => messages) / counting) * this.size),
      fewest: Math.min(...reports.map(({ fewest }) => fewest)),
      listeners: sum(({ listeners }) => listeners),
      listenerFrames: sum(({ listenerFrames }) => listenerFrames),
      listenerBytes: sum(({ listenerBytes }) => listenerBytes),
      isEven: !this.#isCompressed || fewestBytes === mostBytes,
      saidSum: sum(({ saidSum }) => saidSum),
      stampSums: reports.flatMap(({ stampSums }) => stampSums),
    };
  }

  /** Since the last call. */
  async times(): Promise<Times> {
    const reports = await this.#all({ what: "times" });
    return {
      latency: merged(decoded(reports.map(({ latency }) => latency))),
      lateness: merged(decoded(reports.map(({ lateness }) => lateness))),
    };
  }

  cpuNs(): number {
    return this.#crowds.reduce((sum, { pid = 0 }) => sum + cpuNs(pid), 0);
  }

  leave(): void {
    for (const crowd of this.#crowds) if (crowd.connected) crowd.disconnect();
  }

  #all(what: CrowdOrder): Promise<readonly CrowdReport[]> {
    return Promise.all(this.#crowds.map((crowd) => order(crowd, what)));
  }
}

function decoded(parts: readonly (string | undefined)[]): readonly Histogram[] {
  return parts.filter((part) => part !== undefined).map((part) => decodeFromCompressedBase64(part));
}

/** Errors: what the crowd could not do, or that it is gone. */
function order(crowd: ChildProcess, what: CrowdOrder): Promise<CrowdReport> {
  return new Promise((resolve, reject) => {
    const onExit = (): void => reject(new Error("the crowd is gone"));
    crowd.once("exit", onExit);
    crowd.once("message", (report: CrowdReport) => {
      crowd.off("exit", onExit);
      if (report.failed === undefined) resolve(report);
      else reject(new Error(report.failed));
    });
    crowd.send(what);
  });
}
