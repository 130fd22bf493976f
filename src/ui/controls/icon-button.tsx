import type { MouseEventHandler } from "react";
import { Icon, type IconName } from "./icon";

/** A button that shows only an icon; its label is spoken, its title (the label, unless given) appears under the pointer. */
export function IconButton(props: {
  icon: IconName;
  label: string;
  title?: string;
  className?: string;
  disabled?: boolean;
  onClick: MouseEventHandler<HTMLButtonElement>;
}) {
  const { icon, label, title = label, className = "", disabled = false, onClick } = props;
  return (
    <button
      type="button"
      className={`button button--icon ${className}`}
      aria-label={label}
      title={title}
      disabled={disabled}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}
