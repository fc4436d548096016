import { loadConfig } from '../../../shared/config';
import { VARIABLE_NAMES } from '../../../shared/config/variables';
import { ADDRESS_ROWS } from './address-rows';
import { LEAST, problemsOf } from './environment';
import { PLAIN_ROWS } from './plain-rows';

const ROWS = [...PLAIN_ROWS, ...ADDRESS_ROWS];

test('every variable has its row here', () => {
  expect(ROWS.map(({ name }) => name).sort()).toEqual([...VARIABLE_NAMES].sort());
});

describe.each(ROWS)('$name', ({ name, beside, reads, of, refuses }) => {
  test.each(reads)('reads "%s"', (text, holds) => {
    expect(of(loadConfig({ ...LEAST, ...beside, [name]: text }))).toEqual(holds);
  });

  test.each(refuses)('refuses "%s", once and by name', (text) => {
    const problems = problemsOf({ ...LEAST, ...beside, [name]: text });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(new RegExp(`^${name} `));
  });
});
