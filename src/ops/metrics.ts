// Every metric, declared: name, help, labels. docs/operations.md lists them, a test holds the two together.
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import type { CounterName, GaugeName, HistogramName, Metrics } from "../domain/ports/telemetry.ts";

interface Declaration {
  readonly help: string;
  readonly labels: readonly string[];
}

export const COUNTERS: { readonly [name in CounterName]: Declaration } = {
  weir_messages_total: { help: "Messages judged, by action", labels: ["action"] },
  weir_reasons_total: { help: "Reasons found, by category", labels: ["category"] },
  weir_deliveries_total: {
    help: "Events of rooms delivered: each counts once a socket that got it",
    labels: ["dialect"],
  },
  weir_writes_total: {
    help: "Frames that brought them: a busy room's events share one",
    labels: ["dialect"],
  },
  weir_frames_invalid_total: { help: "Client frames refused, by code", labels: ["code"] },
  weir_connections_total: { help: "Handshakes, by outcome", labels: ["outcome"] },
  weir_closes_total: { help: "Sockets closed, by code", labels: ["code"] },
  weir_holds_total: { help: "Holds, by outcome (held, unavailable)", labels: ["outcome"] },
  weir_cases_total: { help: "Cases opened, by origin", labels: ["origin"] },
  weir_decisions_total: { help: "Decisions, by decision and who", labels: ["decision", "by"] },
  weir_sanctions_total: { help: "Sanctions set, by kind", labels: ["kind"] },
  weir_classifier_total: { help: "Classifier calls, by outcome", labels: ["outcome"] },
  weir_bus_errors_total: { help: "Bus operations that failed, by kind", labels: ["kind"] },
  weir_queue_retries_total: { help: "Review items tried again", labels: ["kind"] },
  weir_http_requests_total: {
    help: "HTTP API requests, by route and status",
    labels: ["route", "status"],
  },
};

export const GAUGES: { readonly [name in GaugeName]: Declaration } = {
  weir_connections: { help: "Open sockets", labels: [] },
  weir_rooms: { help: "Rooms with state in this process", labels: [] },
  weir_cases_open: { help: "Open cases", labels: [] },
  weir_queue_depth: { help: "Review items, by state", labels: ["state"] },
  weir_bus_up: { help: "1 while the bus's server can be reached", labels: [] },
};

const MICRO = [1e-6, 2e-6, 4e-6, 8e-6, 16e-6, 32e-6, 64e-6, 125e-6, 250e-6, 1e-3, 1e-2];
const MILLI = [1e-3, 2e-3, 5e-3, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 3];
const HUMAN = [1, 2, 5, 10, 20, 30, 60, 120, 300, 900];

export const HISTOGRAMS: {
  readonly [name in HistogramName]: Declaration & { readonly buckets: readonly number[] };
} = {
  weir_verdict_seconds: { help: "Time of a verdict", labels: [], buckets: MICRO },
  weir_hold_ack_seconds: { help: "Time until a hold was durable", labels: [], buckets: MILLI },
  weir_case_wait_seconds: { help: "From opening to decision", labels: [], buckets: HUMAN },
  weir_classifier_seconds: { help: "Time of a classifier call", labels: [], buckets: MILLI },
  weir_http_seconds: { help: "Time of an HTTP API request", labels: ["route"], buckets: MILLI },
};

/** How often the event loop's lag is sampled: a wake-up costs 80 us, prom-client's 10 ms 7 ms a second. */
const LAG_EVERY_MS = 500;

export interface ProcessMetrics extends Metrics {
  /** Prometheus text format. */
  text(): Promise<string>;
  readonly contentType: string;
}

/** @param part value of the label `part` on every metric of this process. */
export function createMetrics(part: string): ProcessMetrics {
  const registry = new Registry();
  registry.setDefaultLabels({ part });
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: LAG_EVERY_MS });
  const registers = [registry];
  const counters = new Map<string, Counter>();
  for (const [name, { help, labels }] of Object.entries(COUNTERS)) {
    counters.set(name, new Counter({ name, help, labelNames: [...labels], registers }));
  }
  const gauges = new Map<string, Gauge>();
  for (const [name, { help, labels }] of Object.entries(GAUGES)) {
    gauges.set(name, new Gauge({ name, help, labelNames: [...labels], registers }));
  }
  const histograms = new Map<string, Histogram>();
  for (const [name, { help, labels, buckets }] of Object.entries(HISTOGRAMS)) {
    const options = { name, help, labelNames: [...labels], buckets: [...buckets], registers };
    histograms.set(name, new Histogram(options));
  }
  return {
    count: (name, labels = {}, by = 1) => counters.get(name)?.inc({ ...labels }, by),
    gauge: (name, value, labels = {}) => gauges.get(name)?.set({ ...labels }, value),
    observe: (name, seconds, labels = {}) => histograms.get(name)?.observe({ ...labels }, seconds),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
