import { CLI } from '../../command-line';
import { type Check, dateOf, finding, OK, withKnown } from './check';
import { anException } from './samples';

export const exceptionUnmatched: Check<'exception'> = {
  id: 'exception-unmatched',
  about: 'exception',
  severity: 'low',
  title: { en: 'Exception that covers nothing', zh: '例外没有对应的问题' },
  advice: {
    en: `What it was made for is mended, or its name is misspelt: take it off the list (${CLI} exceptions FILE), before it hides something later.`,
    zh: `对应的问题已解决，或名称有误：请将其从列表中移除（${CLI} exceptions FILE），以免日后掩盖新问题。`,
  },
  equals: [],
  // An expired one has a finding of its own.
  judge: ({ exception: { until }, covers }, now) =>
    until < dateOf(now)
      ? OK
      : withKnown(covers, (count) => (count > 0 ? OK : finding(`until ${until}`, `截止 ${until}`))),
  samples: { fires: anException({}, { value: 0 }), passes: anException() },
};
