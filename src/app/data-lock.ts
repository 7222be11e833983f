// One supervisor a data folder: a socket in it that only its living owner answers.
import { rmSync } from "node:fs";
import { connect, createServer, type Server } from "node:net";
import { join } from "node:path";
import { AppError } from "../domain/errors.ts";

const FILE = "supervisor.sock";

/**
 * Errors: AppError `data_folder_in_use` when another supervisor lives on the folder.
 * A socket left by a killed one refuses connections and is taken over.
 */
export async function lockDataDir(dataDir: string): Promise<AsyncDisposable> {
  const path = join(dataDir, FILE);
  const server = (await listen(path)) ?? (await takeOver(dataDir, path));
  // The lock must never keep the process alive by itself.
  server.unref();
  return {
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
      }),
  };
}

async function takeOver(dataDir: string, path: string): Promise<Server> {
  if (await answers(path)) throw inUse(dataDir);
  rmSync(path, { force: true });
  const server = await listen(path);
  if (server === undefined) throw inUse(dataDir);
  return server;
}

function inUse(dataDir: string): AppError {
  return new AppError("data_folder_in_use", `Another weir runs on the data folder ${dataDir}`);
}

function listen(path: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") resolve(undefined);
      else reject(new AppError("data_folder", `${path}: ${error.message}`, { cause: error }));
    });
    server.listen(path, () => resolve(server));
  });
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
