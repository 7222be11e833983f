// Asks an engine about texts: a context with nothing special in it unless a test says so.
import type { Role, UserAttrs } from "../../src/domain/message.ts";
import type { Modes } from "../../src/domain/modes.ts";
import type { Verdict } from "../../src/domain/verdict.ts";
import { createEngine } from "../../src/engine/engine.ts";
import type { SwappableEngine } from "../../src/engine/engine.ts";
import { EngineMemory } from "../../src/engine/memory.ts";
import { compilePolicy } from "../../src/policy/compile.ts";
import type { PolicySpec } from "../../src/policy/spec.ts";
import { policySpec } from "./policy.ts";

export interface Asked {
  readonly at?: number;
  readonly user?: string;
  readonly role?: Role;
  readonly attrs?: UserAttrs;
  readonly room?: string;
  readonly modes?: Modes;
  readonly address?: string | null;
  readonly device?: string | null;
  readonly viewers?: number;
}

export const NOW_MS = 1_760_000_000_000;

export interface EngineProbe {
  readonly engine: SwappableEngine;
  ask(text: string, asked?: Asked): Verdict;
}

export function probeOf(engine: SwappableEngine): EngineProbe {
  return {
    engine,
    ask(text, asked = {}) {
      const id = asked.user ?? "u_1";
      const room = asked.room ?? "r_1";
      return engine.judge({
        text,
        at: asked.at ?? NOW_MS,
        user: {
          id,
          role: asked.role ?? "viewer",
          attrs: asked.attrs ?? {},
          keys: engine.memoryKeys(id, asked.device ?? null, asked.address ?? null),
        },
        room: {
          id: room,
          key: engine.roomKey(room),
          modes: asked.modes ?? {},
          viewers: asked.viewers ?? 10,
        },
      });
    },
  };
}

export function statelessProbe(overrides: Partial<PolicySpec> = {}): EngineProbe {
  return probeOf(createEngine(compilePolicy(policySpec(overrides)), { stateful: false }));
}

export function statefulProbe(overrides: Partial<PolicySpec> = {}): EngineProbe {
  const memory = new EngineMemory();
  return probeOf(createEngine(compilePolicy(policySpec(overrides)), { memory }));
}

/** What the spans of all reasons say, in the original's letters. */
export function foundTexts(text: string, verdict: Verdict): string[] {
  return verdict.reasons.flatMap(({ spans }) =>
    spans.map(([start, end]) => text.slice(start, end)),
  );
}
