// A process that compiles one policy, so that the one which waits for it goes on with its work.
//
// Reads {"files"} as JSON on standard input; writes one byte, 1 = good, and then the packed plan, or
// 0 = bad, and then the problems as JSON. Not a thread: RE2's native build does not live in two.
import { buffer } from "node:stream/consumers";
import type { PolicySource } from "../domain/ports/bus.ts";
import { planOf } from "../policy/compile.ts";
import { checkPolicy } from "./compiled-policies.ts";
import { packPlan } from "./packed-policy.ts";

const input = await buffer(process.stdin);
// Written by compile-aside.ts alone.
const { files } = JSON.parse(input.toString("utf8")) as Pick<PolicySource, "files">;
const checked = checkPolicy(files);
if (checked.ok) {
  process.stdout.write(Buffer.concat([Buffer.of(1), packPlan(planOf(checked.compiled))]));
} else {
  process.stdout.write(
    Buffer.concat([Buffer.of(0), Buffer.from(JSON.stringify(checked.problems))]),
  );
}
