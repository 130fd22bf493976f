import { Suspense, useCallback, useEffect, useState } from "react";
import { PlaygroundError } from "../model/errors";
import { redo, setSession, undo } from "../state/store";
import { FilterPanel } from "./panels/filter-panel";
import { Header } from "./panels/header";
import { ImagePanel } from "./panels/image-panel";
import { KernelPanel } from "./panels/kernel-panel";
import { LowerArea } from "./panels/lower-area";
import { NumberPanel } from "./panels/number-panel";
import { OutputPanel } from "./panels/output-panel";
import { Progress } from "./panels/progress";
import { ShapesPanel } from "./panels/shapes-panel";
import { SumPanel } from "./panels/sum-panel";
import { Toasts } from "./panels/toasts";
import { CostQuestion } from "./panels/cost-question";
import { WantedPicture } from "./panels/wanted-picture";
import { type Tool, TOOLS } from "../state/app-state";
import { later } from "./later";
import { useApp, useAttempt, useServices } from "./services";

// Fetched when they are first asked for: the readers of arrays come with the one.
const Help = later(async () => (await import("./panels/help")).Help);
const NumbersDialog = later(async () => (await import("./panels/numbers-dialog")).NumbersDialog);

const TOOL_KEYS: Readonly<Record<string, Tool>> = {
  v: "select",
  r: "rect",
  o: "ellipse",
  p: "polygon",
  l: "lasso",
  b: "brush",
  e: "eraser",
};

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  target.closest("input, textarea, select, dialog, [data-typing], [role='grid'], [role='menu']") !== null;

function useKeys(onHelp: () => void) {
  const { store } = useServices();
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const key = event.key.toLowerCase();
      const command = event.ctrlKey || event.metaKey;
      if (command && (key === "z" || key === "y") && !(event.target instanceof HTMLInputElement)) {
        if (key === "y" || event.shiftKey) redo(store);
        else undo(store);
        event.preventDefault();
        return;
      }
      if (command || event.altKey || isTyping(event.target) || event.defaultPrevented) return;
      const tool = TOOL_KEYS[key];
      if (tool && TOOLS.includes(tool)) setSession(store, { tool });
      else if (event.key === "?") onHelp();
      else if (event.key === "Escape") setSession(store, { pinned: null, hover: null });
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [store, onHelp]);
}

/** A picture or a file of arrays can be dropped anywhere on the page, or pasted; pasted text may be a tensor. */
function useIncoming(): boolean {
  const { openFile, openText, store } = useServices();
  const attempt = useAttempt();
  const [over, setOver] = useState(false);
  useEffect(() => {
    const take = (files: FileList | undefined | null) => {
      const file = files?.[0];
      const { numbers } = store.getState().session;
      // The question for numbers is answered by the file that comes while it is open.
      if (file && numbers) setSession(store, { numbers: { ...numbers, file: { blob: file, name: file.name } } });
      else if (file) attempt(() => openFile(file, file.name || "pasted picture"));
      return file !== undefined;
    };
    const onPaste = (event: ClipboardEvent) => {
      if (event.defaultPrevented || isTyping(event.target)) return;
      if (take(event.clipboardData?.files)) {
        event.preventDefault();
        return;
      }
      const text = event.clipboardData?.getData("text/plain") ?? "";
      if (text !== "") attempt(() => openText(text));
    };
    const carriesFiles = (event: globalThis.DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
    const onDrag = (event: globalThis.DragEvent) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const onLeave = (event: globalThis.DragEvent) => {
      if (event.relatedTarget === null) setOver(false);
    };
    const onDrop = (event: globalThis.DragEvent) => {
      setOver(false);
      if (!carriesFiles(event)) return;
      event.preventDefault();
      if (!take(event.dataTransfer?.files)) {
        attempt(() => Promise.reject(new PlaygroundError("drop", "what was dropped holds no file")));
      }
    };
    document.addEventListener("paste", onPaste);
    document.addEventListener("dragover", onDrag);
    document.addEventListener("dragleave", onLeave);
    document.addEventListener("drop", onDrop);
    return () => {
      document.removeEventListener("paste", onPaste);
      document.removeEventListener("dragover", onDrag);
      document.removeEventListener("dragleave", onLeave);
      document.removeEventListener("drop", onDrop);
    };
  }, [attempt, openFile, openText, store]);
  return over;
}

function useTheme() {
  const theme = useApp((state) => state.session.theme);
  useEffect(() => {
    if (theme === "system") delete document.documentElement.dataset["theme"];
    else document.documentElement.dataset["theme"] = theme;
  }, [theme]);
}

export function App() {
  const [help, setHelp] = useState<"unasked" | "open" | "closed">("unasked");
  const showHelp = useCallback(() => setHelp("open"), []);
  useKeys(showHelp);
  useTheme();
  const over = useIncoming();
  const numbers = useApp((state) => state.session.numbers);
  return (
    <>
      <Header onHelp={showHelp} />
      <WantedPicture />
      <CostQuestion />
      <main className="page">
        <div className="page__side">
          <ImagePanel />
          <KernelPanel />
          <FilterPanel />
          <SumPanel />
        </div>
        <div className="page__main">
          <ShapesPanel />
          <div className="page__lower">
            <LowerArea />
            <div className="page__right">
              <OutputPanel />
              <NumberPanel />
            </div>
          </div>
        </div>
      </main>
      <Progress />
      <Toasts />
      {numbers && (
        <Suspense>
          <NumbersDialog request={numbers} />
        </Suspense>
      )}
      {help !== "unasked" && (
        <Suspense>
          <Help open={help === "open"} onClose={() => setHelp("closed")} />
        </Suspense>
      )}
      {over && (
        <div className="drop" aria-hidden="true">
          Drop the picture or array anywhere
        </div>
      )}
    </>
  );
}
