// Those who write: a few sockets that send at an even pace, far below any limit a socket.
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { handshake, textFrame } from "./handshake.ts";

const TEXTS = [
  "本日のおすすめです、サイズはMとLがあります",
  "this colour looks great, shipping is free until tonight",
  "ありがとうございます！次のロットは5分後です",
  "next lot: vintage denim jacket, starting at 3,000 yen",
];
const TICK_MS = 20;

export class Senders {
  readonly #sockets: Socket[] = [];
  #sent = 0;

  /** @param paths one request target a sender */
  static async open(port: number, paths: readonly string[]): Promise<Senders> {
    const senders = new Senders();
    for (const path of paths) {
      const socket = connect(port, "127.0.0.1");
      await once(socket, "connect");
      socket.write(handshake(path));
      await once(socket, "data");
      socket.resume();
      senders.#sockets.push(socket);
    }
    return senders;
  }

  /** Resolves when all are sent. */
  async send(messages: number, perSecond: number): Promise<void> {
    const startedAt = performance.now();
    let sent = 0;
    while (sent < messages) {
      const due = Math.min(messages, ((performance.now() - startedAt) / 1_000) * perSecond + 1);
      for (; sent < due; sent++) this.#sendOne();
      await new Promise((resolve) => setTimeout(resolve, TICK_MS));
    }
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #sendOne(): void {
    this.#sent += 1;
    const text = `${TEXTS[this.#sent % TEXTS.length] ?? ""} ${this.#sent}`;
    const frame = textFrame(JSON.stringify({ op: "send", id: `c${this.#sent}`, text }));
    this.#sockets[this.#sent % this.#sockets.length]?.write(frame);
  }
}
