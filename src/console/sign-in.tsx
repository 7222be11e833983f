// The sign-in page.
import { useState } from "preact/hooks";
import { api, type Failure, type SignedIn } from "./api-client.ts";
import { LangSwitch } from "./lang-switch.tsx";
import { type Lang, type Texts, TEXTS } from "./texts.ts";

interface Props {
  readonly lang: Lang;
  readonly onLang: (lang: Lang) => void;
  readonly onSignedIn: (signedIn: SignedIn) => void;
}

export function SignIn({ lang, onLang, onSignedIn }: Props) {
  const t = TEXTS[lang];
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");
  const [failure, setFailure] = useState<Failure | null>(null);
  const [isBusy, setBusy] = useState(false);

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    setBusy(true);
    const reply = await api.signIn(login, password);
    setBusy(false);
    if (reply.ok) onSignedIn(reply.body);
    else setFailure(reply);
  }

  return (
    <main class="sign-in">
      <form onSubmit={(event) => void submit(event)}>
        <h1>{t.title}</h1>
        <label>
          {t.login}
          <input
            value={login}
            autocomplete="username"
            autofocus
            required
            onInput={(event) => setLogin(event.currentTarget.value)}
          />
        </label>
        <label>
          {t.password}
          <input
            type="password"
            value={password}
            autocomplete="current-password"
            required
            onInput={(event) => setPassword(event.currentTarget.value)}
          />
        </label>
        {failure !== null && (
          <p class="problem" role="alert">
            {problemText(failure, t)}
          </p>
        )}
        <button class="primary" type="submit" disabled={isBusy}>
          {t.signIn}
        </button>
        <LangSwitch lang={lang} onLang={onLang} />
      </form>
    </main>
  );
}

function problemText(reply: Failure, t: Texts): string {
  if (reply.status === 0) return t.unreachable;
  if (reply.status === 429) return t.tooMany;
  if (reply.status === 401 || reply.status === 403) return t.signInFailed;
  return `${t.failed} ${reply.message}`;
}
