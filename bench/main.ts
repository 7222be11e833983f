// `npm run bench engine|hostile|fanout|idle|spam`: runs a suite, prints its table, keeps the record.
import { run as runEngine } from "./engine.ts";
import { run as runFanout } from "./fanout.ts";
import { run as runHostile } from "./hostile-search.ts";
import { run as runIdle } from "./idle.ts";
import { writeRecord } from "./record.ts";
import { run as runSpam } from "./spam.ts";

/** Each prints its own table and answers with its rows; a wrong answer is an exception. */
const SUITES: {
  readonly [name: string]: (args: readonly string[]) => Promise<readonly unknown[]>;
} = {
  engine: runEngine,
  fanout: runFanout,
  hostile: runHostile,
  idle: runIdle,
  spam: runSpam,
};

const [name = "", ...args] = process.argv.slice(2);
const suite = Object.hasOwn(SUITES, name) ? SUITES[name] : undefined;
if (suite === undefined) {
  console.error(`usage: npm run bench ${Object.keys(SUITES).join(" | npm run bench ")}`);
  process.exitCode = 2;
} else {
  try {
    const rows = await suite(args);
    console.log(`\nrecord: ${await writeRecord(name, new Date(), rows)}`);
  } catch (error) {
    console.error(error);
    process.exitCode = 1;
  }
}
