// One case: the message with its marked spans, why, what was said around it, who sent it, and what to do.
import { useEffect, useState } from "preact/hooks";
import type { WireCase } from "../api/wire.ts";
import { MarkedText } from "./marked-text.tsx";
import { categoryName, type Lang, type Texts, TEXTS } from "./texts.ts";
import type { DeskControl, SanctionChoice } from "./use-desk.ts";

interface Props {
  readonly desk: DeskControl;
  readonly item: WireCase;
  readonly lang: Lang;
  /** The account that is signed in. */
  readonly me: string;
}

export function CaseDetail({ desk, item, lang, me }: Props) {
  const t = TEXTS[lang];
  const isTheirs = item.claimedBy !== null && item.claimedBy.by !== me;
  const nameOf = (category: string): string => categoryName(category, lang);
  return (
    <article class="case" data-id={item.id}>
      <header>
        <span class="tag">{t[item.origin]}</span>
        <span>{`${t.room} ${item.room}`}</span>
        <time>{clockTime(item.message.at)}</time>
        {item.status === "open" ? <Due item={item} t={t} /> : <Outcome item={item} t={t} />}
      </header>
      <p class="sender">
        <b>{item.message.user.name}</b> <span>{item.message.user.id}</span>
      </p>
      <MarkedText text={item.message.text} reasons={item.reasons} nameOf={nameOf} />
      {isTheirs && <p class="claim">{`${t.claimedBy} ${item.claimedBy?.name ?? ""}`}</p>}
      {item.status === "open" ? (
        <Actions desk={desk} t={t} isLocked={isTheirs || desk.isBusy} />
      ) : (
        <p class="actions">
          <button onClick={() => desk.undo(item.id)} disabled={desk.isBusy}>
            {t.undo}
          </button>
        </p>
      )}
      <div class="facts">
        <Reasons item={item} t={t} nameOf={nameOf} />
        <Scores item={item} t={t} nameOf={nameOf} />
        <Record item={item} t={t} />
      </div>
      {item.reports.length > 0 && (
        <section>
          <h2>{t.reports}</h2>
          <ul>
            {item.reports.map((report) => (
              <li key={report.by}>
                {report.category === null ? "" : `${nameOf(report.category)} — `}
                {report.note}
              </li>
            ))}
          </ul>
        </section>
      )}
      <Context item={item} t={t} />
    </article>
  );
}

const SANCTIONS: readonly (readonly [
  name: "noSanction" | "warning" | "timeout10" | "timeoutDay" | "ban",
  choice: SanctionChoice | undefined,
])[] = [
  ["noSanction", undefined],
  ["warning", { kind: "warning" }],
  ["timeout10", { kind: "timeout", seconds: 600 }],
  ["timeoutDay", { kind: "timeout", seconds: 86_400 }],
  ["ban", { kind: "ban" }],
];

interface ActionProps {
  readonly desk: DeskControl;
  readonly t: Texts;
  readonly isLocked: boolean;
}

function Actions({ desk, t, isLocked }: ActionProps) {
  const [index, setIndex] = useState(0);
  return (
    <p class="actions">
      <button class="release" onClick={() => desk.decide("release")} disabled={isLocked}>
        {t.release} <kbd>A</kbd>
      </button>
      <button
        class="reject"
        onClick={() => desk.decide("reject", SANCTIONS[index]?.[1])}
        disabled={isLocked}
      >
        {t.reject} <kbd>R</kbd>
      </button>
      <label>
        {t.withSanction}{" "}
        <select value={index} onChange={(event) => setIndex(Number(event.currentTarget.value))}>
          {SANCTIONS.map(([name], number) => (
            <option key={name} value={number}>
              {t[name]}
            </option>
          ))}
        </select>
      </label>
    </p>
  );
}

interface PartProps {
  readonly item: WireCase;
  readonly t: Texts;
}

function Due({ item, t }: PartProps) {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = window.setInterval(() => setNow(Date.now()), 1_000);
    return () => window.clearInterval(timer);
  }, []);
  const left = Math.ceil((item.dueAt - now) / 1_000);
  const when = left > 0 ? `${t.dueIn} ${left} s` : t.overdue;
  return (
    <span class={left < 15 ? "due soon" : "due"}>{`${when}, ${t.onExpiry[item.onExpiry]}`}</span>
  );
}

function Outcome({ item, t }: PartProps) {
  const { decision, status } = item;
  if (status === "open") return null;
  const who =
    decision === null || decision.byKind === "moderator"
      ? (decision?.by ?? "")
      : t[decision.byKind];
  return <span class={`status ${status}`}>{`${t[status]} · ${t.by} ${who}`}</span>;
}

type NamedProps = PartProps & { readonly nameOf: (category: string) => string };

function Reasons({ item, t, nameOf }: NamedProps) {
  return (
    <section>
      <h2>{t.reasons}</h2>
      <ul>
        {item.reasons.map((reason, index) => (
          <li key={index}>
            <span class={`severity s${reason.severity}`}>{reason.severity}</span>{" "}
            {nameOf(reason.category)} <code>{reason.rule}</code>
            <Found reason={reason} t={t} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Which terms of a list, and how they were written; or that it began in messages before. */
function Found({ reason, t }: { readonly reason: WireCase["reasons"][number]; readonly t: Texts }) {
  const terms = (reason.terms ?? []).map(({ term, manner }) =>
    manner === "plain" ? `“${term}”` : `“${term}” ${t[manner]}`,
  );
  const parts = reason.joined === undefined ? terms : [...terms, t.joined];
  return parts.length === 0 ? null : <p class="found">{parts.join(" · ")}</p>;
}

function Scores({ item, t, nameOf }: NamedProps) {
  const scores = Object.entries(item.scores)
    .map(([category, score]) => [category, score ?? 0] as const)
    .toSorted((a, b) => b[1] - a[1]);
  if (scores.length === 0) return null;
  return (
    <section>
      <h2>{t.scores}</h2>
      <ul class="scores">
        {scores.map(([category, score]) => (
          <li key={category}>
            <span>{nameOf(category)}</span>
            <meter min={0} max={1} value={score} />
            <span class="number">{score.toFixed(2)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Record({ item, t }: PartProps) {
  const { messages, strikes, sanctions } = item.record;
  return (
    <section>
      <h2>{t.record}</h2>
      <ul>
        <li>{`${messages} ${t.messages}`}</li>
        <li>{`${strikes} ${t.strikes}`}</li>
        <li>
          {sanctions.length === 0
            ? t.noSanctions
            : sanctions.map(({ kind, at }) => `${kind} ${clockTime(at)}`).join(", ")}
        </li>
      </ul>
    </section>
  );
}

function Context({ item, t }: PartProps) {
  const { before, after } = item.context;
  return (
    <section class="context">
      <h2>{t.context}</h2>
      {before.length + after.length === 0 && <p>{t.noContext}</p>}
      <ol>
        {before.map((message) => (
          <Said key={message.id} message={message} />
        ))}
        <li class="this">
          <b>{item.message.user.name}</b> {t.thisMessage}
        </li>
        {after.map((message) => (
          <Said key={message.id} message={message} />
        ))}
      </ol>
    </section>
  );
}

function Said({ message }: { readonly message: WireCase["message"] }) {
  return (
    <li dir="auto">
      <time>{clockTime(message.at)}</time> <b>{message.user.name}</b> {message.text}
    </li>
  );
}

function clockTime(at: number): string {
  return new Date(at).toLocaleTimeString([], { hour12: false });
}
