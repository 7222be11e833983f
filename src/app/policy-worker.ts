// A thread that compiles a policy, so that the process which waits for it goes on with its work.
import { parentPort, workerData } from "node:worker_threads";
import type { PolicySource } from "../domain/ports/bus.ts";
import { checkPolicy } from "./compiled-policies.ts";
import { packPlan } from "./packed-policy.ts";

// Given by compile-aside.ts alone.
const { files } = workerData as Pick<PolicySource, "files">;
const checked = checkPolicy(files);
if (checked.ok) {
  const { spec, keywords, terms, termConsequence, consequences, patterns } = checked.compiled;
  const plan = {
    spec,
    keywords,
    terms,
    termConsequence,
    consequences,
    patterns: patterns.prepared,
  };
  parentPort?.postMessage({ ok: true, plan: packPlan(plan) });
} else parentPort?.postMessage(checked);
