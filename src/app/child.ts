// Entry of a forked process: reads the supervisor's order and becomes a gateway, backoffice or demo.
import { AppError } from "../domain/errors.ts";
import { readChildOrder } from "../ops/config.ts";
import { endFailedStart } from "../ops/lifecycle.ts";
import { createLogger } from "../ops/logger.ts";
import type { ChildOrder, ChildReport } from "./child-order.ts";
import { runProcess } from "./run-process.ts";

const text = readChildOrder();
if (text === undefined || process.send === undefined) {
  throw new AppError("not_forked", "This file is started by the supervisor; use `weir start`.");
}
// Written by our own supervisor (supervisor.ts) as a ChildOrder.
const order = JSON.parse(text) as ChildOrder;
const logger = createLogger(order.name, order.config.log);

function report(message: ChildReport): void {
  process.send?.(message);
}

try {
  const running = await runProcess(order, logger);
  report({ weir: "ready", port: running.port, notices: running.notices });
} catch (error) {
  const isOurs = error instanceof AppError;
  if (!isOurs) logger.error("process.start_failed", {}, error);
  report({
    weir: "failed",
    code: isOurs ? error.code : "start_failed",
    text: isOurs ? error.safeText : `${order.name} could not start; its log says why`,
  });
  process.exitCode = 1;
  process.disconnect();
  endFailedStart();
}
