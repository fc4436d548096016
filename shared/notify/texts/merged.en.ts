import type { Texts } from './keys';

/** What stands for many alerts, and for one that a channel does not want. */
export const merged: Pick<Texts, 'digest' | 'bare'> = {
  digest: {
    title: (count) => `${count} alerts that could not be delivered at once`,
    headline: (count) => `${count} AccessKey alerts, merged because this channel takes 20 messages a minute.`,
    together: (count) =>
      `${count} AccessKey alerts in one mail, because they came faster than mails are sent. Each stands whole below.`,
    head: ['Time (UTC)', 'Alert'],
    note: 'Every alert is whole in the e-mail and in the report of its incident.',
  },
  bare: {
    title: 'an alert whose words this channel refuses',
    headline:
      'There is an alert of the AccessKey responder that this channel refused twice: a filter does not want its words, which a thief may have chosen. Here is what can be said without them.',
    where: 'What has happened, and what was done:',
  },
};
