import { CLI } from '../../command-line';
import { textsOf } from '../build';
import { line, type Message } from '../message';

/**
 * An alert without a word that somebody else could have chosen: a mail server's filter, or a robot's, does not want what a
 * thief has put into it. It says that there is one, how grave, of which AccessKeys, and where it can be read. Pure.
 */
export function bareOf(message: Message): Message {
  const { bare, tags, colon } = textsOf(message.language);
  const tone = message.severity === 'info' ? 'info' : 'danger';
  const [key] = message.keys;
  return {
    ...message,
    title: `${tags[tone]} AccessKey${colon}${bare.title}`,
    blocks: [
      { part: 'verdict', kind: 'verdict', tone, line: [bare.headline] },
      ...(message.keys.length > 0
        ? [{ part: 'owner', kind: 'list', items: message.keys.map((one) => [{ key: one }]) } as const]
        : []),
      ...(key === undefined
        ? []
        : [
            {
              part: 'report',
              kind: 'command',
              purpose: [bare.where],
              command: line`${CLI} status ${{ key }}`,
            } as const,
          ]),
    ],
  };
}
