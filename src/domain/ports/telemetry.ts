// Ports of log, metrics, time and chance: how inner folders speak of what they do.
import type { Facts } from "../errors.ts";

/** `event` is a fixed name such as `hold.failed`; facts never hold message texts or tokens. */
export interface Logger {
  debug(event: string, facts?: Facts): void;
  info(event: string, facts?: Facts): void;
  warn(event: string, facts?: Facts): void;
  error(event: string, facts?: Facts, cause?: unknown): void;
}

/** Every metric there is; declared with help texts and labels in ops/metrics.ts. */
export type CounterName =
  | "weir_messages_total"
  | "weir_reasons_total"
  | "weir_deliveries_total"
  | "weir_writes_total"
  | "weir_frames_invalid_total"
  | "weir_connections_total"
  | "weir_closes_total"
  | "weir_holds_total"
  | "weir_cases_total"
  | "weir_decisions_total"
  | "weir_sanctions_total"
  | "weir_classifier_total"
  | "weir_bus_errors_total"
  | "weir_queue_retries_total"
  | "weir_http_requests_total";
export type GaugeName =
  | "weir_connections"
  | "weir_rooms"
  | "weir_cases_open"
  | "weir_queue_depth"
  | "weir_bus_up";
export type HistogramName =
  | "weir_verdict_seconds"
  | "weir_hold_ack_seconds"
  | "weir_case_wait_seconds"
  | "weir_classifier_seconds"
  | "weir_http_seconds";
export type Labels = { readonly [name: string]: string };

export interface Metrics {
  count(name: CounterName, labels?: Labels, by?: number): void;
  gauge(name: GaugeName, value: number, labels?: Labels): void;
  observe(name: HistogramName, seconds: number, labels?: Labels): void;
}

export interface Clock {
  /** Ms since 1970. */
  now(): number;
}
