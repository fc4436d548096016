import { CLI } from '../../command-line';
import { type Check, finding, OK, withKnown } from './check';
import { anExclusion } from './samples';

export const exclusionAstray: Check<'exclusion'> = {
  id: 'exclusion-astray',
  about: 'exclusion',
  severity: 'high',
  title: {
    en: 'Excluded name that is not, or no longer, its user or key',
    zh: '排除名单中的名称不是、或不再是原来的用户或 AccessKey',
  },
  advice: {
    en: `respond goes by the name: put the name of today into TOURNIQUET_EXCLUDE_USERS, or take off what is gone, and run ${CLI} setup again. Is another user meant by the same name: take it off for one night.`,
    zh: `respond 按名称判断：请将现在的名称写入 TOURNIQUET_EXCLUDE_USERS，或移除已不存在的名称，然后再次运行 ${CLI} setup。如果同一名称现在指另一个用户，请先移除一晚再加回。`,
  },
  equals: [],
  judge: ({ standing }) =>
    withKnown(standing, ({ is, today }) => {
      if (is === 'there') return OK;
      if (is === 'missing') return finding('nobody has this name, and it excludes nobody', '不存在，排除不起作用');
      if (is === 'renamed') return finding(`the excluded user is called ${today} now`, `被排除的用户现在名为 ${today}`);
      return today === undefined
        ? finding('this is another user than the one that was excluded', '现在是另一个用户，不是原来被排除的那个')
        : finding(
            `this is another user; the one that was excluded is called ${today} now`,
            `现在是另一个用户；原来被排除的用户现在名为 ${today}`,
          );
    }),
  samples: {
    fires: anExclusion({ standing: { value: { is: 'renamed', today: 'ceo-2' } } }),
    passes: anExclusion(),
  },
};
