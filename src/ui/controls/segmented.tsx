import { useId } from "react";

interface Choice<T extends string> {
  readonly value: T;
  readonly label: string;
  readonly title?: string;
}

/** One of a few, all in sight: radio buttons that look like one control. */
export function Segmented<T extends string>(props: {
  label: string;
  value: T | null;
  choices: readonly Choice<T>[];
  onChange: (value: T) => void;
}) {
  const name = useId();
  return (
    <div className="segmented" role="radiogroup" aria-label={props.label}>
      {props.choices.map(({ value, label, title }) => (
        <label key={value} title={title}>
          <input
            type="radio"
            name={name}
            value={value}
            checked={value === props.value}
            onChange={() => props.onChange(value)}
          />
          {label}
        </label>
      ))}
    </div>
  );
}
