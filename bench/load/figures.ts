// A table of single figures, in Markdown: docs/performance.md shows it as it is.

export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** Spread, or what stands beside the figure. */
  readonly note: string;
}

export function printFigures(figures: readonly Figure[]): void {
  console.log("\n| what | value | spread, and what stands beside it |\n|---|--:|---|");
  for (const { what, value, unit, note } of figures) {
    const digits = Math.abs(value) < 10 ? 2 : Math.abs(value) < 1_000 ? 1 : 0;
    console.log(`| ${what} | ${value.toFixed(digits)} ${unit} | ${note} |`);
  }
}

export function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}
