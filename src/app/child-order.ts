// What the supervisor tells a child at its start, and what the child tells back.
import type { Config } from "../ops/config.ts";

export type ChildRole = "gateway" | "backoffice" | "demo";

export interface ChildOrder {
  readonly role: ChildRole;
  /** gateway-1, backoffice, demo. */
  readonly name: string;
  readonly config: Config;
  /** Signs and checks tokens; null when a JWKS checks them. */
  readonly secret: string | null;
  /** True in a process that a supervisor forked; false in `--role gateway` alone. */
  readonly isForked: boolean;
  readonly demo: DemoOrder | null;
}

export interface DemoOrder {
  /** Password of the console account `demo`, made for this run. */
  readonly password: string;
  /** Messages a second of the simulated sale at the start. */
  readonly ratePerSec: number;
  readonly viewers: number;
}

export type ChildReport =
  | { readonly weir: "ready"; readonly port: number; readonly notices: readonly string[] }
  | { readonly weir: "failed"; readonly code: string; readonly text: string };

/** What a started process offers to whoever started it. */
export interface RunningProcess {
  readonly port: number;
  /** Lines for the terminal: a first sign-in. */
  readonly notices: readonly string[];
  stop(): Promise<void>;
}

export function isChildReport(message: unknown): message is ChildReport {
  return (
    typeof message === "object" &&
    message !== null &&
    "weir" in message &&
    (message.weir === "ready" || message.weir === "failed")
  );
}
