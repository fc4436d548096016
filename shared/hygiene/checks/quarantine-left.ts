import { type Check, finding, OK, withKnown } from './check';
import { aContainment } from './samples';

export const quarantineLeft: Check<'containment'> = {
  id: 'quarantine-left',
  about: 'containment',
  severity: 'medium',
  title: {
    en: "The responder's deny left behind: no open incident wants it",
    zh: '响应程序的拒绝策略遗留：没有未结束的事件需要它',
  },
  advice: {
    en: 'Run the release command for his key once more, or detach the policy in the RAM console: it stops calls that the business may need.',
    zh: '请对其密钥再运行一次 release，或在 RAM 控制台解除授权：它会拦下业务可能需要的调用。',
  },
  equals: [],
  judge: ({ wanted, carried }) =>
    withKnown(carried, (names) => {
      if (names.length === 0) return OK;
      return withKnown(wanted, (those) =>
        those !== 'any' && those.length === 0 ? finding(names.join(', '), `仍附加 ${names.join('、')}`) : OK,
      );
    }),
  samples: { fires: aContainment({ accessKeyId: undefined, wanted: { value: [] } }), passes: aContainment() },
};
