import { type Check, finding, OK, withKnown } from './check';

/** The same question as of a bucket: which logs were read is known from a project's own detailed log alone. */
export const projectUnlogged: Check<'project'> = {
  id: 'project-unlogged',
  about: 'project',
  severity: 'medium',
  title: {
    en: 'Log project that keys use and that does not log the requests on itself',
    zh: '有 AccessKey 在使用、但未记录自身请求的日志项目',
  },
  advice: {
    en: 'Project overview, Service Logs: switch on the detailed logs. After a leak they alone say which logs were read or deleted; without them the answer is "could not check".',
    zh: '请在项目概览的“服务日志”中开启详细日志：泄露之后，只有它能说明哪些日志被读取或删除；没有它，答案只能是“无法检查”。',
  },
  equals: [],
  judge: ({ isLogged, keys }) =>
    withKnown(isLogged, (logged) =>
      logged ? OK : finding(`used by ${keys} ${keys === 1 ? 'key' : 'keys'}`, `${keys} 个 AccessKey 在使用`),
    ),
  samples: {
    fires: { name: 'app-logs', keys: 1, isLogged: { value: false } },
    passes: { name: 'app-logs', keys: 1, isLogged: { value: true } },
  },
};
