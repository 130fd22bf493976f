import { useEffect, useRef, useState } from "react";
import { BACKENDS } from "../../model/runner";
import { linkAdvice } from "../../share/link/advice";
import { copyText } from "../../share/save";
import { redo, toast, undo } from "../../state/store";
import type { Theme } from "../../state/app-state";
import { Icon } from "../controls/icon";
import { IconButton } from "../controls/icon-button";
import { Menu } from "../controls/menu";
import { useApp, useAttempt, useServices, useSession } from "../services";
import { SaveMenu } from "./save-menu";

const NEXT_THEME: Readonly<Record<Theme, Theme>> = { system: "dark", dark: "light", light: "system" };

function ThemeButton() {
  const theme = useApp((state) => state.session.theme);
  const set = useSession();
  return (
    <button
      type="button"
      className="button button--quiet button--icon"
      aria-label={`theme: ${theme}; switch to ${NEXT_THEME[theme]}`}
      title={`theme: ${theme}`}
      onClick={() => set({ theme: NEXT_THEME[theme] })}
    >
      <Icon name="theme" />
    </button>
  );
}

function BackendMenu() {
  const { chooseBackend } = useServices();
  const attempt = useAttempt();
  const backend = useApp((state) => state.session.backend);
  return (
    <Menu
      label={backend?.detail ?? "starting…"}
      title="which backend computes; the one really running is shown"
      className="button--quiet header__backend"
      items={[
        ...(["auto", ...BACKENDS] as const).map((name) => ({
          label: name === "auto" ? "auto: the fastest that starts" : name,
          checked: backend?.name === name,
          onChoose: () => attempt(() => chooseBackend(name)),
        })),
        // Whole: a GPU's name may be cut in the button.
        ...(backend ? [{ label: `running: ${backend.detail}`, heading: true }] : []),
      ]}
    />
  );
}

function CopyLink() {
  const { address, store } = useServices();
  const attempt = useAttempt();
  const document = useApp((state) => state.document);
  const [copied, setCopied] = useState(false);
  /** A link that the clipboard did not take. */
  const [refused, setRefused] = useState<string | null>(null);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (refused !== null) field.current?.select();
  }, [refused]);
  useEffect(() => {
    setCopied(false);
    setRefused(null);
  }, [document]);
  return (
    <>
      <button
        type="button"
        className="button button--primary"
        onClick={() => {
          attempt(async () => {
            const link = await address();
            const taken = await copyText(link);
            setCopied(taken);
            setRefused(taken ? null : link);
            const advice = linkAdvice(link, store.getState().document);
            if (taken && advice) toast(store, "notice", advice);
            if (taken && "absent" in store.getState().document.image) {
              toast(
                store,
                "notice",
                "The link carries everything but your picture: whoever opens it is asked for the file.",
              );
            }
          });
        }}
      >
        <Icon name="link" />
        <span aria-live="polite">{copied ? "Link copied" : "Copy link"}</span>
      </button>
      {refused !== null && (
        <input ref={field} className="header__link" readOnly aria-label="the link, to copy by hand" value={refused} />
      )}
    </>
  );
}

export function Header({ onHelp }: { onHelp: () => void }) {
  const { store } = useServices();
  const picture = useApp((state) => state.picture);
  const canUndo = useApp((state) => state.history.past.length > 0);
  const canRedo = useApp((state) => state.history.future.length > 0);
  const shape = picture?.image.shape;
  return (
    <header className="header">
      <h1 className="header__name">Unfold Playground</h1>
      {picture && shape && (
        <p className="header__picture" title={`image: B ${shape[0]}, C ${shape[1]}, H ${shape[2]}, W ${shape[3]}`}>
          {picture.label} · <span className="mono">[{shape.join(", ")}]</span>
        </p>
      )}
      <div className="header__tools">
        <BackendMenu />
        <IconButton icon="undo" label="Undo" title="Undo (Ctrl+Z)" disabled={!canUndo} onClick={() => undo(store)} />
        <IconButton
          icon="redo"
          label="Redo"
          title="Redo (Ctrl+Shift+Z)"
          disabled={!canRedo}
          onClick={() => redo(store)}
        />
        <SaveMenu />
        <CopyLink />
        <ThemeButton />
        <IconButton icon="help" label="Help" title="Help (?)" className="button--quiet" onClick={onHelp} />
      </div>
    </header>
  );
}
