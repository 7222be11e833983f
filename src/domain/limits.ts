// Every limit on what may come from outside: name, unit, default, why. docs/configuration.md lists them.

/** One limit; `maximum` is what a setting may raise it to. */
export interface Limit {
  readonly value: number;
  readonly unit: "bytes" | "utf16" | "count" | "ms" | "seconds" | "perSecond";
  readonly why: string;
}

function limit(value: number, unit: Limit["unit"], why: string): Limit {
  return { value, unit, why };
}

export const LIMITS = {
  clientFrameBytes: limit(
    16_384,
    "bytes",
    "a chat message is small; larger frames are closed with 1009",
  ),
  frameDepth: limit(8, "count", "nesting of JSON in a client frame"),
  textLength: limit(500, "utf16", "as the large chats do; told in welcome.maxTextLength"),
  clientIdLength: limit(64, "utf16", "PROTOCOL: id is at most 64 characters"),
  metaBytes: limit(2_048, "bytes", "meta is fanned out to every viewer"),
  noteLength: limit(500, "utf16", "reasons and notes that people write"),
  nameLength: limit(80, "utf16", "display names from tokens"),
  roomIdLength: limit(100, "utf16", "room ids are in URLs, topics and metrics"),
  userIdLength: limit(128, "utf16", "user ids from tokens"),
  idempotencyMs: limit(300_000, "ms", "the same client id gets the first answer again"),
  idempotencyPerSession: limit(256, "count", "answers remembered a user and room"),
  historyMessages: limit(200, "count", "ring of a room: welcome.history and recovery by since"),
  welcomeMessages: limit(50, "count", "messages in a welcome without since"),
  roomsPerGateway: limit(10_000, "count", "rooms with state in one process"),
  sessionsPerGateway: limit(100_000, "count", "sockets in one process"),
  backlogBytes: limit(1_048_576, "bytes", "what a slow reader may owe before 3008"),
  batchEvents: limit(
    512,
    "count",
    "what waits in a busy room, moderators' variants too; more leaves early",
  ),
  batchLength: limit(65_536, "utf16", "JSON of a busy room in one frame; more leaves early"),
  idleSeconds: limit(60, "seconds", "no frame and no pong for so long: 4008"),
  requestHeadMs: limit(
    10_000,
    "ms",
    "a handshake's or request's head, and the pause before another",
  ),
  waitingPerAddress: limit(
    64,
    "count",
    "silent connections of one address, or as many as it may have sockets if that is more",
  ),
  waitingAddresses: limit(100_000, "count", "addresses whose silent connections are counted"),
  answerMs: limit(5_000, "ms", "a handshake or request waits so long for its answer, then 503"),
  farewellMs: limit(16_000, "ms", "to take what a closed socket is owed: 1 MiB at half a megabit"),
  invalidFrames: limit(20, "count", "bad frames a session may send before 4029"),
  framesPerSecond: limit(30, "perSecond", "frames of any kind from one socket before 4029"),
  hostFramesPerSecond: limit(500, "perSecond", "the same for sellers, moderators and admins: bots"),
  holdAckMs: limit(3_000, "ms", "how long a hold may take to become durable"),
  pendingHolds: limit(10_000, "count", "holds not yet durable, a gateway"),
  rejoinMs: limit(5_000, "ms", "how long a room's log may take to answer a join"),
  pendingDeliveries: limit(10_000, "count", "messages of a room not yet back from its log"),
  delayedEvents: limit(10_000, "count", "events of a room that delaySeconds holds back"),
  knownMessages: limit(2_000, "count", "messages of a room that delete and replyTo may name"),
  conversations: limit(100_000, "count", "users in rooms whose answers are remembered, a gateway"),
  recordBacklog: limit(1_000, "count", "records of commands not yet taken by the review queue"),
  mentions: limit(8, "count", "@names looked up in one message while a room is sampled"),
  floodSeconds: limit(3, "count", "seconds in a row above framesPerSecond before 4029"),
  joiningFrames: limit(30, "count", "frames of a socket kept until its welcome is out"),
  roomLingerMs: limit(10_000, "ms", "an empty room is kept for so long: viewers come back"),
  modesInMemory: limit(100_000, "count", "rooms whose modes a gateway knows"),
  userCounts: limit(5_000, "count", "users in one statistics report"),
  statisticsRooms: limit(500, "count", "rooms in one statistics report"),
  peerGateways: limit(256, "count", "other gateways whose viewers are counted"),
  contextMessages: limit(10, "count", "messages kept before a held one"),
  moderateMessages: limit(1_000, "count", "messages in one POST /v1/moderate"),
  apiBodyBytes: limit(8_388_608, "bytes", "largest body of the HTTP API (a policy with its lists)"),
  pageItems: limit(200, "count", "rows in one page of a list"),
  claimMs: limit(60_000, "ms", "a claim on a case, renewed by use"),
  sanctionsInMemory: limit(200_000, "count", "sanctions in force that gateways know"),
  policyBytes: limit(16_777_216, "bytes", "a policy with all its lists"),
  terms: limit(100_000, "count", "terms in all lists of a policy"),
  patterns: limit(2_500, "count", "regexes of a policy"),
  patternLength: limit(1_000, "utf16", "one regex"),
  policyYamlBytes: limit(2_097_152, "bytes", "policy.yaml alone: reading YAML is slow"),
  policyProblems: limit(50, "count", "problems told at once about a policy"),
  termLength: limit(100, "utf16", "one term of a list, and one exception of a term"),
  termExceptions: limit(200, "count", "exceptions of one term"),
  linkDomains: limit(10_000, "count", "domains in links.allow"),
  ladderSteps: limit(20, "count", "steps of the ladder"),
  checkLineBytes: limit(1_048_576, "bytes", "one line of `weir check`'s input"),
  sanctionSeconds: limit(2_419_200, "seconds", "28 days, the longest timeout"),
} as const;

/** Longest text that the engine looks at whole; a frame cannot carry more. */
export const ENGINE_TEXT_LIMIT = 16_384;
