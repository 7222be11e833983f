// HdrHistograms of microseconds: put together from several processes, and read.
import { build, type Histogram } from "hdr-histogram-js";

/** A new one; those given stay as they are. */
export function merged(parts: readonly Histogram[]): Histogram {
  const sum = build();
  for (const part of parts) sum.add(part);
  return sum;
}

/** Milliseconds. */
export function atPercentile(histogram: Histogram, percentile: number): number {
  return histogram.getValueAtPercentile(percentile) / 1_000;
}
