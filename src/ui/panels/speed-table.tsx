import type { ReactNode } from "react";
import type { Measurement, Method } from "../../model/measure";
import { drawnOf, type Findings, isDense, METHOD_NAMES, drawnReferenceOf, spreadOf } from "../../model/speed";
import { PHASE_NAMES, PHASES } from "../../model/speed-report";
import { percent } from "../../model/speed-summary";
import { count } from "../../views/format";
import { methodColour } from "../../views/speed-chart";
import { faster, large, METHOD_SAYS, milliseconds, phaseTime } from "./speed-words";

/** What each method took over the drawn region: a column per method, so that it fits a telephone. */
export function SpeedTable({ findings }: { findings: Findings }) {
  const columns = findings.settings.methods.map((method) => ({ method, found: drawnOf(findings, method) }));
  const masked = columns.find(({ method, found }) => found && !isDense(method))?.found;
  const reference = drawnReferenceOf(findings);
  const row = (name: string, cell: (found: Measurement, method: Method) => ReactNode, className?: string) => (
    <tr className={className}>
      <th scope="row">{name}</th>
      {columns.map(({ method, found }) => (
        <td key={method}>{found ? cell(found, method) : "–"}</td>
      ))}
    </tr>
  );
  return (
    <table className="speed-table">
      <caption>
        {masked ? (
          <>
            <b>
              {count(masked.kept)} of {count(masked.windows)}
            </b>{" "}
            windows kept, {percent(masked.coverage)}; times in ms
          </>
        ) : (
          "every window; times in ms"
        )}
      </caption>
      <thead>
        <tr>
          <th scope="col">
            <span className="visually-hidden">what</span>
          </th>
          {columns.map(({ method }) => (
            <th key={method} scope="col" title={METHOD_SAYS[method]} style={{ color: methodColour(method) }}>
              {METHOD_NAMES[method]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {row("median", ({ median }) => milliseconds(median), "speed-table__median")}
        {row("quartiles", ({ runs }) => {
          const { low, high } = spreadOf(runs);
          return (
            <>
              {milliseconds(low)} <span className="soft">–</span> {milliseconds(high)}
            </>
          );
        })}
        {reference &&
          row(`against ${METHOD_NAMES[reference.method]}`, ({ median, kept }, method) =>
            method === reference.method || kept === 0 ? "–" : faster(median, reference.level.median),
          )}
        {row("multiply-adds", ({ macs }) => large(macs))}
      </tbody>
      <tbody className="speed-table__phases">
        {PHASES.map((phase) => (
          <tr key={phase}>
            <th scope="row">{PHASE_NAMES[phase]}</th>
            {columns.map(({ method, found }) => {
              const value = found?.phases[phase] ?? null;
              return <td key={method}>{value === null ? "–" : phaseTime(value)}</td>;
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
