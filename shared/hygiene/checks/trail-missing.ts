import { type Check, finding, OK, withKnown } from './check';
import { aTrail } from './samples';

export const trailMissing: Check<'trail'> = {
  id: 'trail-missing',
  about: 'trail',
  severity: 'high',
  title: { en: 'No trail keeps what happens in the account', zh: '没有处于启用状态的操作审计跟踪' },
  advice: {
    en: 'Make a trail for all events and all regions, to a bucket that nobody can empty, and switch it on: without one the record ends after 90 days.',
    zh: '请创建覆盖全部事件和全部地域的跟踪，投递到他人无法清空的存储空间并启用；否则记录只保留 90 天。',
  },
  equals: ['config:actiontrail-enabled', 'config:actiontrail-trail-intact-enabled'],
  judge: ({ trails }) =>
    withKnown(trails, (all) => {
      if (all.some(({ isOn }) => isOn)) return OK;
      const names = all.map(({ name }) => name).join(', ');
      return names === '' ? finding('there is none', '尚未创建') : finding(`${names}: off`, `${names}：已停用`);
    }),
  samples: {
    fires: { trails: { value: [aTrail({ isOn: false })] } },
    passes: { trails: { value: [aTrail({ isOn: false }), aTrail()] } },
  },
};
