// A deadline for an await: whoever is waited for may be another process.

/**
 * The work's result, or `late()` as the error when it takes longer. The work itself goes on.
 * Errors: what the work throws, or what `late` makes.
 */
export async function within<T>(ms: number, work: Promise<T>, late: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const alarm = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), ms);
  });
  try {
    return await Promise.race([work, alarm]);
  } finally {
    clearTimeout(timer);
  }
}
