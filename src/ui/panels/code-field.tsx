import { useEffect, useRef } from "react";
import { type CodeEditor, type CodeMark, createCodeEditor } from "../../editor/code-editor";

/** Typing is read after a pause this long, in milliseconds: one entry of the history per pause. */
const PAUSE = 250;

/** The editor: what is typed is told after a pause, what the document says otherwise is shown. */
export function CodeField(props: { text: string; mark: CodeMark | null; onText: (text: string) => void }) {
  const { text, mark, onText } = props;
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<CodeEditor | null>(null);
  const latest = useRef({ text, onText });
  latest.current = { text, onText };
  const waiting = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);

  useEffect(() => {
    const node = host.current;
    if (!node) return undefined;
    const tell = () => {
      waiting.current = undefined;
      if (editor.current) latest.current.onText(editor.current.text());
    };
    const made = createCodeEditor(node, {
      text: latest.current.text,
      label: "PyTorch code",
      dark: getComputedStyle(node).colorScheme === "dark",
      onChange: () => {
        clearTimeout(waiting.current);
        waiting.current = setTimeout(tell, PAUSE);
      },
    });
    editor.current = made;
    return () => {
      // Nothing that was typed is lost with the tab.
      if (waiting.current !== undefined) {
        clearTimeout(waiting.current);
        tell();
      }
      editor.current = null;
      made.dispose();
    };
  }, []);

  useEffect(() => {
    // What is being typed is newer than what the document says.
    if (waiting.current === undefined) editor.current?.replace(text);
  }, [text]);
  useEffect(() => editor.current?.mark(mark), [mark, text]);

  return <div ref={host} className="code__field" data-typing data-testid="code" />;
}
