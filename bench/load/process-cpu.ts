// CPU time of another process, all its threads, in nanoseconds: from the kernel's scheduler (Linux).
import { readdirSync, readFileSync } from "node:fs";

/** Time on a CPU since the process started; threads that have ended are left out. */
export function cpuNs(pid: number): number {
  const tasks = `/proc/${pid}/task`;
  let total = 0;
  for (const task of readdirSync(tasks)) {
    const [onCpu = "0"] = readFileSync(`${tasks}/${task}/schedstat`, "utf8").split(" ");
    total += Number(onCpu);
  }
  return total;
}
