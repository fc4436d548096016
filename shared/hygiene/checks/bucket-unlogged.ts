import { type Check, finding, OK, withKnown } from './check';

/** Step three of the reference document asks what was read; without these logs nobody can say. */
export const bucketUnlogged: Check<'store'> = {
  id: 'bucket-unlogged',
  about: 'store',
  severity: 'medium',
  title: {
    en: 'Bucket that keys use and that keeps no access log',
    zh: '有 AccessKey 在使用、但未开启访问日志的存储空间',
  },
  advice: {
    en: 'Switch its logging on, to another bucket: after a leak it alone says which objects were read; without it the answer is "could not check".',
    zh: '请开启日志转储到另一个存储空间：泄露之后，只有它能说明哪些对象被读取；没有它，答案只能是“无法检查”。',
  },
  equals: ['config:oss-bucket-logging-enabled', 'prowler:oss_bucket_logging_enabled'],
  judge: ({ isLogged, keys }) =>
    withKnown(isLogged, (logged) =>
      logged ? OK : finding(`used by ${keys} ${keys === 1 ? 'key' : 'keys'}`, `${keys} 个 AccessKey 在使用`),
    ),
  samples: {
    fires: { name: 'orders', keys: 2, isLogged: { value: false } },
    passes: { name: 'orders', keys: 2, isLogged: { value: true } },
  },
};
