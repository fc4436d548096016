import { CLI } from '../../command-line';
import { type Check, dateOf, finding, OK } from './check';
import { anException } from './samples';

export const exceptionExpired: Check<'exception'> = {
  id: 'exception-expired',
  about: 'exception',
  severity: 'medium',
  title: { en: 'Exception that has expired', zh: '例外已过期' },
  advice: {
    en: `What it covered is a finding again. Mend that, or ask once more and give the exception a new date; then put the list in its place: ${CLI} exceptions FILE.`,
    zh: `其覆盖的问题已重新计入。请处理问题，或重新审批并更新日期，再用 ${CLI} exceptions FILE 写入列表。`,
  },
  equals: [],
  judge: ({ exception: { until, reason } }, now) =>
    until >= dateOf(now) ? OK : finding(`until ${until}: ${reason}`, `截止 ${until}：${reason}`),
  samples: { fires: anException({ until: '2026-05-19' }), passes: anException({ until: '2026-05-20' }) },
};
