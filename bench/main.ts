// `npm run bench SUITE`: runs a suite, prints its table, keeps the record.
import { run as runBadClients } from "./bad-clients.ts";
import { run as runCluster } from "./cluster.ts";
import { run as runConnections } from "./connections.ts";
import { run as runEngine } from "./engine.ts";
import { run as runFanout } from "./fanout.ts";
import { run as runHostile } from "./hostile-search.ts";
import { run as runIdle } from "./idle.ts";
import { run as runJoins } from "./joins.ts";
import { writeRecord } from "./record.ts";
import { run as runSaturation } from "./saturation.ts";
import { run as runShards } from "./shards.ts";
import { run as runSpam } from "./spam.ts";

/** Each prints its own table and answers with its rows; a wrong answer is an exception. */
const SUITES: {
  readonly [name: string]: (args: readonly string[]) => Promise<readonly unknown[]>;
} = {
  "bad-clients": runBadClients,
  cluster: runCluster,
  connections: runConnections,
  engine: runEngine,
  fanout: runFanout,
  hostile: runHostile,
  idle: runIdle,
  joins: runJoins,
  saturation: runSaturation,
  shards: runShards,
  spam: runSpam,
};

// Servers are ended and their folders removed on "exit", which a signal alone would pass over.
process.once("SIGINT", () => process.exit(130));
process.once("SIGTERM", () => process.exit(143));

const [name = "", ...args] = process.argv.slice(2);
const suite = Object.hasOwn(SUITES, name) ? SUITES[name] : undefined;
if (suite === undefined) {
  console.error(`usage: npm run bench ${Object.keys(SUITES).join(" | npm run bench ")}`);
  process.exitCode = 2;
} else {
  try {
    const rows = await suite(args);
    // Rooms of two sizes are two records.
    const label = name === "fanout" && args.length > 0 ? [name, ...args].join("-") : name;
    const plain = label.replace(/[^a-z0-9]+/g, "-");
    console.log(`\nrecord: ${await writeRecord(plain, new Date(), rows)}`);
  } catch (error) {
    console.error(error);
    process.exitCode = 1;
  }
}
