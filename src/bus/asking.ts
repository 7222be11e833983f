// Questions between processes: their answers in transit, and the deadline of whoever waits for one.
import { AppError, UnavailableError } from "../domain/errors.ts";
import type { Json } from "../domain/message.ts";

export type Serve = (body: Json) => Promise<Json>;

export type Answer =
  | { readonly ok: true; readonly body: Json }
  | {
      readonly ok: false;
      readonly code: string;
      readonly text: string;
      readonly retryable: boolean;
    };

/** Questions that wait for an answer at one time. */
const MAX_WAITING = 20_000;

export const NOBODY_SERVES = unanswered("Nobody serves this question now.");

function unanswered(text: string): Answer {
  return { ok: false, code: "bus_unavailable", text, retryable: true };
}

/** Runs the handler; never rejects. A fault that is no AppError is told as `internal`. */
export async function answerWith(serve: Serve, body: Json): Promise<Answer> {
  try {
    return { ok: true, body: await serve(body) };
  } catch (error) {
    if (!(error instanceof AppError)) {
      return { ok: false, code: "internal", text: "The answer failed.", retryable: true };
    }
    const { code, safeText, retryable } = error;
    return { ok: false, code, text: safeText, retryable };
  }
}

/** The questions of one process that wait for their answers. */
export class Questions {
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #lastId = 0;

  /**
   * @param send takes the question's number away; the answer comes back through `settle`.
   * Errors: UnavailableError `bus_unavailable` at the deadline, or when too many wait; what the
   * other side threw, by its code.
   */
  async ask(timeoutMs: number, send: (id: number) => void): Promise<Json> {
    if (this.#waiting.size >= MAX_WAITING) return bodyOf(unanswered("Too many questions wait."));
    this.#lastId += 1;
    const id = this.#lastId;
    let timer: NodeJS.Timeout | undefined;
    const answer = await new Promise<Answer>((resolve) => {
      this.#waiting.set(id, resolve);
      timer = setTimeout(() => resolve(unanswered("No answer in time.")), timeoutMs);
      send(id);
    });
    clearTimeout(timer);
    this.#waiting.delete(id);
    return bodyOf(answer);
  }

  /** An answer to a question that is no longer waited for is dropped. */
  settle(id: number, answer: Answer): void {
    this.#waiting.get(id)?.(answer);
  }

  /** Every question fails now: the way to the other side is gone. */
  failAll(): void {
    for (const resolve of this.#waiting.values()) resolve(unanswered("The bus was closed."));
  }
}

export function bodyOf(answer: Answer): Json {
  if (answer.ok) return answer.body;
  if (answer.retryable) throw new UnavailableError(answer.code, answer.text);
  throw new AppError(answer.code, answer.text);
}

/** The answer of a handler in this process, at most `timeoutMs` late. */
export function askOwn(serve: Serve | undefined, body: Json, timeoutMs: number): Promise<Json> {
  const questions = new Questions();
  return questions.ask(timeoutMs, (id) => {
    if (serve === undefined) questions.settle(id, NOBODY_SERVES);
    else void answerWith(serve, body).then((answer) => questions.settle(id, answer));
  });
}
