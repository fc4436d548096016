import { readFileSync } from 'node:fs';
import path from 'node:path';
import { BY_THE_SYSTEM, VARIANTS } from '../../bench/ways/variants';
import { checkoutRoot } from '../../sandbox/checkout';

const FILES = ['functions/platform.ts', 'functions/respond/first-trip.ts', 'node_modules/httpx/lib/index.js'].map(
  (file) => path.join(checkoutRoot(), file),
);
const replaced = [BY_THE_SYSTEM, ...VARIANTS.flatMap((one) => one.replaced ?? [])];

test.each(replaced)('$file holds once what a way that is measured replaces', ({ file, text }) => {
  const found = FILES.filter((one) => one.endsWith(file));
  expect(found.map((one) => readFileSync(one, 'utf8').split(text).length)).toEqual([2]);
});

test('the first way is what is deployed', () => {
  expect(Object.keys(VARIANTS[0] ?? {})).toEqual(['en', 'zh']);
});
