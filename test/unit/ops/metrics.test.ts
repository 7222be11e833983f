// The specification of metrics: declared ones count, in Prometheus text.
import { describe, expect, it } from "vitest";
import { createMetrics } from "../../../src/ops/metrics.ts";

describe("createMetrics", () => {
  it("counts, gauges and observes under the process's label", async () => {
    const metrics = createMetrics("gateway-1");
    metrics.count("weir_messages_total", { action: "hold" });
    metrics.count("weir_messages_total", { action: "hold" }, 2);
    metrics.gauge("weir_connections", 5);
    metrics.observe("weir_verdict_seconds", 3e-6);
    const text = await metrics.text();
    expect(text).toContain('weir_messages_total{action="hold",part="gateway-1"} 3');
    expect(text).toContain('weir_connections{part="gateway-1"} 5');
    expect(text).toContain('weir_verdict_seconds_bucket{le="0.000004",part="gateway-1"} 1');
  });
});
