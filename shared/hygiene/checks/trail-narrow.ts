import type { Trail } from '../../aliyun/action-trail';
import { type Check, finding, OK, type Words, withKnown } from './check';
import { aTrail } from './samples';

/** Where no trail is on at all, `trail-missing` has it. */
function unlessOne(
  id: string,
  words: Pick<Check<'trail'>, 'title' | 'advice' | 'equals'>,
  isWide: (trail: Trail) => boolean,
  shown: (trail: Trail) => Words,
  narrow: Partial<Trail>,
): Check<'trail'> {
  return {
    id,
    about: 'trail',
    severity: 'medium',
    ...words,
    judge: ({ trails }) =>
      withKnown(trails, (all) => {
        const on = all.filter(({ isOn }) => isOn);
        if (on.length === 0 || on.some(isWide)) return OK;
        const each = on.map((trail) => [trail.name, shown(trail)] as const);
        return finding(
          each.map(([name, { en }]) => `${name}: ${en}`).join('; '),
          each.map(([name, { zh }]) => `${name}：${zh}`).join('；'),
        );
      }),
    samples: {
      fires: { trails: { value: [aTrail(narrow)] } },
      passes: { trails: { value: [aTrail(narrow), aTrail()] } },
    },
  };
}

export const trailWritesOnly = unlessOne(
  'trail-writes-only',
  {
    title: { en: 'No trail records what was read', zh: '没有跟踪记录读操作' },
    advice: {
      en: 'Let one trail record all events: what a thief looked at is in the reads.',
      zh: '请让一个跟踪记录全部读写事件：盗用者看过什么，只有读事件能说明。',
    },
    equals: ['config:actiontrail-trail-intact-enabled'],
  },
  ({ events }) => events === 'All',
  ({ events }) => ({ en: `${events ?? 'unknown'} events only`, zh: `仅 ${events ?? '未知'} 事件` }),
  { events: 'Write' },
);

export const trailSingleRegion = unlessOne(
  'trail-single-region',
  {
    title: { en: 'No trail covers all regions', zh: '没有跟踪覆盖全部地域' },
    advice: {
      en: 'Let one trail cover all regions: thieves start instances where nobody looks.',
      zh: '请让一个跟踪覆盖全部地域：盗用者常在没人关注的地域创建实例。',
    },
    equals: ['config:actiontrail-trail-intact-enabled', 'prowler:actiontrail_multi_region_enabled'],
  },
  ({ region }) => region === 'All',
  ({ region }) => ({ en: region, zh: `仅 ${region}` }),
  { region: 'cn-hangzhou' },
);
