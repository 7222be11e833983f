// The desk: the queue on the left, the chosen case on the right, keys for everything.
import { useEffect, useState } from "preact/hooks";
import type { Account } from "./api-client.ts";
import { CaseDetail } from "./case-detail.tsx";
import { CaseList } from "./case-list.tsx";
import { commandOf } from "./keys.ts";
import { LangSwitch } from "./lang-switch.tsx";
import { type Lang, saidText, TEXTS } from "./texts.ts";
import { type DeskControl, useDesk } from "./use-desk.ts";

interface Props {
  readonly lang: Lang;
  readonly onLang: (lang: Lang) => void;
  readonly account: Account;
  readonly onSignOut: () => void;
  readonly onSessionEnded: () => void;
}

export function Desk({ lang, onLang, account, onSignOut, onSessionEnded }: Props) {
  const t = TEXTS[lang];
  const desk = useDesk(lang, account.id, onSessionEnded);
  const [isHelping, setHelping] = useState(false);
  const { state, selected } = desk;

  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const command = commandOf(event);
      if (command === undefined) return;
      event.preventDefault();
      if (command === "help") setHelping((now) => !now);
      else run(desk, command);
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [desk]);

  return (
    <div class={`desk ${selected === null ? "" : "has-case"}`}>
      <header class="bar">
        <h1>{t.title}</h1>
        <nav>
          {(["open", "decided"] as const).map((view) => (
            <button key={view} aria-pressed={state.view === view} onClick={() => desk.show(view)}>
              {t[view]}
              {view === "open" && state.view === "open" ? ` ${state.cases.length}` : ""}
            </button>
          ))}
        </nav>
        <span class={`line ${desk.isLive ? "up" : "down"}`} role="status">
          {desk.isLive ? t.live : t.offline}
        </span>
        <LangSwitch lang={lang} onLang={onLang} />
        <span class="who">{account.name}</span>
        <button class="quiet" onClick={onSignOut}>
          {t.signOut}
        </button>
      </header>
      <CaseList desk={desk} lang={lang} accountId={account.id} />
      <main class="work">
        {selected === null ? (
          <p class="blank">{state.cases.length === 0 ? "" : t.pick}</p>
        ) : (
          <CaseDetail key={selected.id} desk={desk} item={selected} lang={lang} me={account.id} />
        )}
      </main>
      {isHelping && <p class="notice help">{`${t.keys}: ${t.keyHelp}`}</p>}
      {state.notice !== null && (
        <p class={`notice ${state.notice.kind}`} role="status">
          {saidText(state.notice.said, t)}
          {state.notice.undoId !== null && (
            <button onClick={() => desk.undo(state.notice?.undoId ?? undefined)}>{t.undo}</button>
          )}
        </p>
      )}
    </div>
  );
}

function run(
  desk: DeskControl,
  command: "release" | "reject" | "undo" | "next" | "previous",
): void {
  switch (command) {
    case "release":
      return desk.decide("release");
    case "reject":
      return desk.decide("reject");
    case "undo":
      return desk.undo();
    case "next":
      return desk.step(1);
    case "previous":
      return desk.step(-1);
  }
}
