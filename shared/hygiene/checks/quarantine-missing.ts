import { type Check, finding, OK, withKnown } from './check';
import { aContainment } from './samples';

export const quarantineMissing: Check<'containment'> = {
  id: 'quarantine-missing',
  about: 'containment',
  severity: 'critical',
  title: { en: 'Contained user who does not carry the deny', zh: '被限制的用户身上没有拒绝策略' },
  advice: {
    en: 'Somebody took it off while the incident is open. Contain the key again, and look in ActionTrail for who detached it.',
    zh: '事件尚未结束，策略已被解除。请重新限制该密钥，并在操作审计中查明是谁解除的。',
  },
  equals: [],
  judge: ({ wanted, carried }) =>
    withKnown(wanted, (those) =>
      withKnown(carried, (names) => {
        const missing =
          those === 'any' ? (names.length > 0 ? [] : ['AkTourniquet*']) : those.filter((one) => !names.includes(one));
        return missing.length > 0 ? finding(`without ${missing.join(', ')}`, `缺少 ${missing.join('、')}`) : OK;
      }),
    ),
  samples: { fires: aContainment({ carried: { value: [] } }), passes: aContainment() },
};
