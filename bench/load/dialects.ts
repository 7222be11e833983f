// How a viewer of each server joins a room and says something: the client's side of its protocol.
//
// Pings of a protocol's own (socket.io, NATS) are switched off at the server; those of WebSocket are
// answered by the reader.
import { binaryFrame, textFrame } from "./handshake.ts";
import { stamp } from "./stamp.ts";

export interface Saying {
  /** Of the run; different for every message. */
  readonly number: number;
  readonly text: string;
  readonly dueUs: number;
}

export interface Dialect {
  /** Sub-protocol to offer. */
  readonly protocol?: string;
  /** Frames to send when the handshake is through. */
  readonly hello: readonly Buffer[];
  /** @param frames data frames so far @param bytes what came last */
  isJoined(frames: number, bytes: Buffer): boolean;
  say(saying: Saying): Buffer;
  readonly isCompressed?: boolean;
}

const ROOM = "room";

const plain: Dialect = {
  hello: [],
  isJoined: () => true,
  say: (saying) => textFrame(delivered(saying)),
};

const weir: Dialect = {
  protocol: "weir.v1",
  hello: [],
  isJoined: (frames) => frames >= 1,
  say: ({ number, text, dueUs }) =>
    textFrame(JSON.stringify({ op: "send", id: `c${number}`, text, meta: { due: stamp(dueUs) } })),
};

const socketIo: Dialect = {
  hello: [textFrame("40")],
  isJoined: (_, bytes) => bytes.includes("40{"),
  say: (saying) => textFrame(`42["m",${delivered(saying)}]`),
};

const centrifuge: Dialect = {
  hello: [
    textFrame(
      `{"id":1,"method":0,"params":{}}\n{"id":2,"method":1,"params":{"channel":"${ROOM}"}}`,
    ),
  ],
  isJoined: (_, bytes) => bytes.includes('"id":2'),
  say: (saying) => {
    const params = `{"channel":"${ROOM}","data":${delivered(saying)}}`;
    return textFrame(`{"id":${saying.number + 3},"method":3,"params":${params}}`);
  },
};

const nats: Dialect = {
  hello: [
    binaryFrame(
      Buffer.from(`CONNECT {"verbose":false,"pedantic":false}\r\nSUB ${ROOM} 1\r\nPING\r\n`),
    ),
  ],
  isJoined: (_, bytes) => bytes.includes("PONG"),
  say: (saying) => {
    const payload = Buffer.from(delivered(saying));
    const head = Buffer.from(`PUB ${ROOM} ${payload.length}\r\n`);
    return binaryFrame(Buffer.concat([head, payload, Buffer.from("\r\n")]));
  },
};

const mqtt: Dialect = {
  protocol: "mqtt",
  hello: [mqttConnect(), mqttSubscribe()],
  isJoined: (_, bytes) => bytes.includes(Buffer.from([0x90, 0x03])),
  say: (saying) => {
    const body = Buffer.concat([mqttText(ROOM), Buffer.from(delivered(saying))]);
    return binaryFrame(Buffer.concat([Buffer.from([0x30]), mqttLength(body.length), body]));
  },
};

export const CLIENT_DIALECTS = {
  plain,
  weir,
  "weir-deflate": { ...weir, protocol: "weir.v1.deflate", isCompressed: true },
  "socket.io": socketIo,
  centrifuge,
  nats,
  mqtt,
} satisfies { readonly [name: string]: Dialect };

export type DialectName = keyof typeof CLIENT_DIALECTS;

/** What a peer relays: Weir's own message frame, so that the bytes are the same everywhere. */
function delivered({ number, text, dueUs }: Saying): string {
  const name = `u_${number % 500}`;
  const id = `m_${number.toString().padStart(22, "0")}`;
  const user = { id: name, name, role: "viewer" };
  const rest = { masked: false, released: false, replyTo: null, meta: { due: stamp(dueUs) } };
  return JSON.stringify({ op: "message", seq: number, id, at: Date.now(), user, text, ...rest });
}

/** Keep-alive off, clean session; an empty client id is given one by the server. */
function mqttConnect(): Buffer {
  const body = Buffer.concat([mqttText("MQTT"), Buffer.from([4, 2, 0, 0]), mqttText("")]);
  return binaryFrame(Buffer.concat([Buffer.from([0x10]), mqttLength(body.length), body]));
}

function mqttSubscribe(): Buffer {
  const body = Buffer.concat([Buffer.from([0, 1]), mqttText(ROOM), Buffer.from([0])]);
  return binaryFrame(Buffer.concat([Buffer.from([0x82]), mqttLength(body.length), body]));
}

function mqttText(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes]);
}

function mqttLength(length: number): Buffer {
  return length < 128 ? Buffer.from([length]) : Buffer.from([(length & 0x7f) | 0x80, length >> 7]);
}
