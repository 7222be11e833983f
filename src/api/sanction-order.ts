// What a sanction order must hold together, beside the form of each field.
import type { SanctionOrder } from "../domain/case.ts";
import type { z } from "zod";
import type { sanctionOrder } from "./wire.ts";

type Given = z.infer<typeof sanctionOrder>;

/** @returns what is wrong, from the field on: `seconds: ...`. */
export function timeoutProblem(given: Given): string | undefined {
  if (given.kind === "timeout" && given.seconds === undefined) {
    return "seconds: a timeout wants its length";
  }
  if (given.kind === "warning" && given.seconds !== undefined) {
    return "seconds: a warning has no length";
  }
  return undefined;
}

/** Absent fields stay absent. */
export function sanctionOrderOf(given: Given): SanctionOrder {
  const { kind, seconds, everywhere, reason } = given;
  return {
    kind,
    ...(seconds === undefined ? {} : { seconds }),
    ...(everywhere === undefined ? {} : { everywhere }),
    ...(reason === undefined ? {} : { reason }),
  };
}
