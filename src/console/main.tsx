// The moderators' console: sign-in, then the desk.
import { render } from "preact";
import { useEffect, useState } from "preact/hooks";
import { api, type SignedIn, setCsrf } from "./api-client.ts";
import { Desk } from "./desk.tsx";
import { SignIn } from "./sign-in.tsx";
import "./style.css";
import { type Lang, TEXTS } from "./texts.ts";

const LANG_KEY = "weir-console-lang";

function firstLang(): Lang {
  const kept = localStorage.getItem(LANG_KEY);
  if (kept === "en" || kept === "ja") return kept;
  return navigator.language.startsWith("ja") ? "ja" : "en";
}

type Session =
  | { readonly kind: "unknown" }
  | { readonly kind: "out" }
  | { readonly kind: "unreachable" }
  | { readonly kind: "in"; readonly signedIn: SignedIn };

function App() {
  const [lang, setLang] = useState<Lang>(firstLang);
  const [session, setSession] = useState<Session>({ kind: "unknown" });
  const t = TEXTS[lang];

  useEffect(() => {
    document.documentElement.lang = lang;
    document.title = t.title;
    localStorage.setItem(LANG_KEY, lang);
  }, [lang]);

  function enter(signedIn: SignedIn): void {
    setCsrf(signedIn.csrf);
    setSession({ kind: "in", signedIn });
  }

  async function look(): Promise<void> {
    const reply = await api.session();
    if (reply.ok) enter(reply.body);
    else setSession({ kind: reply.status === 0 ? "unreachable" : "out" });
  }

  useEffect(() => {
    void look();
  }, []);

  async function leave(): Promise<void> {
    await api.signOut();
    setSession({ kind: "out" });
  }

  switch (session.kind) {
    case "unknown":
      return <p class="blank">{t.loading}</p>;
    case "unreachable":
      return (
        <p class="blank">
          {t.unreachable} <button onClick={() => void look()}>{t.retry}</button>
        </p>
      );
    case "out":
      return <SignIn lang={lang} onLang={setLang} onSignedIn={enter} />;
    case "in":
      return (
        <Desk
          lang={lang}
          onLang={setLang}
          account={session.signedIn.account}
          onSignOut={() => void leave()}
          onSessionEnded={() => setSession({ kind: "out" })}
        />
      );
  }
}

const root = document.getElementById("app");
if (root !== null) render(<App />, root);
