// Everything between the review queue and the API, wired: intake, effects, expiry, services.
import type { Bus } from "../../domain/ports/bus.ts";
import type { Classifier } from "../../domain/ports/classifier.ts";
import type { RoomId } from "../../domain/message.ts";
import type { ReviewItem } from "../../domain/ports/review-queue.ts";
import type { EnforcementService, LiveEvents, ReviewService } from "../../domain/ports/services.ts";
import type { Store } from "../../domain/ports/store.ts";
import type { Clock, Logger, Metrics } from "../../domain/ports/telemetry.ts";
import { enact } from "../../enforcement/enact.ts";
import { createPenalties } from "../../enforcement/penalties.ts";
import { createEnforcementService } from "../../enforcement/service.ts";
import type { PolicySpec } from "../../policy/spec.ts";
import { createDispatcher } from "../../review/dispatcher.ts";
import type { Dispatcher } from "../../review/dispatcher.ts";
import { createExpiry } from "../../review/expiry.ts";
import { createIntake } from "../../review/intake.ts";
import { perform } from "../../review/perform.ts";
import { createReviewService } from "../../review/service.ts";
import { createTriage } from "../../review/triage.ts";

export interface CaseWorkParts {
  readonly store: Store;
  readonly bus: Pick<Bus, "rooms" | "state" | "tell">;
  readonly classifier: Classifier;
  readonly live: LiveEvents;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly makeId: (prefix: string) => string;
  /** The policy in force. */
  readonly policy: () => PolicySpec;
  readonly liveRooms: () => readonly RoomId[];
}

export interface CaseWork {
  readonly review: ReviewService;
  readonly enforcement: EnforcementService;
  readonly dispatcher: Dispatcher;
  /** Handler for ReviewQueueConsumer.consume. */
  readonly takeItem: (item: ReviewItem) => Promise<void>;
  /** Ends what is due now. @returns how many cases it changed */
  readonly sweepExpired: () => Promise<number>;
  /** Does the effects that an earlier process left behind, then starts its rounds. */
  start(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

const ROUND_MS = 5_000;

export function createCaseWork(parts: CaseWorkParts): CaseWork {
  const { store, bus, clock, log, metrics, live } = parts;
  const ladder = () => parts.policy().ladder;
  const enactParts = {
    store,
    clock,
    state: bus.state,
    rooms: bus.rooms,
    liveRooms: parts.liveRooms,
  };
  const enforcement = createEnforcementService({
    ...enactParts,
    live,
    metrics,
    ladder,
    makeId: parts.makeId,
  });
  const performParts = {
    store,
    live,
    rooms: bus.rooms,
    tell: (message: Parameters<Bus["tell"]>[0]) => bus.tell(message),
    enact: (sanctionId: string) => enact(enactParts, sanctionId),
  };
  const dispatcher = createDispatcher({
    log,
    pending: (limit) => store.pendingEffects(limit),
    finish: (ids) =>
      store.transaction(async (tx) => {
        for (const id of ids) await tx.finishEffect(id);
      }),
    perform: (effect) => perform(performParts, effect),
  });
  const common = { store, clock, metrics, log, live, dispatcher };
  const commitParts = { ...common, penalties: createPenalties(ladder) };
  const triage = createTriage({ classifier: parts.classifier, clock, log, metrics });
  const expiry = createExpiry(commitParts);
  let timer: NodeJS.Timeout | undefined;
  return {
    enforcement,
    dispatcher,
    review: createReviewService({
      ...commitParts,
      rooms: bus.rooms,
      recordOf: (userId) => enforcement.record(userId),
    }),
    takeItem: createIntake({ ...commitParts, triage, rules: parts.policy }),
    sweepExpired: () => expiry.sweep(),
    async start() {
      await dispatcher.flush();
      expiry.start();
      timer = setInterval(() => {
        // What another backoffice wrote down before it died is done here.
        dispatcher.kick();
        void gaugeOpenCases(parts);
      }, ROUND_MS);
    },
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await expiry[Symbol.asyncDispose]();
      await dispatcher[Symbol.asyncDispose]();
    },
  };
}

async function gaugeOpenCases(parts: CaseWorkParts): Promise<void> {
  try {
    parts.metrics.gauge("weir_cases_open", await parts.store.countOpenCases());
  } catch (error) {
    parts.log.warn("cases.uncounted", { error: error instanceof Error ? error.name : "" });
  }
}
