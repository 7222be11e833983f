// Starts the process an order names and ties its life to signals.
import { AppError } from "../domain/errors.ts";
import type { Logger } from "../domain/ports/telemetry.ts";
import { endOnFault, stopOnSignals } from "../ops/lifecycle.ts";
import type { ChildOrder, RunningProcess } from "./child-order.ts";

export async function runProcess(order: ChildOrder, logger: Logger): Promise<RunningProcess> {
  endOnFault(logger);
  const running = await start(order, logger);
  stopOnSignals(() => running.stop(), logger);
  return running;
}

/** A process loads the code of its own role only. */
async function start(order: ChildOrder, logger: Logger): Promise<RunningProcess> {
  switch (order.role) {
    case "gateway": {
      const { startGateway } = await import("./gateway.ts");
      return startGateway(order, logger);
    }
    case "backoffice": {
      const { startBackoffice } = await import("./backoffice.ts");
      return startBackoffice(order, logger);
    }
    case "demo": {
      if (order.demo === null) throw new AppError("bad_order", "demo without its order");
      const { startDemo } = await import("./demo.ts");
      return startDemo(order, order.demo, logger);
    }
  }
}
