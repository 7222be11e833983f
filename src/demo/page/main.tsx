// The demo sale's page: the viewer's side of a live sale, with a word on what became of each message.
import { render } from "preact";
import { useEffect, useReducer, useRef, useState } from "preact/hooks";
import { advance, EMPTY } from "./chat-state.ts";
import { connect, type Connection, type Link } from "./connection.ts";
import { Messages } from "./messages.tsx";
import "./style.css";
import { type Lang, SAMPLES, TEXTS } from "./texts.ts";

interface Ticket {
  readonly token: string;
  readonly userId: string;
  readonly name: string;
  readonly room: string;
  readonly ratePerSec: number;
}

function firstLang(): Lang {
  const kept = localStorage.getItem("weir-lang");
  if (kept === "en" || kept === "ja") return kept;
  return navigator.language.startsWith("ja") ? "ja" : "en";
}

function useChat(lang: Lang) {
  const [state, dispatch] = useReducer(advance, EMPTY);
  const [link, setLink] = useState<Link>("connecting");
  const [ticket, setTicket] = useState<Ticket | null>(null);
  const connection = useRef<Connection | null>(null);
  const count = useRef(0);

  useEffect(() => {
    let isGone = false;
    async function begin(): Promise<void> {
      const reply = await fetch(`/demo/token?lang=${lang}`);
      if (!reply.ok) throw new Error(`token: ${reply.status}`);
      // Our own gateway's answer (app/demo-http.ts).
      const fresh = (await reply.json()) as Ticket;
      if (isGone) return;
      setTicket(fresh);
      connection.current = connect(fresh.room, fresh.token, {
        frame: (frame) => dispatch({ kind: "frame", frame, userId: fresh.userId }),
        link: setLink,
      });
    }
    begin().catch(() => setLink("closed"));
    return () => {
      isGone = true;
      connection.current?.stop();
    };
    // A token is for one visit: changing the language later changes the page's words only.
  }, []);

  function send(text: string): boolean {
    const trimmed = text.trim();
    if (trimmed === "" || ticket === null) return false;
    count.current += 1;
    const id = `p${Date.now().toString(36)}-${count.current}`;
    if (!(connection.current?.send({ op: "send", id, text: trimmed }) ?? false)) return false;
    dispatch({ kind: "sent", id, text: trimmed, userId: ticket.userId, name: ticket.name });
    return true;
  }

  function acknowledge(sanctionId: string): void {
    connection.current?.send({ op: "acknowledge", id: `a${Date.now()}`, sanctionId });
    dispatch({ kind: "acknowledged" });
  }

  return { state, link, ticket, send, acknowledge };
}

type Chat = ReturnType<typeof useChat>;

function App() {
  const [lang, setLang] = useState<Lang>(firstLang);
  const t = TEXTS[lang];
  const chat = useChat(lang);

  useEffect(() => {
    document.documentElement.lang = lang;
    document.title = t.title;
    localStorage.setItem("weir-lang", lang);
  }, [lang]);

  return (
    <div class="page">
      <section class="stage" aria-label={t.now}>
        <header>
          <span class="live">{t.live}</span>
          <h1>{t.title}</h1>
          <div class="langs" role="group" aria-label="Language">
            {(["en", "ja"] as const).map((code) => (
              <button key={code} aria-pressed={lang === code} onClick={() => setLang(code)}>
                {code === "en" ? "English" : "日本語"}
              </button>
            ))}
          </div>
        </header>
        <div class="table">
          <p class="label">{t.now}</p>
          <p class="lot">{chat.state.lot === "" ? t.waitingLot : chat.state.lot}</p>
        </div>
        <p class="about">{t.viewers}</p>
        <Pace key={chat.ticket?.ratePerSec} lang={lang} from={chat.ticket?.ratePerSec ?? 4} />
      </section>
      <ChatPane chat={chat} lang={lang} />
    </div>
  );
}

function ChatPane({ chat, lang }: { readonly chat: Chat; readonly lang: Lang }) {
  const { state, link, send } = chat;
  const t = TEXTS[lang];
  return (
    <section class="chat" aria-label="Chat">
      {link !== "open" && (
        <p class={`link ${link}`} role="status">
          {link === "connecting" ? t.connecting : link === "lost" ? t.reconnecting : t.closed}
        </p>
      )}
      {state.isSampled && <p class="link sampled">{t.sampling}</p>}
      <Messages lines={state.lines} texts={t} />
      {state.warning !== null && (
        <div class="warning" role="alert">
          <strong>{t.warning}</strong> {state.warning.reason}
          <button onClick={() => chat.acknowledge(state.warning?.id ?? "")}>{t.acknowledge}</button>
        </div>
      )}
      <div class="samples" role="group" aria-label={t.tryThese}>
        {SAMPLES[lang].map((text) => (
          <button key={text} onClick={() => send(text)} disabled={link !== "open"}>
            {text}
          </button>
        ))}
      </div>
      <Composer chat={chat} lang={lang} />
    </section>
  );
}

function Composer({ chat, lang }: { readonly chat: Chat; readonly lang: Lang }) {
  const t = TEXTS[lang];
  const [draft, setDraft] = useState("");

  function submit(event: Event): void {
    event.preventDefault();
    if (chat.send(draft)) setDraft("");
  }

  return (
    <form onSubmit={submit}>
      <input
        value={draft}
        maxLength={chat.state.maxTextLength}
        placeholder={t.placeholder}
        aria-label={t.placeholder}
        onInput={(event) => setDraft(event.currentTarget.value)}
      />
      <button type="submit" disabled={chat.link !== "open" || draft.trim() === ""}>
        {t.send}
      </button>
    </form>
  );
}

function Pace({ lang, from }: { readonly lang: Lang; readonly from: number }) {
  const t = TEXTS[lang];
  const [rate, setRate] = useState(from);

  function change(next: number): void {
    setRate(next);
    fetch(`/demo/rate?perSecond=${next}`, { method: "POST" }).catch(() => setRate(from));
  }

  return (
    <label class="pace">
      <span>
        {t.rate}: <b>{rate}</b> {t.perSecond}
      </span>
      <input
        type="range"
        min="0"
        max="60"
        value={rate}
        onChange={(event) => change(Number(event.currentTarget.value))}
      />
    </label>
  );
}

const root = document.getElementById("app");
if (root !== null) render(<App />, root);
