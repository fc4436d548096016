import { withBuilt } from '../../built';
import { IS_LONG } from '../table';
import { CASES } from './cases';
import { deathsOf, faultsOf, type Row, showDeaths } from './dying';

const built = withBuilt('investigate', 'what follows a function that is killed');
const cases = CASES.filter(({ inSample }) => IS_LONG || inSample);

built.describe('killed before and after a call, it ends where it would have ended', () => {
  const rows: Row[] = [];
  afterAll(() => showDeaths('crash', rows, rows.length < cases.length));

  test.each(cases.map((one) => [one.name.en, one] as const))(
    '%s',
    async (_, one) => {
      const deaths = await deathsOf(one);
      rows.push([one, deaths]);
      expect(deaths.cells.length).toBeGreaterThan(0);
      expect(faultsOf(deaths.cells)).toEqual([]);
    },
    IS_LONG ? 4 * 3_600_000 : 120_000,
  );
});
