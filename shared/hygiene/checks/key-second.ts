import { type Check, finding, ifActive, OK, withKnown } from './check';
import { aKey } from './samples';

export const keySecond: Check<'key'> = {
  id: 'key-second',
  about: 'key',
  severity: 'low',
  title: { en: 'One of several active AccessKeys of the same identity', zh: '同一身份有多个启用中的 AccessKey' },
  advice: {
    en: 'Two keys are for the days of a rotation. Finish it: disable the older key. Two programs need two RAM users.',
    zh: '两个 AccessKey 只应在轮转期间并存。请完成轮转，禁用旧的；两个程序应使用两个 RAM 用户。',
  },
  equals: ['config:ram-user-activated-ak-quantity-check'],
  judge: (key) =>
    ifActive(key, () =>
      withKnown(key.otherActive, (others) =>
        others > 0 ? finding(`${others + 1} active keys`, `${others + 1} 个启用中的 AccessKey`) : OK,
      ),
    ),
  samples: {
    fires: aKey({ otherActive: { value: 1 } }),
    passes: aKey({ active: { value: false }, otherActive: { value: 1 } }),
  },
};
