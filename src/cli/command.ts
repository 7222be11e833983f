// What a command of `weir` is: one file each, listed in main.ts.

export interface CommandIo {
  readonly stdin: NodeJS.ReadableStream;
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
}

export interface Command {
  readonly name: string;
  /** One line for `weir --help`. */
  readonly summary: string;
  /** What `weir NAME --help` prints: usage, options, exit codes. */
  readonly help: string;
  /** @returns exit status: 0 done, 1 the input was bad, 2 the call was wrong. */
  run(args: readonly string[], io: CommandIo): Promise<number>;
}
