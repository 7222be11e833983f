// Verdicts without publishing: the engine of the policy in force, with no memory and no limits.
import type { ModerationService } from "../../domain/ports/services.ts";
import type { Clock } from "../../domain/ports/telemetry.ts";
import { createEngine } from "../../engine/engine.ts";
import type { CompiledPolicy } from "../../policy/compile.ts";

export interface ModerationParts {
  readonly policy: () => CompiledPolicy;
  readonly clock: Clock;
}

/** Who is not told is nobody in particular: a viewer without attributes in a room without modes. */
const ANYBODY = "anybody";
const ANYWHERE = "anywhere";

/** Errors of `moderate`: AppError `policy_missing` while no policy is in force. */
export function createModerationService(parts: ModerationParts): ModerationService {
  let policy: CompiledPolicy | undefined;
  let engine: ReturnType<typeof createEngine> | undefined;
  return {
    moderate(request) {
      const inForce = parts.policy();
      engine ??= createEngine(inForce, { stateful: false });
      if (policy !== inForce) engine.swap(inForce);
      policy = inForce;
      const userId = request.user?.id ?? ANYBODY;
      const room = request.room ?? ANYWHERE;
      const input = {
        text: request.text,
        at: parts.clock.now(),
        user: {
          id: userId,
          role: request.user?.role ?? "viewer",
          attrs: request.user?.attrs ?? {},
          keys: engine.memoryKeys(userId, null, null),
        },
        room: { id: room, key: engine.roomKey(room), modes: {}, viewers: 0 },
      };
      const startedAt = performance.now();
      const verdict = engine.judge(input);
      const us = (performance.now() - startedAt) * 1_000;
      return { verdict, us: Math.round(us * 10) / 10 };
    },
  };
}
