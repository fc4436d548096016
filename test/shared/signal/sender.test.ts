import { isAnybodys } from '../../../shared/signal/sender';
import type { LeakSource } from '../../../shared/signal/types';

/** Every source, so that a new one does not compile before somebody has said who may send it. */
const ANYBODYS: Readonly<Record<LeakSource, boolean>> = {
  'security-center': false,
  'command-line': false,
  config: true,
  actiontrail: true,
  bus: true,
  manual: true,
};

test.each(Object.entries(ANYBODYS))('whether anybody can have sent what comes from %s: %s', (source, expected) => {
  expect(isAnybodys(source as LeakSource)).toBe(expected);
});
