import { useEffect, useState } from "react";
import { Icon } from "./icon";

/**
 * A whole number between two bounds, typed or stepped. What is typed is kept until Enter or leaving the field; then
 * it is brought between the bounds. The bound that is reached says its rule.
 */
export function Stepper(props: {
  label: string;
  value: number;
  least: number;
  most: number;
  rule: string;
  onChange: (value: number) => void;
  onRule: (rule: string | null) => void;
}) {
  const { label, value, least, most, rule, onChange, onRule } = props;
  const [typed, setTyped] = useState(String(value));
  useEffect(() => setTyped(String(value)), [value]);

  const commit = (text: string) => {
    const wanted = Number.parseInt(text, 10);
    const next = Number.isFinite(wanted) ? Math.min(Math.max(wanted, least), most) : value;
    setTyped(String(next));
    onRule(Number.isFinite(wanted) && wanted !== next ? rule : null);
    if (next !== value) onChange(next);
  };
  const step = (by: number) => {
    const next = Math.min(Math.max(value + by, least), most);
    onRule(next === value || next === most || next === least ? rule : null);
    if (next !== value) onChange(next);
  };

  return (
    <span className="stepper">
      <button
        type="button"
        aria-label={`${label}: less`}
        disabled={value <= least}
        onClick={() => step(-1)}
        tabIndex={-1}
      >
        <Icon name="minus" />
      </button>
      <input
        inputMode="numeric"
        role="spinbutton"
        aria-label={label}
        aria-valuenow={value}
        aria-valuemin={least}
        aria-valuemax={most}
        title={rule}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onFocus={(event) => event.target.select()}
        onBlur={() => commit(typed)}
        onKeyDown={(event) => {
          if (event.key === "Enter") commit(typed);
          else if (event.key === "ArrowUp") step(1);
          else if (event.key === "ArrowDown") step(-1);
          else return;
          event.preventDefault();
        }}
      />
      <button
        type="button"
        aria-label={`${label}: more`}
        title={value >= most ? rule : undefined}
        disabled={value >= most}
        onClick={() => step(1)}
        tabIndex={-1}
      >
        <Icon name="plus" />
      </button>
    </span>
  );
}
