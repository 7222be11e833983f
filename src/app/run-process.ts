// Starts the process an order names and ties its life to signals.
import { AppError } from "../domain/errors.ts";
import type { Logger } from "../domain/ports/telemetry.ts";
import { endOnFault, stopOnSignals } from "../ops/lifecycle.ts";
import { startBackoffice } from "./backoffice.ts";
import type { ChildOrder, RunningProcess } from "./child-order.ts";
import { startDemo } from "./demo.ts";
import { startGateway } from "./gateway.ts";

export async function runProcess(order: ChildOrder, logger: Logger): Promise<RunningProcess> {
  endOnFault(logger);
  const running = await start(order, logger);
  stopOnSignals(() => running.stop(), logger);
  return running;
}

function start(order: ChildOrder, logger: Logger): Promise<RunningProcess> {
  switch (order.role) {
    case "gateway":
      return startGateway(order, logger);
    case "backoffice":
      return startBackoffice(order, logger);
    case "demo":
      if (order.demo === null) throw new AppError("bad_order", "demo without its order");
      return startDemo(order, order.demo, logger);
  }
}
