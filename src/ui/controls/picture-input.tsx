import { type ReactNode, useRef } from "react";
import { useAttempt, useServices } from "../services";

/** A button that asks for a picture file and opens it; `label` names the hidden file field for assistive technology. */
export function PictureInput(props: { label: string; className: string; title?: string; children: ReactNode }) {
  const { openFile } = useServices();
  const attempt = useAttempt();
  const field = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" className={props.className} title={props.title} onClick={() => field.current?.click()}>
        {props.children}
      </button>
      <input
        ref={field}
        className="visually-hidden"
        tabIndex={-1}
        type="file"
        accept="image/*,.npy,.npz,.safetensors,.txt"
        aria-label={props.label}
        onChange={(event) => {
          const [picked] = event.target.files ?? [];
          // The same file can be chosen again after it was mended.
          event.target.value = "";
          if (picked) attempt(() => openFile(picked, picked.name));
        }}
      />
    </>
  );
}
