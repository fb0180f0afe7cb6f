/** The report of a run: a page of its own where the service answers everybody, a file where it wants a key. */
import { api, hasKey } from '../client/api.ts';

export function ReportLink({ run }: { run: string }) {
  if (!hasKey())
    return (
      <a class="button" href={`v1/runs/${run}/report.html`} target="_blank" rel="noreferrer">
        Report
      </a>
    );
  return (
    <button type="button" onClick={() => void api.download(run, ['report.html'], `${run}.html`)}>
      Report
    </button>
  );
}
