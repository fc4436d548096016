import type { Trail } from '../../aliyun/action-trail';
import { type Check, finding, OK, type Words, withKnown } from './check';
import { aTrail } from './samples';

/**
 * Both pass together where one trail keeps everything, and only there: two narrow ones do not make a whole one. Where no
 * trail is on, none keeps what either asks for.
 */
function narrow(
  id: string,
  words: Pick<Check<'trail'>, 'title' | 'advice' | 'equals'>,
  isKept: (on: readonly Trail[]) => boolean,
  sample: Partial<Trail>,
): Check<'trail'> {
  return {
    id,
    about: 'trail',
    severity: 'medium',
    ...words,
    judge: ({ trails }) =>
      withKnown(trails, (all) => {
        const on = all.filter(({ isOn }) => isOn);
        if (on.length === 0) return finding('no trail is on', '没有启用的跟踪');
        if (isKept(on)) return OK;
        const each = on.map((trail) => [trail.name, reachOf(trail)] as const);
        return finding(
          each.map(([name, { en }]) => `${name}: ${en}`).join('; '),
          each.map(([name, { zh }]) => `${name}：${zh}`).join('；'),
        );
      }),
    samples: {
      fires: { trails: { value: [aTrail(sample)] } },
      passes: { trails: { value: [aTrail(sample), aTrail()] } },
    },
  };
}

function reachOf({ events, region }: Trail): Words {
  const all = events === 'All';
  const wide = region === 'All';
  return {
    en: `${all ? 'all events' : `${events ?? 'unknown'} events only`} of ${wide ? 'all regions' : `${region} only`}`,
    zh: `${wide ? '全部地域' : `仅 ${region}`}的${all ? '全部事件' : ` ${events ?? '未知'} 事件`}`,
  };
}

const coversAll = ({ region }: Trail): boolean => region === 'All';

export const trailWritesOnly = narrow(
  'trail-writes-only',
  {
    title: { en: 'No trail records what was read', zh: '没有跟踪记录读操作' },
    advice: {
      en: 'Let one trail record all events: what a thief looked at is in the reads.',
      zh: '请让一个跟踪记录全部读写事件：盗用者看过什么，只有读事件能说明。',
    },
    equals: ['config:actiontrail-trail-intact-enabled'],
  },
  // Where one covers all regions, what is read in all of them is asked for.
  (on) => (on.some(coversAll) ? on.filter(coversAll) : on).some(({ events }) => events === 'All'),
  { events: 'Write' },
);

export const trailSingleRegion = narrow(
  'trail-single-region',
  {
    title: { en: 'No trail covers all regions', zh: '没有跟踪覆盖全部地域' },
    advice: {
      en: 'Let one trail cover all regions: thieves start instances where nobody looks.',
      zh: '请让一个跟踪覆盖全部地域：盗用者常在没人关注的地域创建实例。',
    },
    equals: ['config:actiontrail-trail-intact-enabled', 'prowler:actiontrail_multi_region_enabled'],
  },
  (on) => on.some(coversAll),
  { region: 'cn-hangzhou' },
);
