// The services of a backoffice, wired to one store and one bus, and the order in which they start.
import type { Bus, PolicySource } from "../domain/ports/bus.ts";
import type { Classifier } from "../domain/ports/classifier.ts";
import type { ReviewItem } from "../domain/ports/review-queue.ts";
import type {
  EnforcementService,
  LiveEvents,
  ModerationService,
  PolicyService,
  ReviewService,
  RoomService,
} from "../domain/ports/services.ts";
import type { Store } from "../domain/ports/store.ts";
import type { Clock, Logger, Metrics } from "../domain/ports/telemetry.ts";
import { createCaseWork } from "./services/case-work.ts";
import { createLiveEvents } from "./services/live-events.ts";
import { createModerationService } from "./services/moderation-service.ts";
import { createPolicyService } from "./services/policy-service.ts";
import { createRetainedState } from "./services/retained-state.ts";
import { createRoomService } from "./services/room-service.ts";
import { createSettling, type Settled } from "./services/settling.ts";
import { createUserCounter } from "./services/user-counts.ts";

export interface ServiceParts {
  readonly store: Store;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly classifier: Classifier;
  /** What `--policy` names, or what ships. */
  readonly folder: PolicySource;
  readonly makeId: (prefix: string) => string;
}

export interface Services extends AsyncDisposable {
  readonly review: ReviewService;
  readonly enforcement: EnforcementService;
  readonly rooms: RoomService;
  readonly policies: PolicyService;
  readonly moderation: ModerationService;
  readonly live: LiveEvents;
  readonly settled: Settled;
  /** Handler of the review queue's consumer. */
  readonly takeItem: (item: ReviewItem) => Promise<void>;
  /** Takes up the work that an earlier process left, then the loops. */
  start(): Promise<void>;
}

/** Errors: AppError `policy_invalid` when the folder's policy is bad; what the store throws. */
export async function createServices(parts: ServiceParts): Promise<Services> {
  const { store, bus, clock, logger: log, metrics, makeId } = parts;
  const live = createLiveEvents({ bus, clock, log, origin: makeId("b") });
  const retained = createRetainedState({ store, state: bus.state, clock, log });
  // Sanctions first: until they are on the board a banned user could come back.
  await retained.restore();
  const policies = createPolicyService({ store, state: bus.state, live, clock, log, makeId });
  await policies.initialise(parts.folder);
  const rooms = createRoomService({ bus, store, live, clock, makeId });
  await rooms.start();
  const counter = createUserCounter({ bus, store, clock, log });
  const work = createCaseWork({
    store,
    bus,
    live,
    clock,
    log,
    metrics,
    makeId,
    classifier: parts.classifier,
    policy: () => policies.current().spec,
    liveRooms: () => rooms.liveRooms(),
  });
  return {
    review: work.review,
    enforcement: work.enforcement,
    rooms,
    policies,
    moderation: createModerationService({ policy: () => policies.current(), clock }),
    live,
    settled: createSettling({ bus, clock, makeId }),
    takeItem: work.takeItem,
    async start() {
      await work.start();
      counter.start();
      retained.start();
    },
    async [Symbol.asyncDispose]() {
      retained[Symbol.dispose]();
      await work[Symbol.asyncDispose]();
      await counter[Symbol.asyncDispose]();
    },
  };
}
