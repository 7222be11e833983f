// English or Japanese: two buttons, kept for the next visit.
import type { Lang } from "./texts.ts";

interface Props {
  readonly lang: Lang;
  readonly onLang: (lang: Lang) => void;
}

export function LangSwitch({ lang, onLang }: Props) {
  return (
    <div class="langs" role="group" aria-label="Language">
      <button aria-pressed={lang === "en"} onClick={() => onLang("en")}>
        English
      </button>
      <button aria-pressed={lang === "ja"} onClick={() => onLang("ja")}>
        日本語
      </button>
    </div>
  );
}
