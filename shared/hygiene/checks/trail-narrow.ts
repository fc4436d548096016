import type { Trail } from '../../aliyun/action-trail';
import { type Check, finding, type HygieneSeverity, OK, type Words, withKnown } from './check';
import { aTrail } from './samples';

/**
 * Reads and writes are asked for apart, because two trails may share them; each must be kept as far as any trail reaches.
 * Where no trail is on, none keeps what any of these asks for.
 */
function narrow(
  id: string,
  words: Pick<Check<'trail'>, 'title' | 'advice' | 'equals'>,
  isKept: (on: readonly Trail[]) => boolean,
  sample: Partial<Trail>,
  severity: HygieneSeverity = 'medium',
): Check<'trail'> {
  return {
    id,
    about: 'trail',
    severity,
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

/** Kept in all regions, where any trail covers all of them; else in one. */
const keeps =
  (kind: 'Read' | 'Write') =>
  (on: readonly Trail[]): boolean =>
    (on.some(coversAll) ? on.filter(coversAll) : on).some(({ events }) => events === 'All' || events === kind);

export const trailReadsOnly = narrow(
  'trail-reads-only',
  {
    title: { en: 'Trails do not record all that is changed', zh: '跟踪没有记录全部写操作' },
    advice: {
      en: 'Let one trail record all events: what a thief made, changed and deleted is in the writes.',
      zh: '请让一个跟踪记录全部读写事件：盗用者创建、修改和删除了什么，只有写事件能说明。',
    },
    equals: ['config:actiontrail-trail-intact-enabled'],
  },
  keeps('Write'),
  { events: 'Read' },
  'high',
);

export const trailWritesOnly = narrow(
  'trail-writes-only',
  {
    title: { en: 'Trails do not record all that is read', zh: '跟踪没有记录全部读操作' },
    advice: {
      en: 'Let one trail record all events: what a thief looked at is in the reads.',
      zh: '请让一个跟踪记录全部读写事件：盗用者看过什么，只有读事件能说明。',
    },
    equals: ['config:actiontrail-trail-intact-enabled'],
  },
  keeps('Read'),
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
