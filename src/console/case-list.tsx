// The queue: one row a case, most urgent first, with its loading, empty and error states.
import { useEffect, useRef } from "preact/hooks";
import type { WireCase } from "../api/wire.ts";
import { categoryName, type Lang, saidText, TEXTS } from "./texts.ts";
import type { DeskControl } from "./use-desk.ts";

/** Rows on the page; the next ones move up as these are decided. */
const SHOWN = 100;

interface Props {
  readonly desk: DeskControl;
  readonly lang: Lang;
  readonly accountId: string;
}

export function CaseList({ desk, lang, accountId }: Props) {
  const t = TEXTS[lang];
  const { cases, isLoading, error, view, selectedId } = desk.state;
  if (error !== null) {
    return (
      <aside class="queue">
        <p class="blank" role="alert">
          {saidText(error, t)} <button onClick={() => desk.reload()}>{t.retry}</button>
        </p>
      </aside>
    );
  }
  if (cases.length === 0) {
    const empty = view === "open" ? t.emptyOpen : t.emptyDecided;
    return (
      <aside class="queue">
        <p class="blank">{isLoading ? t.loading : empty}</p>
      </aside>
    );
  }
  return (
    <aside class="queue" aria-label={t[view]}>
      <ol>
        {cases.slice(0, SHOWN).map((item) => (
          <Row
            key={item.id}
            item={item}
            lang={lang}
            isSelected={item.id === selectedId}
            isTheirs={item.claimedBy !== null && item.claimedBy.by !== accountId}
            onSelect={() => desk.select(item.id)}
          />
        ))}
      </ol>
    </aside>
  );
}

interface RowProps {
  readonly item: WireCase;
  readonly lang: Lang;
  readonly isSelected: boolean;
  readonly isTheirs: boolean;
  readonly onSelect: () => void;
}

function Row({ item, lang, isSelected, isTheirs, onSelect }: RowProps) {
  const t = TEXTS[lang];
  const row = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (isSelected) row.current?.scrollIntoView({ block: "nearest" });
  }, [isSelected]);
  return (
    <li>
      <button ref={row} class="row" aria-current={isSelected} onClick={onSelect}>
        <span class={`severity s${worst(item)}`} title={`${t.severity} ${worst(item)}`}>
          {worst(item)}
        </span>
        <span class="body">
          <span class="text" dir="auto">
            {item.message.text}
          </span>
          <span class="about">
            {item.message.user.name} · {item.room} · {categories(item, lang)}
          </span>
          {isTheirs && (
            <span class="about claim">{`${t.claimedBy} ${item.claimedBy?.name ?? ""}`}</span>
          )}
          {item.status !== "open" && <span class={`status ${item.status}`}>{t[item.status]}</span>}
        </span>
      </button>
    </li>
  );
}

/** The severest reason's severity; a bare report has none. */
function worst(item: WireCase): number {
  return Math.max(0, ...item.reasons.map(({ severity }) => severity));
}

function categories(item: WireCase, lang: Lang): string {
  const names = item.reasons.map(({ category }) => categoryName(category, lang));
  return names.length === 0 ? TEXTS[lang].report : [...new Set(names)].join(", ");
}
