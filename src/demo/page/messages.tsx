// The list of chat lines: follows the newest until its reader scrolls up.
import { useEffect, useRef, useState } from "preact/hooks";
import type { Line } from "./chat-state.ts";
import type { Texts } from "./texts.ts";

const NEAR_END_PX = 40;

export function Messages({
  lines,
  texts,
}: {
  readonly lines: readonly Line[];
  readonly texts: Texts;
}) {
  const list = useRef<HTMLOListElement>(null);
  const [isFollowing, setFollowing] = useState(true);

  useEffect(() => {
    if (isFollowing && list.current !== null) list.current.scrollTop = list.current.scrollHeight;
  }, [lines, isFollowing]);

  function scrolled(): void {
    const box = list.current;
    if (box === null) return;
    setFollowing(box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_END_PX);
  }

  return (
    <div class="messages">
      <ol ref={list} onScroll={scrolled} tabIndex={0} aria-live="polite">
        {lines.length === 0 && <li class="empty">{texts.empty}</li>}
        {lines.map((line) => (
          <li key={line.key} class={classOf(line)}>
            <span class="name">
              {line.name}
              {line.role === "seller" && <em>{texts.seller}</em>}
              {line.role === "moderator" && <em>{texts.moderator}</em>}
            </span>{" "}
            <span class="text" dir="auto">
              {line.text}
            </span>
            {line.released && !line.isOwn && <span class="mark">{texts.releasedMark}</span>}
            {line.isOwn && line.status !== null && <Status line={line} texts={texts} />}
          </li>
        ))}
      </ol>
      {!isFollowing && (
        <button class="follow" onClick={() => setFollowing(true)}>
          {texts.newBelow}
        </button>
      )}
    </div>
  );
}

function classOf(line: Line): string {
  return [line.isOwn ? "own" : "", line.role, line.status ?? ""].join(" ");
}

function Status({ line, texts }: { readonly line: Line; readonly texts: Texts }) {
  const { status, note, retryAfterMs } = line;
  if (status === null || status === "delivered") return null;
  const wait =
    retryAfterMs > 0 ? ` · ${texts.retry} ${Math.ceil(retryAfterMs / 1_000)} ${texts.seconds}` : "";
  return (
    <span class="status" role="status">
      {texts[status]}
      {note === "" ? "" : ` — ${note}`}
      {wait}
    </span>
  );
}
