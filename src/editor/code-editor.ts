import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { HighlightStyle, indentUnit, LRLanguage, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, setDiagnostics } from "@codemirror/lint";
import { EditorState, Transaction } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { parser } from "@lezer/python";

/** A stretch of the text to be marked: lines from 1, columns from 0, `to` just behind; and what is wrong with it. */
export interface CodeMark {
  readonly from: { readonly line: number; readonly column: number };
  readonly to: { readonly line: number; readonly column: number };
  readonly message: string;
}

/** An editor of Python text in a node of the page. */
export interface CodeEditor {
  text(): string;
  /** Puts another text in its place, as one step that can be undone; `onChange` does not hear of it. */
  replace(text: string): void;
  /** Marks the stretch that cannot be read; null for none. */
  mark(mark: CodeMark | null): void;
  dispose(): void;
}

export interface CodeEditorOptions {
  readonly text: string;
  /** What the field is called for those who do not see it. */
  readonly label: string;
  /** The person changed the text. */
  readonly onChange: (text: string) => void;
  /** Whether the theme is dark: CodeMirror keeps colours of its own for both. */
  readonly dark: boolean;
}

// The page's custom properties reach into the shadow root.
const COLOURS = HighlightStyle.define([
  { tag: [tags.keyword, tags.bool, tags.null], color: "var(--accent)" },
  { tag: [tags.number, tags.string], color: "var(--copy)" },
  { tag: tags.comment, color: "var(--ink-soft)", fontStyle: "italic" },
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName)], color: "var(--view)" },
]);

const LOOK = EditorView.theme({
  "&": { height: "100%", backgroundColor: "var(--raised)", color: "var(--ink)", fontSize: "13px" },
  "&.cm-focused": { outline: "2px solid var(--focus)", outlineOffset: "-2px" },
  ".cm-scroller": { fontFamily: "var(--font-mono)", lineHeight: "1.55", overflow: "auto" },
  ".cm-gutters": { backgroundColor: "var(--raised)", color: "var(--ink-soft)", border: "none" },
  ".cm-activeLine": { backgroundColor: "color-mix(in srgb, var(--fill) 60%, transparent)" },
  ".cm-content": { caretColor: "var(--ink)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "color-mix(in srgb, var(--focus) 25%, transparent)",
  },
  ".cm-tooltip": { backgroundColor: "var(--raised)", color: "var(--ink)", border: "1px solid var(--line-strong)" },
  ".cm-diagnostic": { fontFamily: "var(--font-sans)", borderLeftColor: "var(--error)", whiteSpace: "pre-wrap" },
});

const python = LRLanguage.define({ name: "python", parser });

/**
 * Puts an editor into `host`, in a shadow root of its own: CodeMirror's style sheets are then adopted by that root, which
 * a policy without inline styles allows. Tab leaves the editor, as it leaves every other field.
 */
export function createCodeEditor(host: HTMLElement, { text, label, onChange, dark }: CodeEditorOptions): CodeEditor {
  const root = host.shadowRoot ?? host.attachShadow({ mode: "open" });
  let told = true;
  const view = new EditorView({
    parent: root,
    root,
    state: EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(),
        history(),
        drawSelection(),
        highlightActiveLine(),
        lintGutter(),
        python,
        indentUnit.of("    "),
        syntaxHighlighting(COLOURS),
        keymap.of([...defaultKeymap, ...historyKeymap]),
        EditorView.contentAttributes.of({
          "aria-label": label,
          spellcheck: "false",
          autocapitalize: "off",
          tabindex: "0",
        }),
        EditorView.theme({}, { dark }),
        LOOK,
        EditorView.updateListener.of((update) => {
          if (update.docChanged && told) onChange(update.state.doc.toString());
        }),
      ],
    }),
  });
  const position = ({ line, column }: CodeMark["from"]): number => {
    const { doc } = view.state;
    const at = doc.line(Math.min(Math.max(line, 1), doc.lines));
    return Math.min(at.from + column, at.to);
  };
  return {
    text: () => view.state.doc.toString(),
    replace(next) {
      if (next === view.state.doc.toString()) return;
      told = false;
      try {
        view.dispatch({
          changes: { from: 0, to: view.state.doc.length, insert: next },
          annotations: Transaction.userEvent.of("input.replace"),
        });
      } finally {
        told = true;
      }
    },
    mark(mark) {
      const from = mark ? position(mark.from) : 0;
      view.dispatch(
        setDiagnostics(
          view.state,
          mark ? [{ from, to: Math.max(from, position(mark.to)), severity: "error", message: mark.message }] : [],
        ),
      );
    },
    dispose: () => view.destroy(),
  };
}
